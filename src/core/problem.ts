/** What is wrong with a text that a person wrote (a rule, a configuration), and where. */

/** One fault. `offset`/`length` count UTF-16 units in the text that was compiled; `path` leads into a structure that was. */
export interface Problem {
  readonly message: string
  readonly offset?: number | undefined
  readonly length?: number | undefined
  readonly path?: readonly (string | number)[] | undefined
  /** What to write instead, or what was expected. */
  readonly hint?: string | undefined
  /** A warning does not stop the rule from running. */
  readonly warning?: true | undefined
  /** A warning that nobody means: `rules lint` takes it for an error. */
  readonly mistake?: true | undefined
}

/** A rule body was refused. Carries every problem found, not only the first. */
export class CompileError extends Error {
  override readonly name = 'CompileError'
  readonly problems: readonly Problem[]
  constructor(problems: readonly Problem[]) {
    super(problems.map((problem) => problem.message).join('\n'))
    this.problems = problems
  }
}
