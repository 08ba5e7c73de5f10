/** A problem with the place where a person can see it, and the error that carries all of them. */
import type { Location } from '../notation/position.ts'

export interface LocatedProblem extends Location {
  readonly file: string
  readonly message: string
  /** What was expected, or what to write instead; may have several lines. */
  readonly hint?: string | undefined
  readonly severity: 'error' | 'warning'
  /** A warning that nobody means: `rules lint` takes it for an error. */
  readonly mistake?: true | undefined
}

/** A document or configuration was refused. Carries every problem found, not only the first. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: readonly LocatedProblem[]
  constructor(problems: readonly LocatedProblem[]) {
    super(problems.map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`).join('\n'))
    this.problems = problems
  }
}
