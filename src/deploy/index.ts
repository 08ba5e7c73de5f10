/** The registry of emitters: one line each. */
import { sam } from './sam/index.ts'

export const emitters = [sam] as const
