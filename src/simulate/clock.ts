/** Seconds since 1970 as the texts that CloudTrail uses: event times, path stamps, AWS date texts. */

const TWO: readonly string[] = Array.from({ length: 100 }, (_, i) => String(i).padStart(2, '0'))
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

export const DAY = 86_400
export const HOUR = 3_600
/** CloudTrail writes a file about every five minutes for each account and Region. */
export const SLOT = 300

const two = (value: number): string => TWO[value] as string

/** Most calls ask for a second of the same day. */
let lastDay = -1
let lastDate = ''

const date = (second: number): string => {
  const day = Math.floor(second / DAY)
  if (day !== lastDay) {
    lastDay = day
    lastDate = new Date(day * DAY * 1000).toISOString().slice(0, 10)
  }
  return lastDate
}

/** `2026-03-04T02:14:09Z`, the form of `eventTime`. */
export const iso = (second: number): string => {
  const rest = second % DAY
  return `${date(second)}T${two(Math.floor(rest / HOUR))}:${two(Math.floor(rest / 60) % 60)}:${two(rest % 60)}Z`
}

/** `2026/03/04`, the date folders of a log path. */
export const folders = (second: number): string => date(second).replaceAll('-', '/')

/** `20260304T0215Z`, the stamp in the name of a log file. */
export const stamp = (second: number): string =>
  iso(second)
    .replaceAll(/[-:]/g, '')
    .replace(/\d\dZ$/, 'Z')

/** `20260304T021500Z`, the stamp in the name of a digest file. */
export const longStamp = (second: number): string => iso(second).replaceAll(/[-:]/g, '')

/** `Mar 4, 2026, 2:14:09 AM`, the form of dates inside IAM and STS responses. */
export const spoken = (second: number): string => {
  const at = new Date(second * 1000)
  const hour = at.getUTCHours()
  return `${MONTHS[at.getUTCMonth()]} ${at.getUTCDate()}, ${at.getUTCFullYear()}, ${hour % 12 || 12}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} ${hour < 12 ? 'AM' : 'PM'}`
}

/**
 * The second at which an ISO day starts.
 * @throws RangeError when the text is not a day of the calendar.
 */
export const startOf = (day: string): number => {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== day) {
    throw new RangeError(`not a day: ${JSON.stringify(day)}; write it as 2026-03-02`)
  }
  return at / 1000
}
