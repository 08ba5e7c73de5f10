/** The kinds of values that arguments and options take. */
import { UsageError } from '../core/usage-error.ts'
import { parseDuration } from '../notation/duration.ts'
import type { Kind } from './command.ts'

export const text = (name: string): Kind<string> => ({ name, read: (given) => given })

/** 0, 1, 2 ... */
export const whole = (name: string): Kind<number> => ({ name, read: wholeNumber })

/** 1, 2, 3 ... */
export const atLeastOne = (name: string, most = Number.POSITIVE_INFINITY): Kind<number> => ({
  name,
  read: (given) => {
    const value = wholeNumber(given)
    if (value < 1) throw new UsageError('Expected 1 or more.')
    if (value > most) throw new UsageError(`Expected ${most} or less.`)
    return value
  },
})

/** Not negative, perhaps with a fraction. */
export const rate = (name: string): Kind<number> => ({
  name,
  read: (given) => {
    if (!/^\d{1,9}(\.\d{1,6})?$/.test(given)) throw new UsageError('Expected a number, for example 10 or 0.1.')
    return Number(given)
  },
})

/** A length of time, in milliseconds. */
export const duration: Kind<number> = {
  name: 'time',
  read: (given) => {
    const lasts = parseDuration(given)
    if (lasts === undefined) throw new UsageError('Expected how long, for example 30m, 4h or 7d.')
    return lasts
  },
}

/** One of few; the parser refuses all others. */
export const oneOf = <const Value extends string>(
  name: string,
  values: readonly (Value | { readonly name: Value; readonly title: string })[],
): Kind<Value> => ({
  name,
  read: (given) => given as Value,
  choices: values.map((value) =>
    typeof value === 'string' ? { text: value } : { text: value.name, about: value.title },
  ),
})

/** May be given again. */
export const many = (kind: Kind<string>): Kind<readonly string[]> => ({
  ...kind,
  read: (given) => [kind.read(given)],
  repeats: true,
})

/** May be given again, and takes several with commas. */
export const list = (kind: Kind<string>): Kind<readonly string[]> => ({
  ...kind,
  read: (given) => given.split(',').map(kind.read),
  repeats: true,
  commas: true,
})

const wholeNumber = (given: string): number => {
  if (!/^\d{1,12}$/.test(given)) throw new UsageError('Expected a whole number.')
  return Number(given)
}
