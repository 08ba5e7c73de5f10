/** What is wrong with files that a person wrote, and its drawing for a terminal. */
import type { LocatedProblem } from '../../config/located.ts'
import { renderFrames, renderProblems } from '../../config/render.ts'

/** A configuration or a rule file, read. */
export interface RuleSource {
  readonly file: string
  readonly text: string
}

export interface Refusal {
  readonly problems: readonly LocatedProblem[]
  /** The texts to show them in. */
  readonly sources: readonly RuleSource[]
}

/** A configuration or rules that cannot be used. Carries every problem of every file, and the texts to show them in. */
export class RefusedRules extends Error implements Refusal {
  override readonly name = 'RefusedRules'
  readonly problems: readonly LocatedProblem[]
  readonly sources: readonly RuleSource[]
  constructor(problems: readonly LocatedProblem[], sources: readonly RuleSource[]) {
    super(problems.map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`).join('\n'))
    this.problems = problems
    this.sources = sources
  }
}

/** Throws when one of the problems is more than a warning. @throws RefusedRules */
export const refuseErrors = ({ problems, sources }: Refusal): void => {
  if (problems.some(({ severity }) => severity === 'error')) throw new RefusedRules(problems, sources)
}

export const joined = (...refusals: readonly Refusal[]): Refusal => ({
  problems: refusals.flatMap(({ problems }) => problems),
  sources: refusals.flatMap(({ sources }) => sources),
})

const textsOf = ({ sources }: Refusal): ReadonlyMap<string, string> =>
  new Map(sources.map(({ file, text }) => [file, text]))

/** Every problem and the closing line. */
export const renderRefusal = (refusal: Refusal): string => `${renderProblems(refusal.problems, textsOf(refusal))}\n`

/** Every problem; empty when there is none. */
export const renderEach = (refusal: Refusal): string =>
  refusal.problems.length > 0 ? `${renderFrames(refusal.problems, textsOf(refusal))}\n` : ''
