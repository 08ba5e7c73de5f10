/** Walks over nested values without using the call stack. */
import { step } from '../values/budget.ts'
import type { Value } from '../values/value.ts'
import { type Flow, MORE, type Out } from './code.ts'
import { valuesOf } from './indexing.ts'

/** `..`: the value and everything inside it, parents first. */
export const descend = (value: Value, out: Out): Flow => {
  const stack: Value[] = [value]
  while (stack.length > 0) {
    step()
    const next = stack.pop() as Value
    const flow = out(next)
    if (flow !== MORE) return flow
    const inside = typeof next === 'object' && next !== null ? (valuesOf(next) as Value[]) : []
    for (let at = inside.length - 1; at >= 0; at--) stack.push(inside[at] as Value)
  }
  return MORE
}
