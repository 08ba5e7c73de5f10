/** Reading, setting and deleting at paths, and turning places into paths. */
import { CELL, CONTAINER, ENTRY, grow, step } from '../values/budget.ts'
import { Failure, raise } from '../values/failure.ts'
import { toInteger } from '../values/number.ts'
import { compare } from '../values/order.ts'
import { describe, preview } from '../values/preview.ts'
import { isArray, isNum, isObject, put, read, type Value, type ValueObject } from '../values/value.ts'
import type { ValuePlace } from './code.ts'
import { clamp, indexValue, sliceBounds, sliceRange } from './indexing.ts'

/** Like jq, so that a path cannot build a value deeper than others can print. */
const MAX_PATH = 10_000
/** gojq's limit. */
const MAX_INDEX = 0x20000000

/** A place that paths can go on from: the value is still the one that was reached by path. */
export const intact = (place: ValuePlace, value: Value): boolean =>
  place.value === value || (Number.isNaN(place.value) && Number.isNaN(value))

export const follow = (place: ValuePlace, value: Value, key: Value, found: Value): ValuePlace => {
  if (!intact(place, value)) raise(() => `invalid path against: ${describe(value)}`)
  return { key, up: place, value: found }
}

export const pathOf = (place: ValuePlace, value: Value): Value[] => {
  if (!intact(place, value)) raise(() => `invalid path against: ${describe(value)}`)
  const path: Value[] = []
  for (let at = place; at.up; at = at.up) path.push(at.key)
  grow(CONTAINER + path.length * CELL)
  return path.reverse()
}

const asPath = (path: Value, name: string, value: Value): Value[] =>
  isArray(path) ? path : raise(() => `${name}(${preview(path)}) cannot be applied to: ${describe(value)}`)

/** @throws the same failure with `label()` in front. */
const within = <T>(work: () => T, label: () => string): T => {
  try {
    return work()
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown
    return raise(() => `${label()}: ${thrown.message}`)
  }
}

export const getPath = (value: Value, path: Value): Value => {
  const keys = asPath(path, 'getpath', value)
  return within(
    () => {
      let found = value
      for (const key of keys) {
        step()
        found = indexValue(found, key)
      }
      return found
    },
    () => `getpath(${preview(path)}) cannot be applied to ${preview(value)}`,
  )
}

/** Takes the place of a deleted element until all paths are done, so that indices stay what they were. */
const GONE = Symbol('gone') as unknown as Value

/** A copy with `next` at the path. Containers in `owned` were made by this operation and are changed in place. */
export const setPath = (value: Value, path: Value, next: Value, owned: Set<object>): Value => {
  const keys = asPath(path, 'setpath', value)
  return within(
    () => replaceAt(value, keys, next, owned),
    () => `setpath(${preview(path)}; ${preview(next)}) cannot be applied to ${preview(value)}`,
  )
}

const replaceAt = (value: Value, path: readonly Value[], next: Value, owned: Set<object>): Value => {
  if (path.length > MAX_PATH) raise('the path is too deep')
  // Down to the end of the path, then back up with the changed copies: paths can be longer than the call stack.
  const parents: Value[] = []
  let at = value
  for (const key of path) {
    step()
    if (at === GONE) return value
    parents.push(at)
    const inside = lookInto(at, key, next === GONE)
    if (inside === undefined) return value
    at = inside
  }
  let result = next
  for (let level = path.length - 1; level >= 0; level--) {
    result = withChild(parents[level] as Value, path[level] as Value, result, owned)
  }
  return result
}

/** The child to descend into; `undefined` when a deletion finds nothing there. */
const lookInto = (parent: Value, key: Value, deleting: boolean): Value | undefined => {
  if (typeof key === 'string') {
    if (parent !== null && !isObject(parent)) return raise(() => `expected an object but got: ${describe(parent)}`)
    if (deleting && (parent === null || !Object.hasOwn(parent, key))) return undefined
    return parent === null ? null : read(parent, key)
  }
  if (isNum(key) || isObject(key)) {
    if (parent !== null && !isArray(parent)) return raise(() => `expected an array but got: ${describe(parent)}`)
    const items = parent ?? []
    if (isObject(key)) {
      const [start, end] = sliceRange(...sliceBounds(key), items.length, 'an array')
      if (deleting && start === end) return undefined
      return parent === null ? null : items.slice(start, end)
    }
    const index = clamp(toInteger(key), -1, items.length)
    if (index >= 0 && index < items.length) return items[index]
    if (deleting) return undefined
    if (index < 0) return raise(() => `array index should not be negative: ${toInteger(key)}`)
    if (toInteger(key) >= MAX_INDEX) return raise(() => `array index too large: ${preview(key)}`)
    return null
  }
  if (isArray(parent)) return raise(() => `expected a number for indexing an array but got: ${describe(key)}`)
  return raise(() => `expected a string for object key but got: ${describe(key)}`)
}

const withChild = (parent: Value, key: Value, child: Value, owned: Set<object>): Value => {
  if (typeof key === 'string') {
    const object = own(isObject(parent) ? parent : {}, owned)
    put(object, key, child)
    return object
  }
  const items = isArray(parent) ? parent : []
  if (isNum(key)) {
    const wanted = toInteger(key)
    const index = wanted < 0 ? wanted + items.length : wanted
    const array = ownArray(items, owned)
    if (index > array.length) grow((index - array.length) * CELL)
    for (let at = array.length; at < index; at++) array.push(null)
    array[index] = child
    return array
  }
  const [start, end] = sliceRange(...sliceBounds(key as ValueObject), items.length, 'an array')
  if (child === GONE) {
    const array = ownArray(items, owned)
    grow((end - start) * CELL)
    return array.fill(GONE, start, end)
  }
  if (!isArray(child)) return raise(() => `expected an array but got: ${describe(child)}`)
  if (child.length === end - start && owned.has(items)) {
    for (const [at, item] of child.entries()) items[start + at] = item
    return items
  }
  const array = items.slice(0, start).concat(child, items.slice(end))
  grow(CONTAINER + array.length * CELL)
  owned.add(array)
  return array
}

const own = (object: ValueObject, owned: Set<object>): ValueObject => {
  if (owned.has(object)) return object
  const copy = { ...object }
  grow(CONTAINER + Object.keys(copy).length * ENTRY)
  owned.add(copy)
  return copy
}

const ownArray = (array: Value[], owned: Set<object>): Value[] => {
  if (owned.has(array)) return array
  grow(CONTAINER + array.length * CELL)
  const copy = array.slice()
  owned.add(copy)
  return copy
}

export const deletePaths = (value: Value, paths: Value, owned: Set<object> = new Set()): Value => {
  const list = asPath(paths, 'delpaths', value)
  if (list.length === 0) return value
  return within(
    () => {
      let result = value
      // Ancestors come before their descendants, which are then gone already.
      for (const path of list.toSorted(compare)) {
        if (!isArray(path)) return raise(() => `expected an array but got: ${describe(path)}`)
        result = replaceAt(result, path, GONE, owned)
      }
      return result === GONE ? null : sweep(result, owned)
    },
    () => `delpaths(${preview(paths)}) cannot be applied to ${preview(value)}`,
  )
}

/** Removes what was marked as gone. Only containers made by this operation can hold such marks. */
const sweep = (value: Value, owned: Set<object>): Value => {
  if (typeof value !== 'object' || value === null || !owned.has(value)) return value
  owned.delete(value)
  if (isArray(value)) return value.filter((item) => item !== GONE).map((item) => sweep(item, owned))
  for (const key of Object.keys(value)) {
    if (value[key] === GONE) delete value[key]
    else put(value, key, sweep(value[key] as Value, owned))
  }
  return value
}
