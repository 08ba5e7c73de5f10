/** `=`, `|=`, `+=` ...: what makes changed copies of a value along paths. */
import { add, arithmetic } from '../runtime/arithmetic.ts'
import { type Code, type Env, type Flow, firstOf, MORE, many, NONE } from '../runtime/code.ts'
import { deletePaths, getPath, pathOf, setPath } from '../runtime/paths-on-values.ts'
import type { Arithmetic, NodeOf } from '../syntax/ast.ts'
import { truthy, type Value } from '../values/value.ts'
import type { Context } from './context.ts'
import type { Scope } from './scope.ts'

type Update = (old: Value) => Value | typeof NONE

export const compileUpdate = (node: NodeOf<'update'>, scope: Scope | null, context: Context): Code => {
  // Compiled for its problems: unknown names are reported once, here.
  context.compile(node.left, scope)
  const right = context.compile(node.right, scope)
  const eachPlace = context.paths(node.left, scope)

  /** Every place on the left gets what `change` makes of it; NONE deletes it. */
  const modify = (input: Value, env: Env | null, change: Update): Value => {
    let result = input
    const owned = new Set<object>()
    const gone: Value[] = []
    eachPlace({ key: null, up: null, value: input }, input, env, (place, value) => {
      const path = pathOf(place, value)
      const old = getPath(result, path)
      // The program sees the old value and may keep it: it must not change under its hands any more.
      if (typeof old === 'object' && old !== null && owned.has(old)) owned.clear()
      const next = change(old)
      if (next === NONE) gone.push(path)
      else result = setPath(result, path, next, owned)
      return MORE
    })
    return gone.length > 0 ? deletePaths(result, gone, owned) : result
  }

  if (node.op === '|=') {
    return many((input, env, out) => out(modify(input, env, (old) => firstOf(right, old, env))))
  }
  if (node.op === '=') {
    return many((input, env, out) =>
      right.each(input, env, (next): Flow => {
        let result = input
        const owned = new Set<object>()
        eachPlace({ key: null, up: null, value: input }, input, env, (place, value) => {
          result = setPath(result, pathOf(place, value), next, owned)
          return MORE
        })
        return out(result)
      }),
    )
  }
  const op = node.op.slice(0, -1) as Arithmetic | '//'
  const apply = op === '//' ? (old: Value, by: Value) => (truthy(old) ? old : by) : op === '+' ? add : arithmetic[op]
  return many((input, env, out) =>
    right.each(input, env, (by): Flow => out(modify(input, env, (old) => apply(old, by)))),
  )
}
