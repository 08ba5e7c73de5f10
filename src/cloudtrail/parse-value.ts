/** Parses one value out of many, when it is not too large for that. */
import type { Json } from '../core/json.ts'
import { COMMA, OPEN_LIST, OPEN_OBJECT, occursAtMost } from './json-bytes.ts'

/**
 * A parsed value takes up to twenty times the memory of its text (`[],[],[]`): one that could outgrow the heap is not parsed.
 * What is within these numbers fits in some 300 MB.
 */
const LARGE = 16 * 2 ** 20
const MAX_PARTS: readonly (readonly [number, number])[] = [
  [OPEN_OBJECT, 1_000_000],
  [OPEN_LIST, 1_000_000],
  [COMMA, 16_000_000],
]

export const isHuge = (bytes: Buffer, at: number, end: number): boolean =>
  end - at > LARGE && !MAX_PARTS.every(([byte, most]) => occursAtMost(bytes, byte, at, end, most))

export interface ParsedValue {
  readonly value: Json
  readonly text: string
}

/** Undefined when the text is not JSON, or too long for one string. */
export const tryParse = (bytes: Buffer, at: number, end: number): ParsedValue | undefined => {
  try {
    const text = bytes.toString('utf8', at, end)
    return { value: JSON.parse(text) as Json, text }
  } catch {
    return undefined
  }
}
