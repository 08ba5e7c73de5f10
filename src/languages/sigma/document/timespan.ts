/** Timespan: `10m`, in milliseconds. */
import { type RuleBlock, readText } from './read.ts'

const SECOND = 1000
const UNITS: Readonly<Record<string, number>> = {
  s: SECOND,
  m: 60 * SECOND,
  h: 3600 * SECOND,
  d: 86_400 * SECOND,
  w: 604_800 * SECOND,
  // A mean month and year, as pySigma has them.
  M: 2_629_746 * SECOND,
  y: 31_556_952 * SECOND,
}

/** "number + letter (in lowercase)": s, m, h, d; and w, M, y as pySigma reads them. In milliseconds. */
export const readTimespan = (block: RuleBlock, key: string): number | undefined => {
  const text = readText(block, key)
  if (text === undefined) return undefined
  const [, count, unit = ''] = /^(\d{1,6})([a-zA-Z]+)$/.exec(text) ?? []
  const milliseconds = Number(count) * (Object.hasOwn(UNITS, unit) ? (UNITS[unit] as number) : Number.NaN)
  if (milliseconds > 0) return milliseconds
  block.faults.push({
    message: `"${text}" is not a timespan`,
    path: [...block.path, key],
    hint: 'a number and one of s, m, h, d, w: for example 90m',
  })
  return undefined
}
