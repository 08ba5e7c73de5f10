/** Time builtins. Times are UTC always: a rule gives the same answer on every machine. */
import { toDouble, toInteger } from '../values/number.ts'
import { isArray, isNum, type Num, type Value } from '../values/value.ts'
import { type Builtins, failsFor, notFor, of0, of1 } from './builtin.ts'
import type { Moment } from './moment.ts'
import { formatTime } from './strftime.ts'
import { parseTime } from './strptime.ts'

/** Year 1 to 9999 and some more: what Date can hold. */
const MAX_SECONDS = 8.64e12

const fromEpoch = (seconds: number, refuse: (reason: string) => never): Moment => {
  const whole = Math.floor(seconds)
  if (!(Math.abs(whole) <= MAX_SECONDS)) return refuse('number of seconds is out of range')
  return { seconds: whole, nanos: Math.trunc((seconds - whole) * 1e9), zone: 'UTC', offset: 0 }
}

/** Broken-down time: year, month from 0, day, hours, minutes, seconds, weekday, day of the year. */
const toParts = ({ seconds, nanos }: Moment): Value => {
  const date = new Date(seconds * 1000)
  return [
    date.getUTCFullYear(),
    date.getUTCMonth(),
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds() + nanos / 1e9,
    date.getUTCDay(),
    dayOfYear(date),
  ]
}

const dayOfYear = (date: Date): number => {
  const start = new Date(date)
  start.setUTCMonth(0, 1)
  return Math.round((date.getTime() - start.getTime()) / 86_400_000)
}

const fromParts = (parts: readonly Value[], refuse: (reason: string) => never): Moment => {
  const numbers = parts.slice(0, 8).map((part) => (isNum(part) ? part : refuse('expected an array of 8 numbers')))
  const at = (index: number): number => toInteger(numbers[index] ?? 0)
  const seconds = toDouble((numbers[5] as Num | undefined) ?? 0)
  if (![0, 1, 2, 3, 4].every((index) => Number.isFinite(at(index))) || !Number.isFinite(seconds)) {
    return refuse('number is out of range')
  }
  const date = new Date(0)
  // Not Date.UTC: that takes years below 100 for 1900 and more.
  date.setUTCFullYear(at(0), at(1), numbers.length > 2 ? at(2) : 0)
  date.setUTCHours(at(3), at(4), 0)
  const whole = Math.floor(seconds)
  const total = date.getTime() / 1000 + whole
  if (!(Math.abs(total) <= MAX_SECONDS)) return refuse('number is out of range')
  return { seconds: total, nanos: Math.trunc((seconds - whole) * 1e9), zone: 'UTC', offset: 0 }
}

const epoch = ({ seconds, nanos }: Moment): number => seconds + nanos / 1e9

const gmtime = (name: string) =>
  of0((input) => {
    if (!isNum(input)) return notFor(name, input)
    return toParts(fromEpoch(toDouble(input), (reason) => failsFor(name, input, reason)))
  })

const strftime = (name: string) =>
  of1((input, format) => {
    if (typeof format !== 'string' || !(isNum(input) || isArray(input))) return notFor(name, input, format)
    const refuse = (reason: string): never => failsFor(name, input, reason, format)
    const moment = isNum(input) ? fromEpoch(toDouble(input), refuse) : fromParts(input, refuse)
    return formatTime(moment, format)
  })

export const dates: Builtins = {
  'gmtime/0': gmtime('gmtime'),
  'localtime/0': gmtime('localtime'),
  'mktime/0': of0((input) => {
    if (!isArray(input)) return notFor('mktime', input)
    return epoch(fromParts(input, (reason) => failsFor('mktime', input, reason)))
  }),
  'strftime/1': strftime('strftime'),
  'strflocaltime/1': strftime('strflocaltime'),
  'strptime/1': of1((input, format) => {
    if (typeof input !== 'string' || typeof format !== 'string') return notFor('strptime', input, format)
    return toParts(parseTime(input, format, (reason) => failsFor('strptime', input, reason, format)))
  }),
}
