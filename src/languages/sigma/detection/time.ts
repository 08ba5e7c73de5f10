/** Time: the number that a time modifier takes out of a date. */
import type { Json } from '../../../core/json.ts'
import { DAY } from '../../../notation/duration.ts'
import type { TimePart } from './modifiers.ts'

const DATE = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d))?/

/** "It is not designed to handle timezone or format conversions": reads the digits of an ISO 8601 date as they stand. */
export const timePart = (value: Json, part: TimePart): number | undefined => {
  if (typeof value !== 'string' || value.length > 40) return undefined
  const found = DATE.exec(value)
  if (!found) return undefined
  const [year, month, day, hour, minute] = found.slice(1).map(Number) as [number, number, number, number, number]
  if (part === 'week') return isoWeek(Date.UTC(year, month - 1, day))
  const number = { year, month, day, hour, minute }[part]
  return Number.isNaN(number) ? undefined : number
}

/** ISO 8601: week 1 holds the year's first Thursday. */
const isoWeek = (time: number): number => {
  const weekday = (new Date(time).getUTCDay() + 6) % 7
  const thursday = time + (3 - weekday) * DAY
  return 1 + Math.floor((thursday - Date.UTC(new Date(thursday).getUTCFullYear(), 0, 1)) / (7 * DAY))
}
