/** A time in UTC, and the names that strftime and strptime share. */

export interface Moment {
  /** Since 1970, whole. */
  readonly seconds: number
  readonly nanos: number
  readonly zone: string
  /** Seconds east of Greenwich. */
  readonly offset: number
}

export const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
/** Conversions of strftime that stand for others. */
export const COMPOSED: Readonly<Record<string, string>> = {
  c: '%a %b %e %H:%M:%S %Y',
  D: '%m/%d/%y',
  F: '%Y-%m-%d',
  h: '%b',
  R: '%H:%M',
  r: '%I:%M:%S %p',
  T: '%H:%M:%S',
  v: '%e-%b-%Y',
  X: '%H:%M:%S',
  x: '%m/%d/%y',
  '+': '%a %b %e %H:%M:%S %Z %Y',
}

/** Longer formats are cut. */
export const MAX_FORMAT = 100_000
/** What one time costs, of the budget of data. */
export const TIME = 400
