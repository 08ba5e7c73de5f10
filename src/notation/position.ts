/** Where something stands in a text, as editors count. */

export interface Position {
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 units. */
  readonly column: number
}

export interface Location extends Position {
  /** How much of the line it covers; absent when it goes on over the line's end. */
  readonly length?: number | undefined
}

export type Locate = (start: number, end?: number) => Location

/** Offsets in a text -> lines and columns. A line ends with LF or CR LF. */
export const locator = (text: string): Locate => {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return (offset, end = offset) => {
    const start = Math.max(0, Math.min(offset, text.length))
    let low = 0
    let high = starts.length
    while (high - low > 1) {
      const middle = (low + high) >>> 1
      if ((starts[middle] as number) <= start) low = middle
      else high = middle
    }
    const position = { line: low + 1, column: start - (starts[low] as number) + 1 }
    const next = starts[low + 1]
    return end > start && (next === undefined || end < next) ? { ...position, length: end - start } : position
  }
}

/** A byte order mark is no part of the text that a person sees. */
export const withoutBom = (text: string): string => (text.startsWith('\ufeff') ? text.slice(1) : text)
