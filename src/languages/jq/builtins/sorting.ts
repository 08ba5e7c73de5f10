/** Builtins about the order of the items of an array: sort, group_by, unique, min, max, bsearch. */
import { type Code, collect, single } from '../runtime/code.ts'
import { valuesOf } from '../runtime/indexing.ts'
import { CONTAINER, grow, step } from '../values/budget.ts'
import { raise, withinStack } from '../values/failure.ts'
import { compare } from '../values/order.ts'
import { describe } from '../values/preview.ts'
import { isArray, type Value } from '../values/value.ts'
import { asArray, type Builtin, type Builtins, code, notFor, of0, of1 } from './builtin.ts'

interface Keyed {
  readonly item: Value
  readonly key: Value
}

/** Sorted by what `f` gives, in the order they came where that is the same. */
const keyed = (name: string, input: Value, keyOf: (item: Value) => Value): Keyed[] => {
  const items = asArray(name, input).map((item) => ({ item, key: keyOf(item) }))
  grow(items.length * 64)
  return withinStack('Comparison too deep', () =>
    items.sort((a, b) => {
      step()
      return compare(a.key, b.key)
    }),
  )
}

const grouped = (items: readonly Keyed[]): Value[][] => {
  const groups: Value[][] = []
  let last: Keyed | undefined
  for (const next of items) {
    if (last && compare(last.key, next.key) === 0) groups.at(-1)?.push(next.item)
    else groups.push([next.item])
    last = next
  }
  grow(groups.length * CONTAINER)
  return groups
}

/** The first least, the last greatest. */
const extreme = (name: string, input: Value, keyOf: (item: Value) => Value, least: boolean): Value => {
  let best: Keyed | undefined
  for (const item of asArray(name, input)) {
    step()
    const key = keyOf(item)
    if (!best || compare(best.key, key) > 0 === least) best = { item, key }
  }
  return best ? best.item : null
}

/** `name` by the value itself, and `name_by(f)` by all outputs of `f`. */
const byKey = (
  name: string,
  apply: (name: string, input: Value, keyOf: (item: Value) => Value) => Value,
): Builtins => ({
  [`${name}/0`]: of0((input) => apply(name, input, (item) => item)),
  [`${name}_by/1`]: withKey(`${name}_by`, apply),
})

const withKey = (name: string, apply: (name: string, input: Value, keyOf: (item: Value) => Value) => Value): Builtin =>
  code(([f]) =>
    single((input, env) => {
      const keyOf = (item: Value): Value => collect(f as Code, item, env)
      if (isArray(input)) return apply(name, input, keyOf)
      const values = valuesOf(input) ?? raise(() => `cannot iterate over: ${describe(input)}`)
      return notFor(name, input, values.map(keyOf))
    }),
  )

const search = (input: Value, target: Value): Value => {
  const items = asArray('bsearch', input, target)
  let [low, high] = [0, items.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (compare(items[middle] as Value, target) < 0) low = middle + 1
    else high = middle
  }
  return low < items.length && compare(items[low] as Value, target) === 0 ? low : -low - 1
}

export const sorting: Builtins = {
  ...byKey('sort', (name, input, keyOf) => keyed(name, input, keyOf).map(({ item }) => item)),
  'group_by/1': withKey('group_by', (name, input, keyOf) => grouped(keyed(name, input, keyOf))),
  ...byKey('unique', (name, input, keyOf) => grouped(keyed(name, input, keyOf)).map(([first]) => first as Value)),
  ...byKey('min', (name, input, keyOf) => extreme(name, input, keyOf, true)),
  ...byKey('max', (name, input, keyOf) => extreme(name, input, keyOf, false)),
  'bsearch/1': of1(search),
}
