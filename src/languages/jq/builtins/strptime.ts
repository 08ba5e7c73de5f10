/** strptime, with the conversions of POSIX and the usual extensions, in UTC. */
import { grow } from '../values/budget.ts'
import { COMPOSED, DAYS, MAX_FORMAT, MONTHS, type Moment, TIME } from './moment.ts'

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

  const pattern = expand(format.slice(0, MAX_FORMAT))
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
