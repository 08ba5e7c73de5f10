/** A small seeded generator of random numbers and of the random texts that AWS puts into records. */

export interface Random {
  /** A whole number from 0 to 2^32 - 1. */
  next(): number
  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number
  chance(probability: number): boolean
  pick<Item>(items: readonly Item[]): Item
}

/** 32-bit FNV-1a: turns a seed and labels into the generator's first state. */
const hash = (text: string, basis: number): number => {
  let state = basis
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193)
  return state >>> 0
}

/**
 * sfc32 (Doty-Humphrey, PractRand). Streams with different labels are independent, so that one part of
 * the simulation can change without changing another.
 */
export const random = (seed: number, label: string): Random => {
  const text = `${seed}/${label}`
  let a = hash(text, 0x811c9dc5)
  let b = hash(text, 0x9e3779b9)
  let c = hash(text, 0x85ebca6b)
  let counter = 1
  const next = (): number => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + sum) | 0
    return sum >>> 0
  }
  for (let i = 0; i < 12; i++) next()
  const below = (limit: number): number => Math.floor((next() / 0x1_0000_0000) * limit)
  return {
    next,
    below,
    chance: (probability) => next() < probability * 0x1_0000_0000,
    pick: (items) => {
      const item = items[below(items.length)]
      if (item === undefined) throw new RangeError('nothing to pick from')
      return item
    },
  }
}

/** All four-digit hexadecimal numbers: a UUID is eight look-ups. */
const HEX4: readonly string[] = Array.from({ length: 0x1_0000 }, (_, i) => i.toString(16).padStart(4, '0'))

const low = (value: number): string => HEX4[value & 0xffff] as string
const high = (value: number): string => HEX4[value >>> 16] as string

/** A version 4 UUID (RFC 9562), the form of `eventID` and of most request ids. */
export const uuid = (from: Random): string => {
  const a = from.next()
  const b = from.next()
  const c = from.next()
  const d = from.next()
  return `${high(a)}${low(a)}-${high(b)}-${low((b & 0x0fff) | 0x4000)}-${high((c & 0x3fff_ffff) | 0x8000_0000)}-${low(c)}${high(d)}${low(d)}`
}

/** `length` hexadecimal digits. */
export const hex = (from: Random, length: number): string => {
  let text = ''
  while (text.length < length) text += low(from.next())
  return text.slice(0, length)
}

const letters = (alphabet: string) => {
  return (from: Random, length: number): string => {
    let text = ''
    for (let i = 0; i < length; i++) text += alphabet.charAt(from.below(alphabet.length))
    return text
  }
}

/** RFC 4648 base32: the alphabet of AWS unique ids and access key ids. */
export const base32 = letters('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')
/** The 16 characters that end the name of a log file. */
export const alphanumeric = letters('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789')
/** The form of an S3 request id. */
export const upper36 = letters('ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789')

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
/** All two-character base64 texts, for long ids such as `x-amz-id-2`. */
const BASE64_PAIRS: readonly string[] = Array.from(
  { length: 4096 },
  (_, i) => BASE64.charAt(i >> 6) + BASE64.charAt(i & 63),
)

/** `pairs` * 2 base64 characters. */
export const base64 = (from: Random, pairs: number): string => {
  let text = ''
  for (let left = pairs; left > 0; left -= 2) {
    const value = from.next()
    text += BASE64_PAIRS[value & 4095] as string
    if (left > 1) text += BASE64_PAIRS[(value >>> 12) & 4095] as string
  }
  return text
}
