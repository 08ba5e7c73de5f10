/** Text from a log or a file with nothing in it that a terminal would obey, and nothing that hides. */

/**
 * C0 and C1 controls and DEL (ECMA-48), line and paragraph separators, noncharacters, which AWS refuses in messages (XML 1.0,
 * "Char"), lone surrogates, and all that a reader does not see: bidirectional and format characters (UAX #9 and "Trojan
 * Source", CVE-2021-42574), fillers, variation selectors and tag characters, which carry hidden text to language models
 * (Unicode `Default_Ignorable_Code_Point`, UAX #44), and the Braille blank. What makes a sign an emoji may stay, once.
 */
const UNSAFE =
  /(?!(?<=\p{Extended_Pictographic})\ufe0f(?!\p{Variation_Selector}))[\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2028\u2029\u2800\ufff9-\ufffb]/gu

const PRINTABLE_ASCII = /^[ -~]*$/

/** Unit by unit, so that it is also an escape of JSON. */
const asEscape = (character: string): string =>
  character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')

/** The same text, every unsafe character shown as `\u....`. */
export const visible = (text: string): string => (PRINTABLE_ASCII.test(text) ? text : text.replace(UNSAFE, asEscape))
