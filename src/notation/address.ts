/** IP addresses and ranges, read strictly and in one way everywhere: what is no address is `undefined`, never an error. */

export interface Address {
  readonly bits: 32 | 128
  readonly value: bigint
  /** In the one form that databases are asked in; an IPv4-mapped address is the IPv4 address (RFC 4291, 2.5.5.2). */
  readonly text: string
}

/** Every address whose first `length` bits are those of `value`. */
export interface Range {
  readonly bits: 32 | 128
  readonly length: number
  readonly value: bigint
}

/** The longest IPv6 address has 45 characters (RFC 4291: eight groups, the last two as IPv4). */
const MAX_LENGTH = 45

/** Decimal without leading zeros: `064` is 64 to some programs and 52 to others (RFC 6943, 3.1.1), so it is no address here. */
const OCTET = /^(?:0|[1-9]\d{0,2})$/
/** Without a zone: that of `fe80::1%eth0` means something on one machine only (RFC 4007, 6). */
const GROUP = /^[0-9a-f]{1,4}$/i

export const parseAddress = (text: string): Address | undefined => {
  if (text.length > MAX_LENGTH) return undefined
  return text.includes(':') ? parseV6(text) : parseV4(text)
}

const parseV4 = (text: string): Address | undefined => {
  const octets = text.split('.')
  if (octets.length !== 4 || octets.some((octet) => !OCTET.test(octet) || Number(octet) > 255)) return undefined
  return { bits: 32, value: octets.reduce((sum, octet) => (sum << 8n) | BigInt(octet), 0n), text }
}

const MAPPED = 0xffffn

const parseV6 = (written: string): Address | undefined => {
  const text = withoutDots(written)
  const halves = text?.split('::')
  if (!halves || halves.length > 2) return undefined
  const [head, tail = []] = halves.map((half) => (half === '' ? [] : half.split(':'))) as [string[], string[]?]
  const missing = 8 - head.length - tail.length
  // `::` stands for at least one group of zeros.
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined
  const groups = [...head, ...Array<string>(missing).fill('0'), ...tail]
  if (groups.some((group) => !GROUP.test(group))) return undefined
  const value = groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n)
  if (value >> 32n === MAPPED) return parseV4([24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.'))
  return { bits: 128, value, text: groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':') }
}

/** `::ffff:192.0.2.1` -> `::ffff:c000:201`. */
const withoutDots = (text: string): string | undefined => {
  if (!text.includes('.')) return text
  const colon = text.lastIndexOf(':')
  const last = parseV4(text.slice(colon + 1))
  return last && `${text.slice(0, colon + 1)}${(last.value >> 16n).toString(16)}:${(last.value & MAPPED).toString(16)}`
}

/** `198.51.100.0/24`, `2001:db8::/32`, or one address. Bits behind the prefix do not count. */
export const parseRange = (text: string): Range | undefined => {
  const [base = '', written, ...more] = text.split('/')
  const address = parseAddress(base)
  if (!address || more.length > 0) return undefined
  const { bits } = address
  if (written === undefined) return rangeOf(address, bits)
  // A mapped range is counted in the bits of IPv6: `::ffff:10.0.0.0/104` is `10.0.0.0/8`.
  const length = /^\d{1,3}$/.test(written) ? Number(written) - (bits === 32 && base.includes(':') ? 96 : 0) : -1
  return length < 0 || length > bits ? undefined : rangeOf(address, length)
}

/** The range around an address. @param length of the prefix, in bits; at most those of the address */
export const rangeOf = ({ bits, value }: Address, length: number): Range => ({
  bits,
  length,
  value: value >> BigInt(bits - length),
})

export const isInRange = ({ bits, value }: Address, range: Range): boolean =>
  bits === range.bits && value >> BigInt(bits - range.length) === range.value

/** Whether a text is an address in the range; `undefined` when the range is none. */
export const rangeTest = (written: string): ((text: string) => boolean) | undefined => {
  const range = parseRange(written)
  if (!range) return undefined
  return (text) => {
    const address = parseAddress(text)
    return address !== undefined && isInRange(address, range)
  }
}
