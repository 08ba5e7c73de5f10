/**
 * The registry of sources that `run` follows: one line each. The event history (`lookup://`) is none of them: it is a question
 * that is answered once, with nothing to acknowledge and nothing new to wait for, so only `scan` asks it.
 */
import { folder } from './folder.ts'
import { s3 } from './s3.ts'
import { sqs } from './sqs.ts'

export { folder, s3 }

export const sources = [folder, s3, sqs] as const
