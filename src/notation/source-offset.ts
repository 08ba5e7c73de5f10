/** Where a character of a string's value stands in the text that the string was written as. */
import type { Quoting, Span, TreeNode } from './tree.ts'

const isBlank = (char: string | undefined): boolean => char === ' ' || char === '\t' || char === '\n' || char === '\r'

/** A backslash that ends a line takes the line end and the next line's indentation with it (TOML and YAML). */
const CONTINUATION = /\\[ \t]*\r?\n[ \t\r\n]*/y

/** A part of the value of a string, in UTF-16 units -> the same part in the text; undefined for what is no string. */
export const partOf = (text: string, node: TreeNode, offset: number, length: number): Span | undefined => {
  if (node.kind !== 'scalar' || typeof node.value !== 'string' || !node.inner) return undefined
  const { value, inner } = node
  const raw = text.slice(inner.start, inner.end)
  const [start, end] = [offset, offset + length].map((at) => inner.start + sourceOffset(raw, value, at, inner.quoting))
  return { start: start as number, end: end as number }
}

/**
 * Walks the value and its text side by side, so that one function serves TOML, JSON and every YAML style: characters
 * that are not blank come in the same order in both; a run of blanks may have been trimmed, indented or folded.
 * @param inner what lies between the quotes, or below the header of a block scalar
 * @returns an offset in `inner`
 */
const sourceOffset = (inner: string, value: string, offset: number, quoting: Quoting): number => {
  const end = Math.min(offset, value.length)
  let at = 0
  for (let index = 0; ; ) {
    if (quoting === 'escaped') at = afterContinuation(inner, at)
    const char = value[index]
    if (!isBlank(char) && char !== undefined) while (isBlank(inner[at])) at++
    if (index >= end) return at
    if (quoting === 'escaped' && inner[at] === '\\') {
      const { length, units } = escapeAt(inner, at)
      // An offset between the halves of one escaped character is that character's.
      if (index + units > end) return at
      at += length
      index += units
    } else {
      at = isBlank(char) ? afterBlank(inner, at, char as string) : at + (quoting === 'doubled' && char === "'" ? 2 : 1)
      index++
    }
  }
}

const afterContinuation = (inner: string, at: number): number => {
  CONTINUATION.lastIndex = at
  return CONTINUATION.test(inner) ? CONTINUATION.lastIndex : at
}

/** The length of the escape in the text, and of its character in the value. */
const escapeAt = (inner: string, at: number): { length: number; units: number } => {
  const digits = { x: 2, u: 4, U: 8 }[inner[at + 1] ?? ''] ?? 0
  const code = digits === 8 ? Number.parseInt(inner.slice(at + 2, at + 10), 16) : 0
  return { length: 2 + digits, units: code > 0xffff ? 2 : 1 }
}

/** After the same blank within the run of blanks here; a blank that is not there was folded out of the whole run. */
const afterBlank = (inner: string, from: number, blank: string): number => {
  let at = from
  while (isBlank(inner[at])) if (inner[at++] === blank) return at
  return at
}
