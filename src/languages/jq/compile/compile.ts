/** The compiler of a program: syntax tree -> closures, for values and for paths. */
import type { CompileOptions } from '../builtins/builtin.ts'
import type { PathCode } from '../runtime/code.ts'
import type { Context } from './context.ts'
import { compilePaths } from './paths.ts'
import { compileValues } from './values.ts'

export const createContext = (options: CompileOptions): Context => {
  const context: Context = {
    options,
    problems: new Map(),
    warnings: new Map(),
    codes: new Map(),
    prelude: new Map(),
    guesses: 0,
    compile: (node, scope, atTail = false) => {
      const code = compileValues(node, scope, context, atTail)
      context.codes.set(node, { code, scope })
      return code
    },
    paths: (node, scope) => onFirstUse(() => compilePaths(node, scope, context)),
  }
  return context
}

const onFirstUse = (make: () => PathCode): PathCode => {
  let code: PathCode | undefined
  return (place, value, env, out) => {
    code ??= make()
    return code(place, value, env, out)
  }
}
