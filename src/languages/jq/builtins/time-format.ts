/** strftime and strptime, with the conversions of POSIX and the usual extensions, in UTC. */
import { grow } from '../values/budget.ts'

export interface Moment {
  /** Since 1970, whole. */
  readonly seconds: number
  readonly nanos: number
  readonly zone: string
  /** Seconds east of Greenwich. */
  readonly offset: number
}

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const MONTHS = [
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
/** Conversions that stand for others. */
const COMPOSED: Readonly<Record<string, string>> = {
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
const MAX_TEXT = 100_000

const pad = (value: number, width: number, fill = '0'): string => {
  const digits = String(Math.abs(value)).padStart(width, fill)
  return value < 0 ? `-${digits}` : digits
}

/** Week of the ISO year and that year (ISO 8601: weeks start on Monday, week 1 holds the first Thursday). */
const isoWeek = (date: Date): readonly [number, number] => {
  const thursday = new Date(date)
  thursday.setUTCDate(date.getUTCDate() + 4 - (date.getUTCDay() || 7))
  return [Math.floor(dayOfYear(thursday) / 7) + 1, thursday.getUTCFullYear()]
}

/** From 0. */
const dayOfYear = (date: Date): number => Math.floor((date.getTime() - new Date(date).setUTCMonth(0, 1)) / 86_400_000)

export const formatTime = (moment: Moment, format: string): string => {
  const date = new Date(moment.seconds * 1000)
  const year = date.getUTCFullYear()
  const hour = date.getUTCHours()
  const yearDay = dayOfYear(date)
  const convert = (letter: string): readonly [string | number, number, string?] | undefined => {
    switch (letter) {
      case 'Y':
        return [year, 4]
      case 'C':
        return [Math.floor(year / 100), 2]
      case 'y':
        return [((year % 100) + 100) % 100, 2]
      case 'm':
        return [date.getUTCMonth() + 1, 2]
      case 'd':
        return [date.getUTCDate(), 2]
      case 'e':
        return [date.getUTCDate(), 2, ' ']
      case 'H':
        return [hour, 2]
      case 'k':
        return [hour, 2, ' ']
      case 'I':
        return [hour % 12 || 12, 2]
      case 'l':
        return [hour % 12 || 12, 2, ' ']
      case 'M':
        return [date.getUTCMinutes(), 2]
      case 'S':
        return [date.getUTCSeconds(), 2]
      case 'f':
        return [Math.floor(moment.nanos / 1000), 6]
      case 's':
        return [moment.seconds, 1]
      case 'j':
        return [yearDay + 1, 3]
      case 'u':
        return [date.getUTCDay() || 7, 1]
      case 'w':
        return [date.getUTCDay(), 1]
      case 'U':
        return [Math.floor((yearDay + 7 - date.getUTCDay()) / 7), 2]
      case 'W':
        return [Math.floor((yearDay + 7 - ((date.getUTCDay() + 6) % 7)) / 7), 2]
      case 'V':
        return [isoWeek(date)[0], 2]
      case 'G':
        return [isoWeek(date)[1], 4]
      case 'g':
        return [isoWeek(date)[1] % 100, 2]
      case 'A':
        return [DAYS[date.getUTCDay()] as string, 0]
      case 'a':
        return [(DAYS[date.getUTCDay()] as string).slice(0, 3), 0]
      case 'B':
        return [MONTHS[date.getUTCMonth()] as string, 0]
      case 'b':
        return [(MONTHS[date.getUTCMonth()] as string).slice(0, 3), 0]
      case 'p':
        return [hour < 12 ? 'AM' : 'PM', 0]
      case 'P':
        return [hour < 12 ? 'am' : 'pm', 0]
      case 'Z':
        return [moment.zone, 0]
      case 'z':
        return ['+0000', 0]
      case 'n':
        return ['\n', 0]
      case 't':
        return ['\t', 0]
      case '%':
        return ['%', 0]
      default:
        return undefined
    }
  }
  const print = (text: string): string =>
    text.replace(/%([-_0^#]?)(\d{0,2})([a-zA-Z%+])|%:z/g, (whole, flag: string, width: string, letter: string) => {
      if (whole === '%:z') return '+00:00'
      const composed = COMPOSED[letter]
      if (composed !== undefined) return print(composed)
      const [value, digits, fill = '0'] = convert(letter) ?? []
      if (value === undefined) return whole
      if (typeof value === 'string') return flag === '^' ? value.toUpperCase() : value.padStart(Number(width), ' ')
      const filler = flag === '_' ? ' ' : flag === '0' ? '0' : fill
      return pad(value, flag === '-' ? 1 : Number(width) || (digits as number), filler)
    })
  const text = print(format.slice(0, MAX_TEXT))
  grow(TIME + text.length)
  return text
}

interface Fields {
  year: number
  century?: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
  nanos: number
  yearDay?: number
  afternoon?: boolean
  offset: number
  epoch?: number
}

const isDigit = (unit: number): boolean => unit >= 0x30 && unit <= 0x39
/** What one time costs. */
const TIME = 400

const expand = (format: string): string =>
  format.replace(/%([a-zA-Z+])/g, (whole, letter: string) => COMPOSED[letter] ?? whole)

export const parseTime = (source: string, format: string, refuse: (reason: string) => never): Moment => {
  grow(TIME + format.length)
  const fields: Fields = { year: 1900, month: 0, day: 1, hour: 0, minute: 0, second: 0, nanos: 0, offset: 0 }
  let at = 0
  const digits = (most: number, letter: string, signed = false): number => {
    const sign = signed && (source[at] === '-' || source[at] === '+') ? 1 : 0
    let end = at + sign
    while (end < at + sign + most && isDigit(source.charCodeAt(end))) end++
    if (end === at + sign) return refuse(`expected a number for %${letter}`)
    const value = Number(source.slice(at, end))
    at = end
    return value
  }
  const word = (words: readonly string[], letter: string): number => {
    const rest = source.slice(at, at + 12).toLowerCase()
    const index = words.findIndex((each) => rest.startsWith(each.slice(0, 3).toLowerCase()))
    if (index < 0) return refuse(`expected a name for %${letter}`)
    const full = words[index] as string
    at += rest.startsWith(full.toLowerCase()) ? full.length : 3
    return index
  }
  const inRange = (value: number, least: number, most: number, letter: string): number =>
    value >= least && value <= most ? value : refuse(`${value} is out of range for %${letter}`)
  const zone = (): void => {
    const [found, sign, hours = '0', minutes = '0'] =
      /^(?:Z|([+-])(\d\d):?(\d\d)?)/.exec(source.slice(at, at + 7)) ?? []
    if (found === undefined) refuse('expected an offset for %z')
    at += found.length
    fields.offset = (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60)
  }

  const read = (letter: string): void => {
    switch (letter) {
      case 'Y':
        fields.year = digits(4, letter, true)
        return
      case 'C':
        fields.century = digits(2, letter)
        return
      case 'y': {
        const short = digits(2, letter)
        fields.year = short + (short < 69 ? 2000 : 1900)
        return
      }
      case 'm':
        fields.month = inRange(digits(2, letter), 1, 12, letter) - 1
        return
      case 'd':
      case 'e':
        if (source[at] === ' ') at++
        fields.day = inRange(digits(2, letter), 1, 31, letter)
        return
      case 'H':
      case 'k':
        if (source[at] === ' ') at++
        fields.hour = inRange(digits(2, letter), 0, 23, letter)
        return
      case 'I':
      case 'l':
        if (source[at] === ' ') at++
        fields.hour = inRange(digits(2, letter), 1, 12, letter)
        return
      case 'M':
        fields.minute = inRange(digits(2, letter), 0, 59, letter)
        return
      case 'S':
        fields.second = inRange(digits(2, letter), 0, 60, letter)
        return
      case 'f': {
        const start = at
        fields.nanos = digits(9, letter)
        fields.nanos *= 10 ** (9 - (at - start))
        return
      }
      case 's':
        fields.epoch = digits(12, letter, true)
        return
      case 'j':
        fields.yearDay = inRange(digits(3, letter), 1, 366, letter)
        return
      case 'A':
      case 'a':
        word(DAYS, letter)
        return
      case 'B':
      case 'b':
        fields.month = word(MONTHS, letter)
        return
      case 'p':
      case 'P': {
        const half = source.slice(at, at + 2).toUpperCase()
        if (half !== 'AM' && half !== 'PM') refuse(`expected AM or PM for %${letter}`)
        fields.afternoon = half === 'PM'
        at += 2
        return
      }
      case 'U':
      case 'W':
      case 'V':
      case 'g':
        digits(2, letter)
        return
      case 'G':
        digits(4, letter)
        return
      case 'u':
      case 'w':
        digits(1, letter)
        return
      case 'Z': {
        const name = /^[A-Za-z]+/.exec(source.slice(at, at + 10))?.[0]
        if (!name) refuse('expected a zone name for %Z')
        at += name.length
        return
      }
      case 'z':
        zone()
        return
      case 'n':
      case 't':
        while (/\s/.test(source[at] ?? '')) at++
        return
      case '%':
        literal('%')
        return
      default:
        refuse(`%${letter} is not a known conversion`)
    }
  }
  const literal = (char: string): void => {
    if (source[at] !== char) refuse(at >= source.length ? 'the text is too short' : `expected ${JSON.stringify(char)}`)
    at++
  }

  const pattern = expand(format.slice(0, MAX_TEXT))
  for (let index = 0; index < pattern.length; index++) {
    const char = pattern[index] as string
    if (char === '%') {
      index++
      const letter = pattern[index] ?? ''
      read(/[-_0:]/.test(letter) ? (pattern[++index] ?? '') : letter)
    } else if (/\s/.test(char)) {
      while (/\s/.test(source[at] ?? '')) at++
    } else {
      literal(char)
    }
  }
  if (at < source.length) refuse(`unexpected ${JSON.stringify(source.slice(at, at + 20))} at the end`)
  return toMoment(fields)
}

const toMoment = (fields: Fields): Moment => {
  const { offset, nanos } = fields
  if (fields.epoch !== undefined) return { seconds: fields.epoch, nanos, zone: 'UTC', offset: 0 }
  const year = fields.century === undefined ? fields.year : fields.century * 100 + (((fields.year % 100) + 100) % 100)
  const date = new Date(0)
  date.setUTCFullYear(year, fields.yearDay === undefined ? fields.month : 0, fields.yearDay ?? fields.day)
  const hour = fields.afternoon === undefined ? fields.hour : (fields.hour % 12) + (fields.afternoon ? 12 : 0)
  date.setUTCHours(hour, fields.minute, fields.second)
  return { seconds: date.getTime() / 1000 - offset, nanos, zone: 'UTC', offset: 0 }
}
