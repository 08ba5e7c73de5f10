/** Running compiled code: first output, all outputs, and every way to fail as one error. */
import type { Json } from '../../core/json.ts'
import { type Code, firstOf, MORE, NONE, STOP } from './runtime/code.ts'
import { startBudget } from './values/budget.ts'
import { Exhausted, Failure, JqError } from './values/failure.ts'
import { isArray, put, type Value, type ValueObject } from './values/value.ts'

/** The message and value of anything that a run may throw; anything else is a fault of ours and goes on. */
export const asFailure = (thrown: unknown): JqError => {
  if (thrown instanceof Failure) return quietly(() => new JqError(thrown.message, toPlain(thrown.value)))
  if (thrown instanceof Exhausted) return new JqError(thrown.message, thrown.message)
  if (thrown instanceof RangeError) {
    const message = 'the program went too deep: recursion or nested values'
    return new JqError(message, message)
  }
  throw thrown
}

/** The message alone: what `evaluate` needs, without the cost of an Error. */
export const failureText = (thrown: unknown): string => {
  if (thrown instanceof Failure) {
    try {
      startBudget()
      return thrown.message
    } catch {
      return 'the program failed'
    }
  }
  return thrown instanceof Exhausted ? thrown.message : asFailure(thrown).message
}

/** Printing the value for the message can itself exhaust the budget. */
const quietly = (make: () => JqError): JqError => {
  try {
    startBudget()
    return make()
  } catch (thrown) {
    return asFailure(thrown instanceof Failure ? new Exhausted('the program failed') : thrown)
  }
}

/** The first output, or `undefined`. */
export const firstOutput = (code: Code, input: Value): Value | undefined => {
  startBudget()
  const found = firstOf(code, input, null)
  return found === NONE ? undefined : found
}

/** Numbers as JSON can hold them: doubles for bigints, the greatest double for infinity, null for NaN (as gojq prints them). */
export const toPlain = (value: Value): Json => {
  if (typeof value === 'number' || typeof value === 'bigint') return plainNumber(value)
  if (typeof value !== 'object' || value === null || !holdsOddNumber(value)) return value as Json
  if (isArray(value)) return value.map(toPlain)
  const plain: ValueObject = {}
  for (const key of Object.keys(value)) put(plain, key, toPlain(value[key] as Value) as Value)
  return plain as Json
}

const plainNumber = (value: number | bigint): Json => {
  const double = Number(value)
  if (Number.isFinite(double)) return double
  return Number.isNaN(double) ? null : Math.sign(double) * Number.MAX_VALUE
}

const holdsOddNumber = (value: Value): boolean => {
  const stack: Value[] = [value]
  while (stack.length > 0) {
    const next = stack.pop() as Value
    if (typeof next === 'bigint' || (typeof next === 'number' && !Number.isFinite(next))) return true
    if (typeof next !== 'object' || next === null) continue
    for (const inside of isArray(next) ? next : Object.values(next)) stack.push(inside)
  }
  return false
}

/** How many more outputs each further run computes. */
const GROWTH = 16

/**
 * All outputs, lazily: unless there can be only one, the program is run anew for each batch, which is longer every time, and skips what
 * came out before.
 * Programs are pure, so that shows only as a few percent of time.
 */
export function* outputs(code: Code, input: Value): Iterable<Json> {
  for (let given = 0, wanted = 1; ; given += wanted, wanted *= GROWTH) {
    const batch: Value[] = []
    let failure: JqError | undefined
    let skip = given
    try {
      startBudget()
      code.each(input, null, (output) => {
        if (skip > 0) {
          skip--
          return MORE
        }
        batch.push(output)
        return batch.length === wanted ? STOP : MORE
      })
    } catch (thrown) {
      failure = asFailure(thrown)
    }
    yield* batch.map(toPlain)
    if (failure) throw failure
    if (batch.length < wanted || code.get) return
  }
}
