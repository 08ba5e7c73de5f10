/** The values inside a running program, their order, and safe access to objects. */
import { compareNumbers, isNum, type Num, sameNumber } from './number.ts'

/** JSON, and bigint for whole numbers beyond 2^53. Values are never changed once another part can see them. */
export type Value = null | boolean | number | bigint | string | Value[] | ValueObject
export interface ValueObject {
  [key: string]: Value
}

export type TypeName = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object'

export const isObject = (value: unknown): value is ValueObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
export const isArray = (value: unknown): value is Value[] => Array.isArray(value)
export const truthy = (value: Value): boolean => value !== null && value !== false

export const typeName = (value: Value): TypeName => {
  if (value === null) return 'null'
  switch (typeof value) {
    case 'boolean':
      return 'boolean'
    case 'string':
      return 'string'
    case 'object':
      return isArray(value) ? 'array' : 'object'
    default:
      return 'number'
  }
}

/** Sets an own property even when the key is `__proto__`. */
export const put = (object: ValueObject, key: string, value: Value): void => {
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true })
  } else {
    object[key] = value
  }
}

export const read = (object: ValueObject, key: string): Value =>
  Object.hasOwn(object, key) ? (object[key] as Value) : null

/** By code point, as Go and jq order strings; JavaScript's `<` orders by UTF-16 unit. */
export const compareStrings = (left: string, right: string): number => {
  if (left === right) return 0
  const length = Math.min(left.length, right.length)
  for (let at = 0; at < length; at++) {
    const l = left.charCodeAt(at)
    const r = right.charCodeAt(at)
    if (l === r) continue
    const surrogates = l >= 0xd800 && r >= 0xd800
    if (!surrogates) return l < r ? -1 : 1
    // A surrogate stands for a code point beyond U+FFFF.
    const lHigh = l <= 0xdfff
    const rHigh = r <= 0xdfff
    return lHigh === rHigh ? (l < r ? -1 : 1) : lHigh ? 1 : -1
  }
  return left.length < right.length ? -1 : 1
}

export const sortedKeys = (object: ValueObject): string[] => {
  const keys = Object.keys(object)
  return keys.length > 1 ? keys.sort(compareStrings) : keys
}

const rank = (value: Value): number => {
  if (value === null) return 0
  switch (typeof value) {
    case 'boolean':
      return value ? 2 : 1
    case 'string':
      return 4
    case 'object':
      return isArray(value) ? 5 : 6
    default:
      return 3
  }
}

/** null < false < true < numbers < strings < arrays < objects (jq manual, "sort"). NaN is less than itself. */
export const compare = (left: Value, right: Value): number => {
  if (typeof left === 'string' && typeof right === 'string') return compareStrings(left, right)
  const order = rank(left)
  if (order !== rank(right)) return order < rank(right) ? -1 : 1
  if (order === 3) return compareNumbers(left as Num, right as Num)
  if (order === 5) return compareArrays(left as Value[], right as Value[])
  if (order === 6) return compareObjects(left as ValueObject, right as ValueObject)
  return 0
}

const compareArrays = (left: Value[], right: Value[]): number => {
  const length = Math.min(left.length, right.length)
  for (let at = 0; at < length; at++) {
    const order = compare(left[at] as Value, right[at] as Value)
    if (order !== 0) return order
  }
  return left.length - right.length
}

const compareObjects = (left: ValueObject, right: ValueObject): number => {
  const keys = sortedKeys(left)
  const order = compareArrays(keys, sortedKeys(right))
  if (order !== 0) return order
  for (const key of keys) {
    const byValue = compare(left[key] as Value, right[key] as Value)
    if (byValue !== 0) return byValue
  }
  return 0
}

/** The same answer as `compare(left, right) === 0`, without sorting keys. */
export const equal = (left: Value, right: Value): boolean => {
  if (left === right) return true
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) {
    return isNum(left) && isNum(right) && sameNumber(left, right)
  }
  if (isArray(left)) {
    if (!isArray(right) || left.length !== right.length) return false
    for (let at = 0; at < left.length; at++) if (!equal(left[at] as Value, right[at] as Value)) return false
    return true
  }
  if (isArray(right)) return false
  const keys = Object.keys(left)
  if (keys.length !== Object.keys(right).length) return false
  for (const key of keys) {
    if (!Object.hasOwn(right, key) || !equal(left[key] as Value, right[key] as Value)) return false
  }
  return true
}
