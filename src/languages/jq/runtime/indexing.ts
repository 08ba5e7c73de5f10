/** `.[key]`, `.[from:to]` and `.[]` on values, with gojq's rules and messages. */
import { CELL, CONTAINER, grow, step } from '../values/budget.ts'
import { raise } from '../values/failure.ts'
import { sortedKeys } from '../values/keys.ts'
import { toDouble, toInteger } from '../values/number.ts'
import { equal } from '../values/order.ts'
import { describe } from '../values/preview.ts'
import { isArray, isNum, isObject, type Num, read, type Value, type ValueObject } from '../values/value.ts'
import { type Flow, MORE, type Out } from './code.ts'

/** Length in code points. */
export const textLength = (text: string): number => {
  grow(text.length)
  let length = 0
  for (let at = 0; at < text.length; at++, length++) {
    if (isPair(text, at)) at++
  }
  return length
}

const isPair = (text: string, at: number): boolean => {
  const unit = text.charCodeAt(at)
  if (unit < 0xd800 || unit > 0xdbff) return false
  const next = text.charCodeAt(at + 1)
  return next >= 0xdc00 && next <= 0xdfff
}

/** The UTF-16 offset of the code point at `index`. */
export const unitOffset = (text: string, index: number): number => {
  let at = 0
  for (let left = index; left > 0 && at < text.length; left--) at += isPair(text, at) ? 2 : 1
  return at
}

/** gojq's rule: negative counts from the end, then clamp. */
export const clamp = (index: number, least: number, length: number): number => {
  const from = index < 0 ? index + length : index
  return from < least ? least : Math.min(from, length)
}

export const indexValue = (from: Value, key: Value): Value => {
  if (typeof key === 'string') {
    if (from === null) return null
    return isObject(from) ? read(from, key) : raise(() => `expected an object but got: ${describe(from)}`)
  }
  if (isNum(key)) return indexAt(from, toInteger(key))
  if (isArray(key)) {
    if (from === null) return null
    return isArray(from) ? indicesOf(from, key) : raise(() => `expected an array but got: ${describe(from)}`)
  }
  if (isObject(key)) {
    if (from === null) return null
    const [start, end] = sliceBounds(key)
    return sliceValue(from, start, end)
  }
  if (isArray(from)) return raise(() => `expected a number for indexing an array but got: ${describe(key)}`)
  if (typeof from === 'string') return raise(() => `expected a number for indexing a string but got: ${describe(key)}`)
  return raise(() => `expected a string for object key but got: ${describe(key)}`)
}

const indexAt = (from: Value, index: number): Value => {
  if (from === null) return null
  if (isArray(from)) return from[clamp(index, -1, from.length)] ?? null
  if (typeof from !== 'string') return raise(() => `expected an array but got: ${describe(from)}`)
  const length = textLength(from)
  const at = clamp(index, -1, length)
  if (at < 0 || at >= length) return null
  const start = unitOffset(from, at)
  return from.slice(start, start + (isPair(from, start) ? 2 : 1))
}

export const sliceBounds = (key: ValueObject): readonly [Value, Value] => {
  if (Object.hasOwn(key, 'start') && Object.hasOwn(key, 'end')) return [key.start as Value, key.end as Value]
  return raise(() => `expected "start" and "end" for slicing but got: ${describe(key)}`)
}

/** The clamped start and end of a slice; `kind` is for the message. */
export const sliceRange = (from: Value, to: Value, length: number, kind: 'an array' | 'a string'): [number, number] => {
  const bound = (value: Value): Num =>
    isNum(value) ? value : raise(() => `expected a number for indexing ${kind} but got: ${describe(value)}`)
  const start = from === null ? 0 : clamp(Math.floor(nanAs(bound(from), Number.NEGATIVE_INFINITY)), 0, length)
  if (to === null) return [start, length]
  const last = nanAs(bound(to), Number.POSITIVE_INFINITY)
  const end = last > -1 && last < 0 ? length : clamp(Math.ceil(last), start, length)
  return [start, end]
}

const nanAs = (value: Num, instead: number): number => {
  const double = toDouble(value)
  return Number.isNaN(double) ? instead : double
}

export const sliceValue = (of: Value, from: Value, to: Value): Value => {
  if (of === null) return null
  if (isArray(of)) {
    const [start, end] = sliceRange(from, to, of.length, 'an array')
    if (start === 0 && end === of.length) return of
    grow(CONTAINER + (end - start) * CELL)
    return of.slice(start, end)
  }
  if (typeof of !== 'string') return raise(() => `expected an array but got: ${describe(of)}`)
  const [start, end] = sliceRange(from, to, textLength(of), 'a string')
  const first = unitOffset(of, start)
  return of.slice(first, first + unitOffset(of.slice(first), end - start))
}

/** Where `part` begins in `whole`; overlaps count. */
export const indicesOf = (whole: readonly Value[], part: readonly Value[]): number[] => {
  const found: number[] = []
  if (part.length === 0) return found
  for (let at = 0; at + part.length <= whole.length; at++) {
    step()
    let same = 0
    while (same < part.length && equal(whole[at + same] as Value, part[same] as Value)) same++
    grow(same)
    if (same === part.length) found.push(at)
  }
  return found
}

/** The values of an array, or of an object by sorted key. */
export const valuesOf = (value: Value): Value[] | undefined => {
  if (isArray(value)) return value
  return isObject(value) ? sortedKeys(value).map((key) => value[key] as Value) : undefined
}

export const iterate = (value: Value, out: Out): Flow => {
  const values = valuesOf(value) ?? raise(() => `cannot iterate over: ${describe(value)}`)
  for (const each of values) {
    step()
    const flow = out(each)
    if (flow !== MORE) return flow
  }
  return MORE
}
