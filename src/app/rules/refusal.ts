/** Problems of rule files, drawn for a terminal. */
import type { LocatedProblem } from '../../config/located.ts'
import { renderFrames, renderProblems } from '../../config/render.ts'
import type { RuleSource } from './load.ts'

export interface Refusal {
  readonly problems: readonly LocatedProblem[]
  readonly sources: readonly RuleSource[]
}

const textsOf = ({ sources }: Refusal): ReadonlyMap<string, string> =>
  new Map(sources.map(({ file, text }) => [file, text]))

/** Every problem and the closing line. */
export const renderRefusal = (refusal: Refusal): string => `${renderProblems(refusal.problems, textsOf(refusal))}\n`

/** Every problem; empty when there is none. */
export const renderEach = (refusal: Refusal): string =>
  refusal.problems.length > 0 ? `${renderFrames(refusal.problems, textsOf(refusal))}\n` : ''
