/** Names of files as the system keeps them: bytes, of which not all are UTF-8, carried through texts and given back unchanged. */

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
/** A byte that is no UTF-8, as PEP 383 ("Non-decodable Bytes in System Character Interfaces") carries it: U+DC80 to U+DCFF, alone. */
const CARRIED = /(?<![\ud800-\udbff])[\udc80-\udcff]/
const CARRIED_BASE = 0xdc00

/** Valid UTF-8 becomes its text; of anything else each byte above 127 that belongs to no character is carried. */
export const decodeName = (name: Buffer): string => {
  try {
    return utf8.decode(name)
  } catch {
    let text = ''
    for (let at = 0; at < name.length; ) {
      const length = characterAt(name, at)
      text += length > 0 ? name.toString('utf8', at, at + length) : String.fromCharCode(CARRIED_BASE + (name[at] ?? 0))
      at += Math.max(1, length)
    }
    return text
  }
}

/** What `node:fs` takes for a path that was made of decoded names. */
export const systemPath = (path: string): string | Buffer =>
  CARRIED.test(path)
    ? Buffer.concat(
        [...path].map((character) => {
          const code = character.codePointAt(0) ?? 0
          return CARRIED.test(character) ? Buffer.of(code - CARRIED_BASE) : Buffer.from(character)
        }),
      )
    : path

/** The length of the character that begins there, in bytes; 0 when none does. */
const characterAt = (bytes: Buffer, at: number): number => {
  const first = bytes[at] ?? 0
  const length = first < 0x80 ? 1 : first < 0xc0 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
  try {
    return length === 0 ? 0 : utf8.decode(bytes.subarray(at, at + length)).length > 0 ? length : 0
  } catch {
    return 0
  }
}
