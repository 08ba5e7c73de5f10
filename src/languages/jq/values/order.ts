/** The order of values, and when two are equal. */
import { CELL, ENTRY, grow } from './budget.ts'
import { sortedKeys } from './keys.ts'
import { compareNumbers, sameNumber } from './number.ts'
import { compareStrings, isArray, isNum, type Num, type Value, type ValueObject } from './value.ts'

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
  if (typeof left === 'string' && typeof right === 'string') {
    grow(Math.min(left.length, right.length))
    return compareStrings(left, right)
  }
  const order = rank(left)
  if (order !== rank(right)) return order < rank(right) ? -1 : 1
  if (order === 3) return compareNumbers(left as Num, right as Num)
  if (order === 5) return compareArrays(left as Value[], right as Value[])
  if (order === 6) return compareObjects(left as ValueObject, right as ValueObject)
  return 0
}

const compareArrays = (left: Value[], right: Value[]): number => {
  const length = Math.min(left.length, right.length)
  grow(length * CELL)
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
  if (typeof left === 'string' && typeof right === 'string') {
    // Compared eight bytes at a time, and not at all where the lengths differ.
    if (left.length === right.length) grow(left.length / 8)
    return left === right
  }
  if (left === right) return true
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) {
    return isNum(left) && isNum(right) && sameNumber(left, right)
  }
  if (isArray(left)) {
    if (!isArray(right) || left.length !== right.length) return false
    grow(left.length * CELL)
    for (let at = 0; at < left.length; at++) if (!equal(left[at] as Value, right[at] as Value)) return false
    return true
  }
  if (isArray(right)) return false
  const keys = Object.keys(left)
  if (keys.length !== Object.keys(right).length) return false
  grow(keys.length * ENTRY)
  for (const key of keys) {
    if (!Object.hasOwn(right, key) || !equal(left[key] as Value, right[key] as Value)) return false
  }
  return true
}
