/** `as`, `reduce` and `foreach`: what binds variables by patterns. */
import {
  type Code,
  type Env,
  type Flow,
  hop,
  isSingle,
  MORE,
  many,
  maybe,
  NONE,
  single,
  value,
} from '../runtime/code.ts'
import { indexValue } from '../runtime/indexing.ts'
import { type Node, type NodeOf, type Pattern, patternNames } from '../syntax/ast.ts'
import { step } from '../values/budget.ts'
import { Failure, raise } from '../values/failure.ts'
import { describe } from '../values/preview.ts'
import { isArray, type Value } from '../values/value.ts'
import type { Context } from './context.ts'
import { extend, findVariable, type Scope } from './scope.ts'

/** Calls `enter` with the environment that holds the variables, once per way to bind them. */
export type Bind = (held: Value, env: Env | null, enter: (env: Env | null) => Flow) => Flow

export interface Binding {
  readonly scope: Scope | null
  readonly bind: Bind
  /** The pattern is one plain variable. */
  readonly plain: boolean
}

/** Patterns joined by `?//` bind the same variables; each later one is tried when an earlier one, or what follows it, fails. */
export const compilePatterns = (patterns: readonly Pattern[], scope: Scope | null, context: Context): Binding => {
  const [first] = patterns as [Pattern, ...Pattern[]]
  if (patterns.length === 1) {
    const { scope: inner, bind } = compilePattern(first, scope, context)
    return { scope: inner, bind, plain: first.kind === 'name' }
  }
  const names = [...new Set(patterns.flatMap(patternNames))]
  const shared = names.reduce<Scope | null>((inner, name) => extend(inner, 'variable', name), scope)
  const alternatives = patterns.map((pattern) => {
    const { scope: inner, bind } = compilePattern(pattern, shared, context)
    const hops = names.map((name) => findVariable(inner, name) as number)
    return { bind, hops }
  })
  const bind: Bind = (held, env, enter) => {
    const blank = names.reduce<Env | null>((up) => ({ held: null, up }), env)
    for (const [at, alternative] of alternatives.entries()) {
      try {
        return alternative.bind(held, blank, (bound) =>
          enter(
            alternative.hops.reduce<Env | null>((up, count) => ({ held: (hop(bound, count) as Env).held, up }), env),
          ),
        )
      } catch (thrown) {
        if (!(thrown instanceof Failure) || at === alternatives.length - 1) throw thrown
      }
    }
    return MORE
  }
  return { scope: shared, bind, plain: false }
}

const compilePattern = (
  pattern: Pattern,
  scope: Scope | null,
  context: Context,
): { readonly scope: Scope | null; readonly bind: Bind } => {
  if (pattern.kind === 'name') {
    return {
      scope: extend(scope, 'variable', pattern.name),
      bind: (held, env, enter) => enter({ held, up: env }),
    }
  }
  // Each part sees the variables of the parts before it.
  const binds: Bind[] = []
  let inner = scope
  const add = (part: Pattern, pick: (held: Value, env: Env | null, use: (found: Value) => Flow) => Flow): void => {
    const compiled = compilePattern(part, inner, context)
    binds.push((held, env, enter) => pick(held, env, (found) => compiled.bind(found, env, enter)))
    inner = compiled.scope
  }
  if (pattern.kind === 'array') {
    for (const [at, item] of pattern.items.entries()) {
      add(item, (held, _env, use) => {
        if (held !== null && !isArray(held)) raise(() => `expected an array but got: ${describe(held)}`)
        return use(indexValue(held, at))
      })
    }
  } else {
    for (const { key, name, value: part } of pattern.entries) {
      const code = context.compile(key, inner)
      const pick: Parameters<typeof add>[1] = (held, env, use) =>
        code.each(held, env, (found) => use(indexValue(held, found)))
      if (name && part) {
        // `$name: pattern` binds the value whole and in parts; the key is evaluated once.
        const whole = compilePattern({ kind: 'name', name }, inner, context)
        const parts = compilePattern(part, whole.scope, context)
        binds.push((held, env, enter) =>
          pick(held, env, (found) => whole.bind(found, env, (named) => parts.bind(found, named, enter))),
        )
        inner = parts.scope
      } else {
        add(name ? { kind: 'name', name } : (part as Pattern), pick)
      }
    }
  }
  const bind: Bind = (held, env, enter) => {
    const loop = (at: number, bound: Env | null): Flow => {
      const next = binds[at]
      return next ? next(held, bound, (more) => loop(at + 1, more)) : enter(bound)
    }
    return loop(0, env)
  }
  return { scope: inner, bind }
}

export const compileBind = (node: NodeOf<'bind'>, scope: Scope | null, context: Context, atTail: boolean): Code => {
  const source = context.compile(node.source, scope)
  const { scope: inner, bind, plain } = compilePatterns(node.patterns, scope, context)
  const direct = plain && source.get !== undefined
  const body = context.compile(node.body, inner, atTail && direct)
  if (direct && source.get) {
    const get = source.get
    const run = body.get
    if (run) {
      const code = maybe((input, env) => {
        const held = get(input, env)
        return held === NONE ? NONE : run(input, { held: held as Value, up: env })
      })
      return source.total && body.total ? { ...code, total: true } : code
    }
    return many((input, env, out) => {
      const held = get(input, env)
      return held === NONE ? MORE : body.each(input, { held: held as Value, up: env }, out)
    })
  }
  return many((input, env, out) =>
    source.each(input, env, (held) => bind(held, env, (bound) => body.each(input, bound, out))),
  )
}

export interface FoldParts {
  readonly source: Code
  readonly bind: Bind
  readonly inner: Scope | null
}

export const compileFoldHead = (
  node: { readonly source: Node; readonly patterns: readonly Pattern[] },
  scope: Scope | null,
  context: Context,
): FoldParts => {
  const source = context.compile(node.source, scope)
  const { scope: inner, bind } = compilePatterns(node.patterns, scope, context)
  return { source, bind, inner }
}

export const compileFold = (node: NodeOf<'reduce' | 'foreach'>, scope: Scope | null, context: Context): Code => {
  const { source, bind, inner } = compileFoldHead(node, scope, context)
  const init = context.compile(node.init, scope)
  const update = context.compile(node.update, inner)
  if (node.kind === 'reduce') {
    const reduce = (input: Value, env: Env | null, start: Value): Value => {
      let state = start
      source.each(input, env, (held) =>
        bind(held, env, (bound) => {
          step()
          // The last output is the new state; without any, the old one stays (gojq).
          return update.each(state, bound, (next) => {
            state = next
            return MORE
          })
        }),
      )
      return state
    }
    if (isSingle(init)) {
      const start = value(init)
      return single((input, env) => reduce(input, env, start(input, env)))
    }
    return many((input, env, out) => init.each(input, env, (start) => out(reduce(input, env, start))))
  }
  const extract = node.extract && context.compile(node.extract, inner)
  return many((input, env, out) =>
    init.each(input, env, (start) => {
      let state = start
      return source.each(input, env, (held) =>
        bind(held, env, (bound) => {
          step()
          return update.each(state, bound, (next) => {
            state = next
            return extract ? extract.each(next, bound, out) : out(next)
          })
        }),
      )
    }),
  )
}
