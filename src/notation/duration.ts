/** Lengths of time: the units in milliseconds, and how people write them. */

export const SECOND = 1000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

export const UNITS: ReadonlyMap<string, number> = new Map([
  ['s', SECOND],
  ['m', MINUTE],
  ['h', HOUR],
  ['d', DAY],
])

/** What `parseDuration` takes, for a schema. */
export const DURATION = /^\d{1,6}[smhd]$/

/** `90s`, `15m`, `24h`, `7d` -> milliseconds; `undefined` for anything else. @param units by the letter that names them */
export const parseDuration = (text: string, units = UNITS): number | undefined => {
  const unit = units.get(text.slice(-1))
  return unit !== undefined && /^\d{1,6}$/.test(text.slice(0, -1)) ? Number(text.slice(0, -1)) * unit : undefined
}
