/** Text from a log or a file with nothing in it that a terminal would obey, and nothing that hides. */

/**
 * C0 and C1 controls and DEL (ECMA-48), line and paragraph separators, bidirectional and invisible format characters
 * (Unicode UAX #9 and "Trojan Source", CVE-2021-42574), byte order marks, noncharacters, which AWS refuses in messages (XML
 * 1.0, "Char"), and lone surrogates.
 */
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

const asEscape = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`

/** The same text, every unsafe character shown as `\u....`. */
export const visible = (text: string): string => text.replace(UNSAFE, asEscape)
