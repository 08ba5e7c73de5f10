/** What is wrong with files that a person wrote, and its drawing for a terminal. */
import type { LocatedProblem } from '../../config/located.ts'
import { renderFrames, renderProblems } from '../../config/render.ts'

/** A configuration or a rule file, read. */
export interface RuleSource {
  readonly file: string
  readonly text: string
}

export interface ConfigRefusal {
  readonly problems: readonly LocatedProblem[]
  /** The texts to show them in. */
  readonly sources: readonly RuleSource[]
}

/** A configuration or rules that cannot be used. Carries every problem of every file, and the texts to show them in. */
export class RefusedRules extends Error implements ConfigRefusal {
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
export const refuseErrors = ({ problems, sources }: ConfigRefusal): void => {
  if (problems.some(({ severity }) => severity === 'error')) throw new RefusedRules(problems, sources)
}

export const joined = (...refusals: readonly ConfigRefusal[]): ConfigRefusal => ({
  problems: refusals.flatMap(({ problems }) => problems),
  sources: refusals.flatMap(({ sources }) => sources),
})

const textsOf = ({ sources }: ConfigRefusal): ReadonlyMap<string, string> =>
  new Map(sources.map(({ file, text }) => [file, text]))

/** Every problem and the closing line. */
export const renderRefusal = (refusal: ConfigRefusal): string =>
  `${renderProblems(refusal.problems, textsOf(refusal))}\n`

/** Every problem; empty when there is none. */
export const renderEach = (refusal: ConfigRefusal): string =>
  refusal.problems.length > 0 ? `${renderFrames(refusal.problems, textsOf(refusal))}\n` : ''
