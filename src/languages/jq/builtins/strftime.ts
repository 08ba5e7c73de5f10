/** strftime, with the conversions of POSIX and the usual extensions, in UTC. */
import { grow } from '../values/budget.ts'
import { COMPOSED, DAYS, MAX_FORMAT, MONTHS, type Moment, TIME } from './moment.ts'

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
  const text = print(format.slice(0, MAX_FORMAT))
  grow(TIME + text.length)
  return text
}
