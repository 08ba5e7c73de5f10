/** `+ - * / %` and the comparison operators. */
import type { Arithmetic, Comparison } from '../syntax/ast.ts'
import { CELL, CONTAINER, ENTRY, grow, step } from '../values/budget.ts'
import { raise, withinStack } from '../values/failure.ts'
import {
  addNumbers,
  divideNumbers,
  moduloNumbers,
  multiplyNumbers,
  subtractNumbers,
  toDouble,
} from '../values/number.ts'
import { compare, equal } from '../values/order.ts'
import { describe, preview } from '../values/preview.ts'
import { isArray, isNum, isObject, put, type Value, type ValueObject } from '../values/value.ts'
import { type Code, isSingle, single, value } from './code.ts'
import { combineTwo } from './combine.ts'

/** gojq's limit for a repeated string and V8's for any string are near each other; the budget is far below both. */
const MAX_TEXT = 2_147_483_647

const refuse = (verb: string, left: Value, right: Value): never =>
  raise(() => `cannot ${verb}: ${describe(left)} and ${describe(right)}`)

export const add = (left: Value, right: Value): Value => {
  if (typeof left === 'string' && typeof right === 'string') {
    // Joined strings share their parts: the cost is the smaller one.
    grow(Math.min(left.length, right.length) + 16)
    if (left.length + right.length > 100_000_000) grow(Number.POSITIVE_INFINITY)
    return left + right
  }
  if (isNum(left) && isNum(right)) return addNumbers(left, right)
  if (left === null) return right
  if (right === null) return left
  if (isArray(left) && isArray(right)) {
    if (left.length === 0) return right
    if (right.length === 0) return left
    grow(CONTAINER + (left.length + right.length) * CELL)
    return left.concat(right)
  }
  if (isObject(left) && isObject(right)) return merge(left, right)
  return refuse('add', left, right)
}

/** The keys of both; the right side wins. */
export const merge = (left: ValueObject, right: ValueObject): ValueObject => {
  const result: ValueObject = { ...left, ...right }
  grow(CONTAINER + Object.keys(result).length * ENTRY)
  return result
}

const subtract = (left: Value, right: Value): Value => {
  if (isNum(left) && isNum(right)) return subtractNumbers(left, right)
  if (!isArray(left) || !isArray(right)) return refuse('subtract', left, right)
  const plain = new Set<Value>(right.filter((item) => typeof item === 'string'))
  const rest = right.filter((item) => typeof item !== 'string')
  return left.filter((item) => {
    step()
    if (typeof item === 'string') return !plain.has(item)
    grow(rest.length * CELL)
    return !rest.some((other) => equal(item, other))
  })
}

const multiply = (left: Value, right: Value): Value => {
  if (isNum(left) && isNum(right)) return multiplyNumbers(left, right)
  if (typeof left === 'string' && isNum(right)) return repeat(left, toDouble(right))
  if (typeof right === 'string' && isNum(left)) return repeat(right, toDouble(left))
  if (isObject(left) && isObject(right)) return withinStack('Object merge too deep', () => deepMerge(left, right))
  return refuse('multiply', left, right)
}

const repeat = (text: string, times: number): Value => {
  if (times < 0 || Number.isNaN(times)) return null
  if (text === '') return ''
  if (text.length * Math.min(times, MAX_TEXT) >= MAX_TEXT) {
    raise(() => `repeat string result too large: ${preview(text)} * ${preview(times)}`)
  }
  grow(text.length * Math.trunc(times))
  return text.repeat(Math.trunc(times))
}

const deepMerge = (left: ValueObject, right: ValueObject): ValueObject => {
  const result = merge(left, right)
  for (const key of Object.keys(right)) {
    step()
    const [l, r] = [Object.hasOwn(left, key) ? left[key] : null, right[key] as Value]
    if (isObject(l) && isObject(r)) put(result, key, deepMerge(l, r))
  }
  return result
}

const divide = (left: Value, right: Value): Value => {
  if (isNum(left) && isNum(right)) return divideNumbers(left, right)
  return typeof left === 'string' && typeof right === 'string' ? split(left, right) : refuse('divide', left, right)
}

/** `split/1`: the empty separator cuts between code points. */
export const split = (text: string, separator: string): string[] => {
  grow(text.length * 2)
  if (text === '') return []
  const parts = separator === '' ? [...text] : text.split(separator)
  grow(parts.length * 32)
  return parts
}

const modulo = (left: Value, right: Value): Value =>
  isNum(left) && isNum(right) ? moduloNumbers(left, right) : refuse('modulo', left, right)

export const arithmetic: Readonly<Record<Arithmetic, (left: Value, right: Value) => Value>> = {
  '+': add,
  '-': subtract,
  '*': multiply,
  '/': divide,
  '%': modulo,
}

const same = (left: Value, right: Value): boolean =>
  typeof left === 'object' ? withinStack('Equality check too deep', () => equal(left, right)) : equal(left, right)

const order = (left: Value, right: Value): number =>
  typeof left === 'object' ? withinStack('Comparison too deep', () => compare(left, right)) : compare(left, right)

const COMPARISONS: Readonly<Record<Comparison, (left: Value, right: Value) => boolean>> = {
  '==': (left, right) => same(left, right),
  '!=': (left, right) => !same(left, right),
  '<': (left, right) => order(left, right) < 0,
  '<=': (left, right) => order(left, right) <= 0,
  '>': (left, right) => order(left, right) > 0,
  '>=': (left, right) => order(left, right) >= 0,
}

export const compareOperator = (op: Comparison, left: Code, right: Code): Code => {
  const fixed = right.constant?.value
  if (isSingle(left) && typeof fixed === 'string' && (op === '==' || op === '!=')) {
    const get = value(left)
    return op === '=='
      ? single((input, env) => get(input, env) === fixed)
      : single((input, env) => get(input, env) !== fixed)
  }
  return combineTwo(left, right, COMPARISONS[op])
}
