/** Makes text from a log safe for a terminal: nothing in a record may move the cursor, colour, reorder or hide. */
import { visible } from '../notation/visible.ts'

/** One line, at most `limit` characters, every unsafe character shown as `\u....`. */
export const oneLine = (text: string, limit = 400): string => visible(cut(text, limit))

/** JSON on one line that is also safe to look at in a terminal; it parses to the same value. */
export const jsonLine = (value: unknown): string => visible(JSON.stringify(value))

/** The same over many lines, for a file that people open. */
export const jsonLines = (value: unknown): readonly string[] => JSON.stringify(value, null, 2).split('\n').map(visible)

/** At most `limit` UTF-16 units, never half a surrogate pair, with `…` for what is gone. */
export const cut = (text: string, limit: number): string => {
  if (text.length <= limit) return text
  const end = /[\ud800-\udbff]/.test(text[limit - 2] ?? '') ? limit - 2 : limit - 1
  return `${text.slice(0, end)}…`
}
