/** Running compiled code: first output, all outputs, and every way to fail as one error. */
import type { Json } from '../../core/json.ts'
import { startBudget } from './budget.ts'
import { type Code, MORE, NONE, STOP, firstOf } from './code.ts'
import { Exhausted, Failure, JqError } from './failure.ts'
import { type Value, isArray, put, type ValueObject } from './value.ts'

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

/** Whole numbers beyond 2^53 become doubles. */
export const toPlain = (value: Value): Json => {
  if (typeof value === 'bigint') return Number(value)
  if (typeof value !== 'object' || value === null || !holdsBig(value)) return value as Json
  if (isArray(value)) return value.map(toPlain)
  const plain: ValueObject = {}
  for (const key of Object.keys(value)) put(plain, key, toPlain(value[key] as Value) as Value)
  return plain as Json
}

const holdsBig = (value: Value): boolean => {
  const stack: Value[] = [value]
  while (stack.length > 0) {
    const next = stack.pop() as Value
    if (typeof next === 'bigint') return true
    if (typeof next !== 'object' || next === null) continue
    for (const inside of isArray(next) ? next : Object.values(next)) {
      if (typeof inside === 'bigint') return true
      if (typeof inside === 'object' && inside !== null) stack.push(inside)
    }
  }
  return false
}

/** How many more outputs each further run computes. */
const GROWTH = 16

/**
 * All outputs, lazily: the program is run anew for each batch, which is longer every time, and skips what came out before.
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
    if (batch.length < wanted) return
  }
}
