/** `@csv`, `@html`, `@sh` ...: a value as text for a certain medium. */
import { ENTRY, grow } from './budget.ts'
import { raise } from './failure.ts'
import { describe, preview, toJson, toText } from './preview.ts'
import { isArray, type Value } from './value.ts'

export type Format = (value: Value) => string

/** At once, a text full of quotes would need some hundred bytes for each of them. */
const STRETCH = 65_536

const replacing =
  (table: readonly (readonly [char: string, by: string])[]) =>
  (text: string): string => {
    grow(text.length * 4)
    let replaced = ''
    for (let at = 0; at < text.length; at += STRETCH) {
      replaced += table.reduce((part, [char, by]) => part.split(char).join(by), text.slice(at, at + STRETCH))
    }
    return replaced
  }

const html = replacing([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ["'", '&apos;'],
  ['"', '&quot;'],
])
const csv = replacing([
  ['"', '""'],
  ['\0', '\\0'],
])
// Control characters would end the cell or the row.
const tsv = replacing([
  ['\\', '\\\\'],
  ['\t', '\\t'],
  ['\r', '\\r'],
  ['\n', '\\n'],
  ['\0', '\\0'],
])
const sh = replacing([
  ["'", "'\\''"],
  ['\0', '\\0'],
])

const row =
  (name: string, separator: string, quote: (text: string) => string) =>
  (value: Value): string => {
    const cells = isArray(value)
      ? value
      : name === 'sh'
        ? [value]
        : raise(() => `@${name} cannot be applied to: ${describe(value)}`)
    grow(cells.length * ENTRY)
    const print = (cell: Value): string => {
      if (typeof cell === 'string') return quote(cell)
      if (typeof cell === 'object' && cell !== null) {
        return raise(() => `@${name} cannot format an array including: ${describe(cell)}`)
      }
      const text = toJson(cell)
      return text === 'null' && name !== 'sh' ? '' : text
    }
    return cells.map(print).join(separator)
  }

/** RFC 3986: everything but unreserved characters is percent-encoded, by UTF-8 byte. */
const uri = (text: string): string =>
  encodeURIComponent(wellFormed(text)).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )

const wellFormed = (text: string): string =>
  text.replace(/[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g, (found) => (found.length === 2 ? found : '\ufffd'))

const unUri = (value: Value): string => {
  const text = toText(value)
  grow(text.length * 4)
  try {
    return decodeURIComponent(text)
  } catch {
    return raise(() => `${describe(value)} is not a valid uri encoding`)
  }
}

const ALPHABET_64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const ALPHABET_32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** RFC 4648 with padding; `bits` is 6 for base64 and 5 for base32. */
const encodeBase =
  (alphabet: string, bits: number, group: number) =>
  (text: string): string => {
    const bytes = new TextEncoder().encode(text)
    const encoded = new Uint8Array(Math.ceil((bytes.length * 8) / bits / group) * group).fill(PADDING)
    let at = 0
    let [held, count] = [0, 0]
    const write = (digit: number): void => {
      encoded[at++] = alphabet.charCodeAt(digit & ((1 << bits) - 1))
    }
    for (const byte of bytes) {
      held = (held << 8) | byte
      count += 8
      while (count >= bits) {
        count -= bits
        write(held >> count)
      }
      held &= (1 << count) - 1
    }
    if (count > 0) write(held << (bits - count))
    return new TextDecoder().decode(encoded)
  }
const PADDING = 0x3d

const decodeBase = (name: string, alphabet: string, bits: number) => {
  const digits = new Map([...alphabet].map((char, at) => [char.charCodeAt(0), at]))
  return (value: Value): string => {
    // Go's decoder, and so gojq, passes over line breaks.
    const text = toText(value).replace(/[\r\n]/g, '')
    grow(text.length * 2)
    const refuse = (): never => raise(() => `@${name} cannot be applied to ${preview(value)}: it is not valid`)
    const padding = text.indexOf('=')
    const end = padding < 0 ? text.length : padding
    const bytes = new Uint8Array(Math.floor((end * bits) / 8))
    let size = 0
    let [held, count] = [0, 0]
    for (let at = 0; at < end; at++) {
      held = (held << bits) | (digits.get(text.charCodeAt(at)) ?? refuse())
      count += bits
      if (count < 8) continue
      count -= 8
      bytes[size++] = (held >> count) & 0xff
      held &= (1 << count) - 1
    }
    // A single left-over digit cannot be a byte.
    if (count >= bits) refuse()
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  }
}

const overText =
  (encode: (text: string) => string): Format =>
  (value) => {
    const text = toText(value)
    grow(text.length * 4)
    return encode(text)
  }

const FORMATS: ReadonlyMap<string, Format> = new Map([
  ['text', toText],
  ['json', (value: Value) => toJson(value)],
  ['html', (value: Value) => html(toText(value))],
  ['uri', overText(uri)],
  ['urid', unUri],
  ['csv', row('csv', ',', (text) => `"${csv(text)}"`)],
  ['tsv', row('tsv', '\t', tsv)],
  ['sh', row('sh', ' ', (text) => `'${sh(text)}'`)],
  ['base64', overText(encodeBase(ALPHABET_64, 6, 4))],
  ['base64d', decodeBase('base64d', ALPHABET_64, 6)],
  ['base32', overText(encodeBase(ALPHABET_32, 5, 8))],
  ['base32d', decodeBase('base32d', ALPHABET_32, 5)],
])

/** An unknown format fails when it is used, as in gojq: `@foo?` is legal. */
export const formatter = (name: string): Format =>
  FORMATS.get(name) ?? (() => raise(() => `format not defined: @${name}`))
