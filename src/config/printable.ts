/** Text from a file made safe and measurable for a terminal. */
import { visible } from '../notation/visible.ts'

/** Scripts and signs that take two columns (Unicode UAX #11: Wide and Fullwidth). */
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/gu

/** Marks that take none: they sit on the character before. */
const MARK = /[\p{Mn}\p{Me}]/gu

/** One line with nothing in it that a terminal would obey; a tab becomes two blanks. */
export const printable = (text: string): string => visible(text.replace(/\t/g, '  '))

/** Terminal columns that `printable(text)` takes. */
export const columns = (text: string): number => {
  if (/^[ -~]*$/.test(text)) return text.length
  const shown = printable(text)
  return [...shown].length + count(shown, WIDE) - count(shown, MARK)
}

const count = (text: string, what: RegExp): number => text.match(what)?.length ?? 0
