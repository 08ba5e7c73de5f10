/** Makes text from a log safe for a terminal: nothing in a record may move the cursor, colour, reorder or hide. */

/**
 * C0 and C1 controls and DEL (ECMA-48), line and paragraph separators, bidirectional and invisible format characters
 * (Unicode UAX #9 and "Trojan Source", CVE-2021-42574), byte order marks and lone surrogates.
 */
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

const escape = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`

/** One line, at most `limit` characters, every unsafe character shown as `\u....`. */
export const oneLine = (text: string, limit = 400): string => cut(text, limit).replace(UNSAFE, escape)

/** JSON on one line that is also safe to look at in a terminal; it parses to the same value. */
export const jsonLine = (value: unknown): string => JSON.stringify(value).replace(UNSAFE, escape)

/** At most `limit` UTF-16 units, never half a surrogate pair, with `…` for what is gone. */
export const cut = (text: string, limit: number): string => {
  if (text.length <= limit) return text
  const end = /[\ud800-\udbff]/.test(text[limit - 2] ?? '') ? limit - 2 : limit - 1
  return `${text.slice(0, end)}…`
}
