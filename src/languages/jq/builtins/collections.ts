/** Builtins on arrays and objects, and on values of any type. */
import { add } from '../runtime/arithmetic.ts'
import { type Code, collect, MORE, many, single } from '../runtime/code.ts'
import { indicesOf, iterate, textLength, valuesOf } from '../runtime/indexing.ts'
import { deletePaths, getPath, pathOf, setPath } from '../runtime/paths-on-values.ts'
import { CELL, CONTAINER, ENTRY, grow, step } from '../values/budget.ts'
import { raise, withinStack } from '../values/failure.ts'
import { sortedKeys } from '../values/keys.ts'
import { negate, sameNumber, toDouble, toInteger } from '../values/number.ts'
import { describe, preview, toJson, toText } from '../values/preview.ts'
import { isArray, isNum, isObject, put, read, truthy, typeName, type Value, type ValueObject } from '../values/value.ts'
import { asArray, type Builtin, type Builtins, code, notFor, of0, of1, of2 } from './builtin.ts'

const length = (input: Value): Value => {
  if (input === null) return 0
  if (typeof input === 'string') return textLength(input)
  if (isNum(input)) return input < 0 ? negate(input) : typeof input === 'number' ? Math.abs(input) : input
  if (isArray(input)) return input.length
  if (!isObject(input)) return notFor('length', input)
  const names = Object.keys(input)
  grow(names.length * CELL)
  return names.length
}

const keys = (input: Value): Value => {
  if (isArray(input)) return input.map((_item, at) => at)
  if (!isObject(input)) return notFor('keys', input)
  const names = sortedKeys(input)
  grow(CONTAINER + names.length * CELL)
  return names
}

const has = (input: Value, key: Value): Value => {
  if (isArray(input) && isNum(key)) {
    const index = toInteger(key)
    return index >= 0 && index < input.length
  }
  if (isObject(input) && typeof key === 'string') return Object.hasOwn(input, key)
  return input === null ? false : notFor('has', input, key)
}

const contains = (input: Value, part: Value): boolean => {
  step()
  if (typeof input === 'string' && typeof part === 'string') {
    grow(input.length)
    return input.includes(part)
  }
  if (isObject(input) && isObject(part)) {
    const keys = Object.keys(part)
    grow(keys.length * ENTRY)
    return keys.every((key) => Object.hasOwn(input, key) && containsQuietly(input[key] as Value, part[key] as Value))
  }
  if (isArray(input) && isArray(part)) {
    return part.every((wanted) => input.some((item) => containsQuietly(item, wanted)))
  }
  if (isNum(input) && isNum(part)) return sameNumber(input, part)
  return input === part || notFor('contains', input, part)
}

/** Inside containers, values of different types just do not match. */
const containsQuietly = (input: Value, part: Value): boolean => {
  const type = typeName(input)
  if (type !== typeName(part)) return false
  return type === 'boolean' ? input === part : contains(input, part)
}

const positions = (name: string, input: Value, part: Value): number[] | null => {
  if (input === null) return null
  if (isArray(input)) return indicesOf(input, isArray(part) ? part : [part])
  if (typeof input !== 'string' || typeof part !== 'string') return notFor(name, input, part)
  if (part === '') return []
  grow(input.length)
  const found: number[] = []
  let [unit, point] = [0, 0]
  for (let at = input.indexOf(part); at >= 0; at = input.indexOf(part, at + 1)) {
    step()
    point += textLength(input.slice(unit, at))
    unit = at
    found.push(point)
  }
  return found
}

const flatten = (input: Value, depth: number): Value[] => {
  const result: Value[] = []
  const stack = [{ items: valuesOf(input) ?? notFor('flatten', input), at: 0 }]
  while (stack.length > 0) {
    const top = stack[stack.length - 1] as (typeof stack)[number]
    if (top.at === top.items.length) {
      stack.pop()
      continue
    }
    step()
    const item = top.items[top.at++] as Value
    if (isArray(item) && stack.length <= depth) stack.push({ items: item, at: 0 })
    else result.push(item)
  }
  grow(result.length * CELL)
  return result
}

const transpose = (input: Value): Value => {
  const rows = asArray('transpose', input).map((row) => (isArray(row) ? row : notFor('transpose', input)))
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0)
  grow(width * rows.length * CELL)
  return Array.from({ length: width }, (_column, at) => rows.map((row) => row[at] ?? null))
}

const toEntries = (input: Value): Value[] => {
  const entries = isArray(input)
    ? input.map((value, key) => ({ key, value }))
    : sortedKeys(asKeyed('keys', input)).map((key) => ({ key, value: (input as ValueObject)[key] as Value }))
  grow(entries.length * (CONTAINER + 2 * ENTRY))
  return entries
}

const asKeyed = (name: string, input: Value): ValueObject => (isObject(input) ? input : notFor(name, input))

const fromEntries = (input: Value): Value => {
  const result: ValueObject = {}
  iterate(input, (entry) => {
    const pick = (name: string): Value =>
      isObject(entry)
        ? read(entry, name)
        : entry === null
          ? null
          : raise(() => `expected an object but got: ${describe(entry)}`)
    let key: Value = null
    for (const name of ['key', 'Key', 'name', 'Name', 'k', 'K']) {
      key = pick(name)
      if (truthy(key)) break
    }
    const named = isObject(entry) && Object.hasOwn(entry, 'key') ? entry.key : key
    const text = truthy(key) ? key : (named as Value)
    const value = isObject(entry) ? ['value', 'Value', 'v', 'V'].find((name) => Object.hasOwn(entry, name)) : undefined
    grow(ENTRY)
    put(result, entryKey(text), value === undefined ? null : pick(value))
    return MORE
  })
  return result
}

const entryKey = (key: Value): string =>
  typeof key === 'string' ? key : raise(() => `expected a string for object key but got: ${describe(key)}`)

const addAll = (input: Value): Value => {
  const items = valuesOf(input) ?? notFor('add', input)
  if (items.length > 1 && items.every(isArray)) {
    const all = (items as Value[][]).flat(1)
    grow(all.length * CELL)
    return all
  }
  if (items.length > 1 && items.every(isObject)) {
    const all: ValueObject = {}
    for (const item of items as ValueObject[]) {
      const keys = Object.keys(item)
      grow(CONTAINER + keys.length * ENTRY)
      for (const key of keys) put(all, key, item[key] as Value)
    }
    return all
  }
  let sum: Value = null
  for (const item of items) {
    step()
    sum = add(sum, item)
  }
  return sum
}

const abs = (input: Value): Value => {
  if (!isNum(input)) return notFor('abs', input)
  return input < 0 ? negate(input) : typeof input === 'number' ? Math.abs(input) : input
}

const depthArgument = (depth: Value): number => {
  if (!isNum(depth)) return notFor('flatten', depth)
  const levels = toDouble(depth)
  if (!(levels >= 0)) raise(() => `flatten depth should not be negative: ${preview(depth)}`)
  return Number.isInteger(levels) ? levels : Number.POSITIVE_INFINITY
}

const selectBy = (test: (input: Value) => boolean): Builtin =>
  code(() => many((input, _env, out) => (test(input) ? out(input) : MORE)))

export const collections: Builtins = {
  'length/0': of0(length),
  'keys/0': of0(keys),
  'keys_unsorted/0': of0(keys),
  'has/1': of1(has),
  'in/1': of1((input, container) => has(container, input)),
  'contains/1': of1((input, part) => withinStack('Containment check too deep', () => contains(input, part))),
  'inside/1': of1((input, whole) => withinStack('Containment check too deep', () => contains(whole, input))),
  'indices/1': of1((input, part) => positions('indices', input, part)),
  'index/1': of1((input, part) => positions('index', input, part)?.[0] ?? null),
  'rindex/1': of1((input, part) => positions('rindex', input, part)?.at(-1) ?? null),
  'type/0': of0(typeName),
  'tostring/0': of0(toText),
  'add/0': of0(addAll),
  'abs/0': of0(abs),
  'toarray/0': of0((input) => (isArray(input) ? input : [input])),
  'reverse/0': of0((input) => asArray('reverse', input).toReversed()),
  'flatten/0': of0((input) => flatten(input, Number.POSITIVE_INFINITY)),
  'flatten/1': of1((input, depth) => flatten(input, valuesOf(input) ? depthArgument(depth) : 0)),
  'transpose/0': of0(transpose),
  'to_entries/0': of0(toEntries),
  'from_entries/0': of0(fromEntries),
  'with_entries/1': code(([f]) =>
    single((input, env) => fromEntries(toEntries(input).flatMap((entry) => collect(f as Code, entry, env)))),
  ),
  'tojson/0': of0((input) => toJson(input)),
  'path/1': code((_args, { paths }) => {
    const of = paths(0)
    return many((input, env, out) =>
      of({ key: null, up: null, value: input }, input, env, (place, value) => out(pathOf(place, value))),
    )
  }),
  'getpath/1': of1(getPath),
  'setpath/2': of2((input, path, next) => setPath(input, path, next, new Set())),
  'delpaths/1': of1((input, paths) => deletePaths(input, paths)),
  'arrays/0': selectBy(isArray),
  'objects/0': selectBy(isObject),
  'iterables/0': selectBy((input) => typeof input === 'object' && input !== null),
  'booleans/0': selectBy((input) => typeof input === 'boolean'),
  'numbers/0': selectBy(isNum),
  'strings/0': selectBy((input) => typeof input === 'string'),
  'nulls/0': selectBy((input) => input === null),
  'values/0': selectBy((input) => input !== null),
  'scalars/0': selectBy((input) => typeof input !== 'object' || input === null),
}
