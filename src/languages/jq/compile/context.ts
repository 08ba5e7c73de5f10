/** What one compilation carries along: what it made, what it found wrong, and the compilers of both forms, which need each other. */
import type { Problem } from '../../../core/problem.ts'
import type { CompileOptions } from '../builtins/builtin.ts'
import type { Code, PathCode } from '../runtime/code.ts'
import type { Node } from '../syntax/ast.ts'
import type { FunctionInfo, Scope } from './scope.ts'

export interface Context {
  readonly options: CompileOptions
  /** By offset and message: a function body may be compiled twice. */
  readonly problems: Map<string, Problem>
  readonly warnings: Map<string, Problem>
  readonly codes: Map<Node, { readonly code: Code; readonly scope: Scope | null }>
  /** Functions of `builtins/prelude.ts` in use. */
  readonly prelude: Map<string, FunctionInfo>
  /** How many recursive bodies are being tried as single-output. */
  guesses: number
  /** @param atTail the outputs of this node are those of the function body it stands in. */
  readonly compile: (node: Node, scope: Scope | null, atTail?: boolean) => Code
  /** Compiled on first use: only a path that is asked for costs anything, and nested updates do not compile their left sides over and over. */
  readonly paths: (node: Node, scope: Scope | null) => PathCode
}

export const report = (context: Context, problem: Problem): void => {
  const key = `${problem.offset} ${problem.message}`
  ;(problem.warning ? context.warnings : context.problems).set(key, problem)
}
