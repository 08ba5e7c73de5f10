/**
 * Finds the next of many texts in bytes, skipping most of them unread: the algorithm of Wu and Manber ("A fast algorithm for
 * multi-pattern searching", 1994), each pattern looked for by its last bytes, since ARNs all begin alike.
 */

export interface ByteSearch {
  /** Where the next occurrence that begins at `from` or behind it ends, or -1. */
  next(bytes: Buffer, from: number, end: number): number
}

const BLOCK = 2
const TABLE = 1 << 16

/** @param patterns each of two bytes or more */
export const newByteSearch = (patterns: readonly Buffer[]): ByteSearch => {
  const window = Math.min(...patterns.map(({ length }) => length))
  // How far a block may stand from the end of any window; what is in no window at all moves the search by almost a window.
  const shifts = new Uint8Array(TABLE).fill(Math.min(255, window - BLOCK + 1))
  const endings = new Map<number, Buffer[]>()
  for (const pattern of patterns) {
    const start = pattern.length - window
    for (let i = BLOCK - 1; i < window; i++) {
      const block = ((pattern[start + i - 1] as number) << 8) | (pattern[start + i] as number)
      shifts[block] = Math.min(shifts[block] as number, window - 1 - i)
    }
    const last = ((pattern[pattern.length - 2] as number) << 8) | (pattern[pattern.length - 1] as number)
    endings.set(last, [...(endings.get(last) ?? []), pattern])
  }
  return {
    next: (bytes, from, end) => {
      if (patterns.length === 0) return -1
      let i = from + window - 1
      while (i < end) {
        const block = ((bytes[i - 1] as number) << 8) | (bytes[i] as number)
        const shift = shifts[block] as number
        if (shift > 0) {
          i += shift
          continue
        }
        for (const pattern of endings.get(block) ?? []) if (endsWith(bytes, pattern, i, from)) return i + 1
        i++
      }
      return -1
    },
  }
}

const endsWith = (bytes: Buffer, pattern: Buffer, last: number, from: number): boolean => {
  const start = last - pattern.length + 1
  if (start < from) return false
  for (let i = pattern.length - 1; i >= 0; i--) if (bytes[start + i] !== pattern[i]) return false
  return true
}
