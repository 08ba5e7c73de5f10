/** IP addresses as event-ruler reads them: equal when the same address, however written; CIDR blocks as ranges. */

/** More text than this is no address: eight groups of four, seven colons, and some leading zeros. */
const MAX_LENGTH = 64

const hex2 = (byte: number): string => (byte < 16 ? '0' : '') + byte.toString(16)

const v4 = (text: string): string | undefined => {
  const parts = text.split('.')
  if (parts.length !== 4 || text.length > 15) return undefined
  let hex = ''
  for (const part of parts) {
    if (!/^[0-9]+$/.test(part) || Number(part) > 255) return undefined
    hex += hex2(Number(part))
  }
  return hex
}

const groups = (text: string): string | undefined => {
  if (text === '') return ''
  let hex = ''
  for (const part of text.split(':')) {
    if (!/^[0-9a-fA-F]+$/.test(part) || Number.parseInt(part, 16) > 0xffff) return undefined
    hex += Number.parseInt(part, 16).toString(16).padStart(4, '0')
  }
  return hex
}

const v6 = (text: string): string | undefined => {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const head = groups(halves[0] as string)
  const tail = halves.length === 2 ? groups(halves[1] as string) : ''
  if (head === undefined || tail === undefined) return undefined
  const length = head.length + tail.length
  // `::` stands for at least one group of zeros.
  if (halves.length === 2 ? length > 28 : length !== 32) return undefined
  const hex = head + '0'.repeat(32 - length) + tail
  // An IPv4-mapped address is the IPv4 address (RFC 4291, 2.5.5.2; java.net.InetAddress does the same).
  return hex.startsWith('00000000000000000000ffff') ? hex.slice(24) : hex
}

/** The address as hex digits, 8 for IPv4 and 32 for IPv6; undefined when the text is no address. Same address, same digits. */
export const ipDigits = (text: string): string | undefined => {
  if (text.length > MAX_LENGTH || text.length < 2) return undefined
  return text.includes(':') ? v6(text) : v4(text)
}

export interface Block {
  readonly first: string
  readonly last: string
}

/** The block that `address/bits` names, or what is wrong with it. */
export const parseCidr = (text: string): Block | { readonly wrong: string } => {
  const [address, bits, ...more] = text.split('/')
  if (bits === undefined || more.length > 0) return { wrong: 'a CIDR block has exactly one "/"' }
  if (!/^[0-9]+$/.test(bits)) return { wrong: 'what follows the "/" must be a whole number' }
  const digits = ipDigits(address as string)
  if (digits === undefined) return { wrong: `"${address}" is not an IP address` }
  const all = digits.length * 4
  // event-ruler and EventBridge refuse /32 and /128.
  if (Number(bits) >= all) return { wrong: `an IPv${all === 32 ? 4 : 6} block has at most ${all - 1} bits` }
  const size = 1n << BigInt(all - Number(bits))
  const first = (BigInt(`0x${digits}`) / size) * size
  const hex = (value: bigint): string => value.toString(16).padStart(digits.length, '0')
  return { first: hex(first), last: hex(first + size - 1n) }
}

export const inBlock = (digits: string, { first, last }: Block): boolean =>
  digits.length === first.length && digits >= first && digits <= last
