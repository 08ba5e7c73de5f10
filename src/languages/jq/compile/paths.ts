/** Syntax tree -> closures, for paths: what `path(f)` and the update operators need. Only expressions that can move to another place are compiled anew; all others run as values. */
import { findBuiltin } from '../builtins/index.ts'
import { Break, type Closure, type Env, type Flow, hop, MORE, type PathCode, STOP } from '../runtime/code.ts'
import { indexValue, sliceValue } from '../runtime/indexing.ts'
import { follow, getPath, intact } from '../runtime/paths-on-values.ts'
import type { Node } from '../syntax/ast.ts'
import { step } from '../values/budget.ts'
import { Failure, raise } from '../values/failure.ts'
import { sortedKeys } from '../values/keys.ts'
import { describe } from '../values/preview.ts'
import { isArray, isObject, truthy, type Value } from '../values/value.ts'
import { compileFoldHead, compilePatterns } from './bind.ts'
import type { Context } from './context.ts'
import { argumentBinder, preludeFunction } from './functions.ts'
import { extend, type FunctionInfo, findFunction, type Scope } from './scope.ts'

export const compilePaths = (node: Node, scope: Scope | null, context: Context): PathCode => {
  const sub = (child: Node): PathCode => compilePaths(child, scope, context)
  const values = (child: Node) => context.compile(child, scope)
  switch (node.kind) {
    case 'identity':
      return (place, value, _env, out) => out(place, value)
    case 'descend':
      return compilePaths(
        { kind: 'call', name: 'recurse', args: [], nameEnd: node.end, start: node.start, end: node.end },
        null,
        context,
      )
    case 'index': {
      const [of, key] = [sub(node.of), values(node.key)]
      return (place, value, env, out) =>
        key.each(value, env, (at) =>
          of(place, value, env, (from, held) => {
            const found = indexValue(held, at)
            return out(follow(from, held, at, found), found)
          }),
        )
    }
    case 'slice': {
      const [of, start, stop] = [sub(node.of), values(node.from), values(node.to)]
      return (place, value, env, out) =>
        start.each(value, env, (from) =>
          stop.each(value, env, (to) =>
            of(place, value, env, (before, held) => {
              const found = sliceValue(held, from, to)
              return out(follow(before, held, { start: from, end: to }, found), found)
            }),
          ),
        )
    }
    case 'iterate': {
      const of = sub(node.of)
      return (place, value, env, out) =>
        of(place, value, env, (from, held) => {
          if (!isArray(held) && !isObject(held)) return raise(() => `cannot iterate over: ${describe(held)}`)
          if (!intact(from, held)) return raise(() => `invalid path on iterating against: ${describe(held)}`)
          const keys = isArray(held) ? undefined : sortedKeys(held)
          const count = keys ? keys.length : (held as Value[]).length
          for (let at = 0; at < count; at++) {
            step()
            const key = keys ? (keys[at] as string) : at
            const found = (held as Record<string | number, Value>)[key] as Value
            const flow = out({ key, up: from, value: found }, found)
            if (flow !== MORE) return flow
          }
          return MORE
        })
    }
    case 'try': {
      const body = sub(node.body)
      const handler = node.handler && sub(node.handler)
      return (place, value, env, out) => {
        let outside = false
        try {
          return body(place, value, env, (from, held) => {
            outside = true
            const flow = out(from, held)
            outside = false
            return flow
          })
        } catch (thrown) {
          if (outside || !(thrown instanceof Failure)) throw thrown
          return handler ? handler(place, thrown.value, env, out) : MORE
        }
      }
    }
    case 'pipe': {
      const [left, right] = [sub(node.left), sub(node.right)]
      return (place, value, env, out) => left(place, value, env, (from, held) => right(from, held, env, out))
    }
    case 'comma': {
      const [left, right] = [sub(node.left), sub(node.right)]
      return (place, value, env, out) => {
        const flow = left(place, value, env, out)
        return flow === MORE ? right(place, value, env, out) : flow
      }
    }
    case 'alternative': {
      const [left, right] = [sub(node.left), sub(node.right)]
      return (place, value, env, out) => {
        let any = false
        const flow = left(place, value, env, (from, held) => {
          if (!truthy(held)) return MORE
          any = true
          return out(from, held)
        })
        return any || flow === STOP ? flow : right(place, value, env, out)
      }
    }
    case 'if': {
      const [test, then, otherwise] = [values(node.test), sub(node.then), sub(node.otherwise)]
      return (place, value, env, out) =>
        test.each(value, env, (found) => (truthy(found) ? then : otherwise)(place, value, env, out))
    }
    case 'reduce': {
      const { source, bind, inner } = compileFoldHead(node, scope, context)
      const init = sub(node.init)
      const update = compilePaths(node.update, inner, context)
      return (place, value, env, out) =>
        init(place, value, env, (from, held) => {
          // As in gojq: the state is kept, the path to it is not.
          let state = held
          source.each(value, env, (item) =>
            bind(item, env, (bound) => {
              step()
              return update(from, state, bound, (_next, found) => {
                state = found
                return MORE
              })
            }),
          )
          return out(from, state)
        })
    }
    case 'foreach': {
      const { source, bind, inner } = compileFoldHead(node, scope, context)
      const init = sub(node.init)
      const update = compilePaths(node.update, inner, context)
      const extract = node.extract && compilePaths(node.extract, inner, context)
      return (place, value, env, out) =>
        init(place, value, env, (from, held) => {
          let state = held
          return source.each(value, env, (item) =>
            bind(item, env, (bound) => {
              step()
              return update(from, state, bound, (next, found) => {
                state = found
                return extract ? extract(next, found, bound, out) : out(next, found)
              })
            }),
          )
        })
    }
    case 'define': {
      // The value form knows the scope with the new function: compiled again here, it would get another one.
      const { scope: inner } = context.codes.get(node.body) ?? { scope }
      return compilePaths(node.body, inner, context)
    }
    case 'call':
      return compilePathCall(node.name, node.args, scope, context) ?? asValue(node, scope, context)
    case 'bind': {
      const source = values(node.source)
      const { scope: inner, bind } = compilePatterns(node.patterns, scope, context)
      const body = compilePaths(node.body, inner, context)
      return (place, value, env, out) =>
        source.each(value, env, (held) => bind(held, env, (bound) => body(place, value, bound, out)))
    }
    case 'label': {
      const body = compilePaths(node.body, extend(scope, 'label', node.name), context)
      return (place, value, env, out) => {
        const inner: Env = { held: null, up: env }
        try {
          return body(place, value, inner, out)
        } catch (thrown) {
          if (thrown instanceof Break && thrown.label === inner) return MORE
          throw thrown
        }
      }
    }
    default:
      return asValue(node, scope, context)
  }
}

/** The outputs may be the value that came in; everything else has left the path. */
const asValue = (node: Node, scope: Scope | null, context: Context): PathCode => {
  const code = context.compile(node, scope)
  return (place, value, env, out) => code.each(value, env, (found) => out(place, found))
}

const compilePathCall = (
  name: string,
  args: readonly Node[],
  scope: Scope | null,
  context: Context,
): PathCode | undefined => {
  const callee = findFunction(scope, name, args.length)
  if (callee && 'closure' in callee) {
    return (place, value, env, out) => {
      step()
      const closure = (hop(env, callee.closure) as Env).held as Closure
      return closure.paths(place, value, closure.env, out)
    }
  }
  if (callee) return callFunction(callee.info, args, scope, context)
  if (name === 'getpath' && args.length === 1) {
    const paths = context.compile(args[0] as Node, scope)
    return (place, value, env, out) =>
      paths.each(value, env, (path): Flow => {
        const found = getPath(value, path)
        const keys = path as Value[]
        let at = place
        if (!intact(place, value)) follow(place, value, null, null)
        for (const key of keys) at = { key, up: at, value: found }
        return out(at, found)
      })
  }
  const builtin = findBuiltin(name, args.length)
  if (builtin?.paths) {
    const codes = args.map((arg) => context.compile(arg, scope))
    return builtin.paths(
      codes,
      args.map((arg) => compilePaths(arg, scope, context)),
    )
  }
  if (!builtin?.definition) return undefined
  return callFunction(preludeFunction(builtin.definition, context), args, scope, context)
}

const callFunction = (info: FunctionInfo, args: readonly Node[], scope: Scope | null, context: Context): PathCode => {
  const codes = args.map((arg) => context.compile(arg, scope))
  const { each } = argumentBinder(info, codes, args, scope, context)
  // Compiled on first use: the body may call itself.
  const body = (): PathCode => (info.paths ??= compilePaths(info.definition.body, info.inner, context))
  return (place, value, env, out) =>
    each(value, env, (inner) => {
      step()
      return body()(place, value, inner, out)
    })
}
