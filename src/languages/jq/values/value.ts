/** The values inside a running program, and safe access to objects. */

/** JSON, and bigint for whole numbers beyond 2^53. Values are never changed once another part can see them. */
export type Value = null | boolean | number | bigint | string | Value[] | ValueObject
export interface ValueObject {
  [key: string]: Value
}

export type Num = number | bigint

export type TypeName = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object'

export const isObject = (value: unknown): value is ValueObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
export const isNum = (value: unknown): value is Num => typeof value === 'number' || typeof value === 'bigint'
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
