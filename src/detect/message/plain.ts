/** A value from a record as short plain text: one line, at most 80 characters, nothing invisible. */
import type { Json } from '../../core/json.ts'

const MAX_CHARACTERS = 80

/** Control, format (bidirectional marks, zero-width), private and unpaired surrogate characters, line and paragraph separators. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}\s]+/gu

/** Text, numbers and booleans in words; `undefined` for everything else and for text in which nothing is visible. */
export const plain = (value: Json | undefined): string | undefined => {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value !== 'string') return undefined
  // A character has at most two units, so this much holds every character that could be shown, however long the text is.
  const start = value
    .slice(0, 4 * MAX_CHARACTERS)
    .replace(UNPRINTABLE, ' ')
    .trim()
  const characters = [...start]
  if (characters.length <= MAX_CHARACTERS && value.length <= 4 * MAX_CHARACTERS) return start === '' ? undefined : start
  return `${characters.slice(0, MAX_CHARACTERS - 1).join('')}…`
}
