/**
 * Reads compact logs by byte searches: a record is parsed only when its name is wanted or when the bytes prove nothing.
 *
 * Why that is the same as parsing everything, for valid JSON in any key order:
 * - A quote inside a string is escaped, so a raw `},{"key"` and a raw `ventName"` stand outside of strings or end one.
 * - Cuts: between two lines, `}` and `{` without a comma occur only at the top. In a list, `},{"key"` may also be inside a
 *   record, in a list of its own; such a list closes in a later piece, and a piece that closes a list which it did not open
 *   is never passed over unless a walk over all its bytes shows one value.
 * - Names: a piece is passed over only when it holds one single key spelled `eventName`, at whatever depth, with an unwanted
 *   text, and no escape that could spell ASCII (a hidden key or name). One that holds the name deeper down has none of its
 *   own, and those are not wanted here, or wraps the record whose name it is.
 * - Kinds: a string `eventName` makes a record (kinds.ts), unless another service is the source, and what may name one is
 *   parsed. A piece without such a name at its top, or with a second value behind the record, is told by a beginning or an
 *   end that no parsed record had; this guards counts, not what is handed over.
 * Whatever does not fit is parsed by itself; when that fails, the file is read in full.
 */
import { readElement, readValues } from './full-parse.ts'
import {
  BACKSLASH,
  CLOSE_LIST,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  extentOf,
  isEscaped,
  isSpace,
  NEWLINE,
  OPEN_LIST,
  OPEN_OBJECT,
  occursAtMost,
  QUOTE,
  skipSpace,
  trimEnd,
} from './json-bytes.ts'
import { FOREIGN } from './kinds.ts'
import type { LogText } from './log-text.ts'
import type { NameTable } from './name-table.ts'
import type { Steps } from './steps.ts'

const NAME = Buffer.from('ventName"')
const SOURCE = Buffer.from('Source"')
const FOREIGN_SOURCES = FOREIGN.map((begin) => Buffer.from(`"${begin}`))
const ESCAPE = Buffer.from('\\u00')
const OBJECT_BYTES = 5
const RECORDS = Buffer.from('{"Records":[{"')

/** So many pieces are one step. */
const STEP = 1024

/** Whether the file was read; false leaves it to the full reader, and what was counted and handed over does not hold. */
export function* scanFast(
  source: LogText,
  start: number,
  textEnd: number,
  names: NameTable,
  prefilter: Prefilter | undefined,
): Steps<boolean> {
  const { bytes, tally } = source
  const layout = layoutOf(bytes, start, trimEnd(bytes, start, textEnd))
  if (layout === undefined) return false
  const { lines, separator, first, last, read } = layout
  const shapes = newShapes(bytes, layout.keyEnd)
  // Each search goes forward only, so that all of them together read the file a fixed number of times.
  const nextName = newSearch(bytes, NAME)
  const nextCut = newSearch(bytes, separator)
  let name = nextName(first)
  let foreign = findForeign(bytes, first)
  let hidden = findHidden(bytes, first)
  let opens = find(bytes, OPEN_LIST, first)
  let closes = find(bytes, CLOSE_LIST, first)
  let unwanted = 0
  for (let at = first, end = first, piece = 1; at < last; at = end + 1, piece++) {
    if (piece % STEP === 0) yield
    const cut = nextCut(at)
    end = cut >= last ? last : lines ? cut : cut + 1
    if (name < at) name = nextName(at)
    if (foreign < at) foreign = findForeign(bytes, at)
    if (hidden < at) hidden = findHidden(bytes, at)
    if (opens < at) opens = find(bytes, OPEN_LIST, at)
    if (closes < at) closes = find(bytes, CLOSE_LIST, at)
    // Counts lists that surely open against all that may close.
    let lists = 0
    let open = 0
    let balanced = true
    while (closes < end) {
      for (; opens < closes; opens = find(bytes, OPEN_LIST, opens + 1)) {
        lists++
        if (opensList(bytes, opens)) open++
      }
      if (closesList(bytes, closes) && --open < 0) balanced = false
      closes = find(bytes, CLOSE_LIST, closes + 1)
    }
    if (name < end && foreign >= end && hidden >= end && shapes.known(at, end)) {
      const valueEnd = endOfName(bytes, name, end)
      const text = name + NAME.length + 2
      const isUnwanted =
        valueEnd !== -1 &&
        (!names.mustParse(bytes, text, valueEnd) ||
          (prefilter && !mayBeWanted(prefilter, bytes, { at, end, text, valueEnd })))
      if (isUnwanted) {
        name = nextName(valueEnd)
        const most = tally.maxDepth - lists
        // An object in an object takes five bytes or more: `{"":` and `}`.
        const shallow = end - at <= OBJECT_BYTES * most || occursAtMost(bytes, OPEN_OBJECT, at, end, most)
        if (name >= end && ((shallow && (balanced || lines)) || isOneValue(bytes, at, end, tally.maxDepth))) {
          unwanted++
          continue
        }
      }
    }
    const before = tally.evaluated
    read(source, at, end)
    if (tally.failures > 0) return false
    if (tally.evaluated === before + 1) shapes.learn(at, end)
  }
  tally.evaluated += unwanted
  return true
}

export type Prefilter = (eventName: string) => ((record: Buffer) => boolean) | undefined

interface Piece {
  readonly at: number
  readonly end: number
  /** Where the event's name begins, and ends. */
  readonly text: number
  readonly valueEnd: number
}

const mayBeWanted = (prefilter: Prefilter, bytes: Buffer, { at, end, text, valueEnd }: Piece): boolean => {
  const name = bytes.toString('latin1', text, valueEnd)
  const holds = prefilter(name)
  // What a part of a record lacks may stand in the rest of it.
  return !holds || holds(bytes.subarray(at, end)) || extentOf(bytes, at, end).end !== end
}

const NOWHERE = Number.MAX_SAFE_INTEGER

const find = (bytes: Buffer, needle: Buffer | number, from: number): number => {
  const found = bytes.indexOf(needle, from)
  return found === -1 ? NOWHERE : found
}

/** A search by the one capital letter of the needle: capitals are rare, and a single byte is found much faster than several. */
const newSearch = (bytes: Buffer, needle: Buffer): ((from: number) => number) => {
  const pivot = needle.findIndex((byte) => byte >= 0x41 && byte <= 0x5a)
  if (pivot === -1) return (from) => find(bytes, needle, from)
  const capital = needle[pivot]!
  return (from) => {
    for (let at = bytes.indexOf(capital, from + pivot); at !== -1; at = bytes.indexOf(capital, at + 1)) {
      const start = at - pivot
      if (startsAt(bytes, start, needle)) return start
    }
    return NOWHERE
  }
}

/** The next key that ends like `eventSource` and `EventSource` and has a value that is not of CloudTrail. */
const findForeign = (bytes: Buffer, from: number): number => {
  for (let at = find(bytes, SOURCE, from); at !== NOWHERE; at = find(bytes, SOURCE, at + 1)) {
    const colon = skipSpace(bytes, at + SOURCE.length, bytes.length)
    if (bytes[colon] !== COLON) continue
    const value = skipSpace(bytes, colon + 1, bytes.length)
    for (const begin of FOREIGN_SOURCES) if (startsAt(bytes, value, begin)) return at
  }
  return NOWHERE
}

const startsAt = (bytes: Buffer, at: number, text: Buffer): boolean => {
  let i = 0
  while (i < text.length && bytes[at + i] === text[i]) i++
  return i === text.length
}

/** The next escape that stands for a printable character of ASCII (U+0020 to U+007F), which needs none. */
const findHidden = (bytes: Buffer, from: number): number => {
  let found = bytes.indexOf(ESCAPE, from)
  while (found !== -1) {
    const digit = bytes[found + ESCAPE.length]!
    if (digit >= 0x32 && digit <= 0x37) return found
    found = bytes.indexOf(ESCAPE, found + ESCAPE.length)
  }
  return NOWHERE
}

const isOneValue = (bytes: Buffer, at: number, end: number, maxDepth: number): boolean => {
  const extent = extentOf(bytes, at, end)
  return extent.end === end && extent.depth <= maxDepth
}

/**
 * Where the text behind `"eventName":"` ends, or -1 when `ventName"` at `at` is not the end of exactly that key, or the text
 * has an escape. With a brace or a comma before it, the key is neither longer nor part of a text.
 */
const endOfName = (bytes: Buffer, at: number, end: number): number => {
  const before = bytes[at - 3]
  const value = at + NAME.length + 2
  if (bytes[at - 1] !== 0x65 || bytes[at - 2] !== QUOTE || (before !== COMMA && before !== OPEN_OBJECT)) return -1
  if (bytes[value - 2] !== COLON || bytes[value - 1] !== QUOTE) return -1
  for (let i = value; i < end; i++) {
    if (bytes[i] === QUOTE) return i
    if (bytes[i] === BACKSLASH) return -1
  }
  return -1
}

/** `":[` behind the end of a key. A quote is the end of a string when what stands before it could not stand before a string. */
const opensList = (bytes: Buffer, at: number): boolean => {
  if (bytes[at - 1] !== COLON || bytes[at - 2] !== QUOTE) return false
  const before = bytes[at - 3]!
  if (before === BACKSLASH) return !isEscaped(bytes, at - 2)
  return before !== COLON && before !== COMMA && before !== OPEN_LIST && before !== OPEN_OBJECT && !isSpace(before)
}

/** Behind the end of a list there is neither a quote nor a backslash, and before it no escaped quote: else it is text. */
const closesList = (bytes: Buffer, at: number): boolean => {
  const next = bytes[at + 1]
  if (next === QUOTE || next === BACKSLASH) return false
  return bytes[at - 1] !== QUOTE || bytes[at - 2] !== BACKSLASH || !isEscaped(bytes, at - 1)
}

export interface LogLayout {
  readonly lines: boolean
  readonly first: number
  /** Behind the last record. */
  readonly last: number
  /** Length of `{"key` in the first record. */
  readonly keyEnd: number
  readonly separator: Buffer
  readonly read: (source: LogText, at: number, end: number) => void
}

export const layoutOf = (bytes: Buffer, start: number, end: number): LogLayout | undefined => {
  const inRecords = bytes.subarray(start, start + RECORDS.length).equals(RECORDS)
  const inList = bytes[start] === OPEN_LIST && bytes[start + 1] === OPEN_OBJECT
  if (inRecords || inList) {
    const first = start + (inRecords ? RECORDS.length - 2 : 1)
    const last = end - (inRecords ? 2 : 1)
    const closed = bytes[last - 1] === CLOSE_OBJECT && bytes[last] === CLOSE_LIST
    if (!closed || (inRecords && bytes[last + 1] !== CLOSE_OBJECT)) return undefined
    const key = /^\{"(\w+)"/.exec(bytes.toString('latin1', first, first + 64))?.[1]
    if (key === undefined) return undefined
    const separator = Buffer.from(`},{"${key}"`)
    return {
      lines: false,
      first,
      last,
      keyEnd: key.length + 2,
      separator,
      read: readOne,
    }
  }
  const newline = bytes.indexOf(NEWLINE, start)
  if (bytes[start] !== OPEN_OBJECT || newline === -1 || newline >= end) return undefined
  return { lines: true, first: start, last: end, keyEnd: 1, separator: Buffer.from('\n'), read: readValues }
}

/** A piece of a list as a record. The parser refuses what is not exactly one value. */
const readOne = (source: LogText, at: number, end: number): void => {
  const mayBeDeep = end - at > 2 * source.tally.maxDepth
  readElement(source, at, end, mayBeDeep ? extentOf(source.bytes, at, end).depth : 0, () => 'a record')
}

/** The beginnings and the ends that parsed records of this file had. */
const newShapes = (bytes: Buffer, keyEnd: number) => {
  const heads: Buffer[] = []
  const tails = new Set<number>()
  /** Up to and with the second key. */
  const headLength = (at: number): number => {
    let i = at + keyEnd
    for (let quotes = 0; quotes < 5 && i < at + 128; i++) if (bytes[i] === QUOTE) quotes++
    return i - at
  }
  const hasHead = (at: number): boolean => {
    for (const head of heads) {
      let i = keyEnd
      while (i < head.length && head[i] === bytes[at + i]) i++
      if (i === head.length) return true
    }
    return false
  }
  /** The last eight bytes as one number: the end of the last value and its braces. */
  const tailOf = (end: number): number =>
    end < 8 ? 0 : (bytes.readInt32LE(end - 8) ^ Math.imul(bytes.readInt32LE(end - 4), 31)) & 0x3fffffff
  return {
    known: (at: number, end: number): boolean =>
      bytes[at] === OPEN_OBJECT && bytes[end - 1] === CLOSE_OBJECT && hasHead(at) && tails.has(tailOf(end)),
    learn: (at: number, end: number): void => {
      if (!hasHead(at)) heads.push(Buffer.from(bytes.subarray(at, at + headLength(at))))
      tails.add(tailOf(end))
    },
  }
}
