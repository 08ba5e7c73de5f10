/** Numbers: doubles, and bigint for whole numbers beyond 2^53, which gojq computes exactly. */
import { grow } from './budget.ts'
import { raise } from './failure.ts'
import { describe } from './preview.ts'
import type { Num, Value } from './value.ts'

/** Longer numbers become doubles, which are then mostly infinite: their digits would cost more than they are worth. */
const LIMIT = 1n << 16384n
const CHEAP = 1n << 512n

/** A whole number as its smallest representation. */
export const settle = (big: bigint): Num => {
  const size = big < 0n ? -big : big
  if (size <= 9007199254740991n || size > LIMIT) return Number(big)
  grow(size < CHEAP ? 64 : 4096)
  return big
}

/** Equal in value; NaN is equal to nothing. */
// biome-ignore lint/suspicious/noDoubleEquals: only == compares a number with a bigint by value
export const sameNumber = (left: Num, right: Num): boolean => left == right

/** The text of a number literal; it must be one. */
export const readNumber = (text: string): Num => {
  const value = Number(text)
  if (Number.isSafeInteger(value) || /[.eE]/.test(text) || text.length > 4000) return value
  return settle(BigInt(text))
}

export const toDouble = (value: Num): number => (typeof value === 'number' ? value : Number(value))

/** Truncated towards zero; NaN is the least integer (gojq's rule for indices). */
export const toInteger = (value: Num): number => {
  const double = toDouble(value)
  return Number.isNaN(double) ? Number.NEGATIVE_INFINITY : Math.trunc(double)
}

export const compareNumbers = (left: Num, right: Num): number =>
  // NaN is less than everything, itself included.
  left < right || Number.isNaN(left) ? -1 : sameNumber(left, right) ? 0 : 1

const exact = (value: Num): bigint | undefined =>
  typeof value === 'bigint' ? value : Number.isSafeInteger(value) ? BigInt(value) : undefined

/** Doubles give the result unless it is whole, beyond 2^53, and came from whole numbers. */
const combine = (
  left: Num,
  right: Num,
  doubles: (left: number, right: number) => number,
  bigs: (left: bigint, right: bigint) => bigint,
): Num => {
  if (typeof left === 'number' && typeof right === 'number') {
    const result = doubles(left, right)
    if ((result <= 9007199254740991 && result >= -9007199254740991) || Number.isNaN(result)) return result
  }
  const [l, r] = [exact(left), exact(right)]
  if (l === undefined || r === undefined) return doubles(toDouble(left), toDouble(right))
  return settle(bigs(l, r))
}

export const addNumbers = (left: Num, right: Num): Num =>
  combine(
    left,
    right,
    (l, r) => l + r,
    (l, r) => l + r,
  )
export const subtractNumbers = (left: Num, right: Num): Num =>
  combine(
    left,
    right,
    (l, r) => l - r,
    (l, r) => l - r,
  )
export const multiplyNumbers = (left: Num, right: Num): Num =>
  combine(
    left,
    right,
    (l, r) => l * r,
    (l, r) => l * r,
  )

export const negate = (value: Num): Num =>
  typeof value === 'bigint' ? settle(-value) : value === 0 ? 0 - value : -value

export const divideNumbers = (left: Num, right: Num): Num => {
  if (sameNumber(right, 0)) return zero('divide', left, right)
  if (typeof left === 'number' && typeof right === 'number') return left / right
  const [l, r] = [exact(left), exact(right)]
  if (l !== undefined && r !== undefined && l % r === 0n) return settle(l / r)
  return toDouble(left) / toDouble(right)
}

export const moduloNumbers = (left: Num, right: Num): Num => {
  if (Number.isNaN(left) || Number.isNaN(right)) return Number.NaN
  const [l, r] = [whole(left), whole(right)]
  if (sameNumber(r, 0)) return zero('modulo', left, right)
  if (typeof l === 'number' && typeof r === 'number') return (l % r) + 0
  return settle(BigInt(l) % BigInt(r))
}

/** Infinities count as the ends of the 64-bit range. */
const whole = (value: Num): Num => {
  if (typeof value === 'bigint') return value
  if (value >= 2 ** 63) return 9223372036854775807n
  if (value <= -(2 ** 63)) return -9223372036854775808n
  const result = Math.trunc(value)
  return Number.isSafeInteger(result) ? result + 0 : BigInt(result)
}

const zero = (verb: string, left: Value, right: Value): never =>
  raise(() => `cannot ${verb} ${describe(left)} by: ${describe(right)}`)
