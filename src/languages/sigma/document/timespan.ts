/** Timespan: `10m`, in milliseconds. */
import { DAY, parseDuration, SECOND, UNITS } from '../../../notation/duration.ts'
import { type RuleBlock, readText } from './read.ts'

/** A mean month and year, as pySigma has them. */
const TIMESPANS = new Map([...UNITS, ['w', 7 * DAY], ['M', 2_629_746 * SECOND], ['y', 31_556_952 * SECOND]])

/** "number + letter (in lowercase)": s, m, h, d; and w, M, y as pySigma reads them. In milliseconds. */
export const readTimespan = (block: RuleBlock, key: string): number | undefined => {
  const text = readText(block, key)
  if (text === undefined) return undefined
  const milliseconds = parseDuration(text, TIMESPANS)
  if (milliseconds) return milliseconds
  block.faults.push({
    message: `"${text}" is not a timespan`,
    path: [...block.path, key],
    hint: 'a number and one of s, m, h, d, w: for example 90m',
  })
  return undefined
}
