/** Text from records, made inert for each medium, and cut to its limits. */
import { visible } from '../notation/visible.ts'

/** Makes text inert in one medium. Never shortens, and treats each character by itself, so that a cut text stays whole. */
export type Escape = (text: string) => string

/** No control, bidirectional or zero-width character and no lone surrogate is left: see `visible`. For plain text. */
export const plain: Escape = visible

/**
 * Slack decodes exactly these three in its text objects, and reads `<!channel>`, `<@U1>` and `<url|label>` from the raw
 * ones (docs.slack.dev, "Formatting message text", Escaping text). It has no escape for `*`, `_`, `~`, a backtick or
 * `:emoji:`, which is why text from records only ever goes into objects of the type `plain_text`.
 */
export const slack: Escape = (text) =>
  visible(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/**
 * Discord takes a backslash before any character that is neither letter, digit nor space as that character (Discord
 * help, "Markdown Text 101"). Besides formatting this stops masked links, `<@id>`, `:emoji:`, `@everyone` and bare
 * addresses, which it would otherwise make into links.
 */
export const discord: Escape = (text) => visible(text).replace(/[\\*_~`|>#()[\]<@:]/g, '\\$&')

/** HTML, in text and in quoted attributes (OWASP, "Cross Site Scripting Prevention": HTML entity encoding). */
export const html: Escape = (text) =>
  visible(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')

/**
 * Text runs of an Adaptive Card know no Markdown (adaptivecards.io, "TextRun") and a mention needs an entity of the
 * card, which we never write. What is left are the functions `{{DATE(...)}}` and `{{TIME(...)}}`.
 */
export const adaptiveCard: Escape = (text) => visible(text).replace(/\{(?=\{)/g, '{ ')

/** For a text whose line breaks are ours. */
export const byLine =
  (inert: Escape): Escape =>
  (text) =>
    text.split('\n').map(inert).join('\n')

/**
 * The escaped text, at most `limit` UTF-16 units long, with `…` for what is gone. The cut is made before escaping,
 * between two characters: never inside an escape or a surrogate pair.
 */
export const fit = (text: string, limit: number, inert: Escape = plain): string => {
  // An escaped text is never shorter than its source: what lies beyond the limit cannot fit.
  const source = text.slice(0, limit + 1)
  const whole = inert(source)
  if (source.length === text.length && whole.length <= limit) return whole
  let [fits, tooLong] = [0, limit]
  while (fits < tooLong - 1) {
    const middle = (fits + tooLong) >> 1
    if (inert(head(source, middle)).length < limit) fits = middle
    else tooLong = middle
  }
  return `${inert(head(source, fits))}…`
}

/** The first `length` units, one less where that would halve a surrogate pair. */
const head = (text: string, length: number): string =>
  text.slice(
    0,
    /[\ud800-\udbff]/.test(text[length - 1] ?? '') && /[\udc00-\udfff]/.test(text[length] ?? '') ? length - 1 : length,
  )
