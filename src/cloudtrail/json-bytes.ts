/** Finds where JSON values begin and end in bytes, without parsing them: what follows a bad value can still be read. */

export const QUOTE = 0x22
export const COMMA = 0x2c
export const COLON = 0x3a
export const NEWLINE = 0x0a
export const BACKSLASH = 0x5c
export const OPEN_LIST = 0x5b
export const CLOSE_LIST = 0x5d
export const OPEN_OBJECT = 0x7b
export const CLOSE_OBJECT = 0x7d

/** RFC 8259, section 2: space, tab, line feed and carriage return. */
export const isSpace = (byte: number | undefined): boolean =>
  byte === 0x20 || byte === NEWLINE || byte === 0x0d || byte === 0x09

export const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39

export const skipSpace = (bytes: Buffer, at: number, end: number): number => {
  let i = at
  while (i < end && isSpace(bytes[i])) i++
  return i
}

export const trimEnd = (bytes: Buffer, start: number, end: number): number => {
  let i = end
  while (i > start && isSpace(bytes[i - 1])) i--
  return i
}

/** Whether an odd number of backslashes stands before `at`: the byte there is escaped. */
export const isEscaped = (bytes: Buffer, at: number): boolean => {
  let i = at - 1
  while (bytes[i] === BACKSLASH) i--
  return (at - i) % 2 === 0
}

/** The offset behind the string that opens at `at`, or -1 when it does not close before `end`. */
export const endOfString = (bytes: Buffer, at: number, end: number): number => {
  let quote = bytes.indexOf(QUOTE, at + 1)
  while (quote !== -1 && quote < end && isEscaped(bytes, quote)) quote = bytes.indexOf(QUOTE, quote + 1)
  return quote === -1 || quote >= end ? -1 : quote + 1
}

/** Whether a byte occurs at most so many times, in strings too: of an opening brace, nothing then nests deeper by it. */
export const occursAtMost = (bytes: Buffer, byte: number, at: number, end: number, most: number): boolean => {
  let count = 0
  for (let i = bytes.indexOf(byte, at); i !== -1 && i < end; i = bytes.indexOf(byte, i + 1))
    if (++count > most) return false
  return true
}

/** Where a value ends (behind its last byte) and how many lists and objects it nests; `end` is -1 when it is cut off. */
export interface Extent {
  readonly end: number
  readonly depth: number
}

/** The extent of the value at `at`. Only strings and brackets are looked at: whether it is valid JSON is for the parser to say. */
export const extentOf = (bytes: Buffer, at: number, end: number): Extent => {
  let depth = 0
  let deepest = 0
  let i = at
  while (i < end) {
    const byte = bytes[i]
    if (byte === QUOTE) {
      i = endOfString(bytes, i, end)
      if (i === -1) return { end: -1, depth: deepest }
      if (depth === 0) return { end: i, depth: deepest }
      continue
    }
    if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
      if (++depth > deepest) deepest = depth
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
      if (depth <= 1) return { end: depth === 0 ? i : i + 1, depth: deepest }
      depth--
    } else if (depth === 0 && (byte === COMMA || byte === COLON || isSpace(byte))) return { end: i, depth: deepest }
    i++
  }
  return { end: depth === 0 && i > at ? i : -1, depth: deepest }
}
