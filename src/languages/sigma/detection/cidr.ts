/** Cidr: networks of IPv4 and IPv6 addresses. */
import ipaddr from 'ipaddr.js'

export type CidrTest = (address: string) => boolean

type Address = ipaddr.IPv4 | ipaddr.IPv6

/** Looked at first: ipaddr.js refuses a name such as `iam.amazonaws.com` by throwing, which takes its time. */
const DOTTED = /^\d{1,3}(?:\.\d{1,3}){3}$/

/** Only the usual spellings: ipaddr.js would read `1` and `0x7f.1` as addresses too. */
const parseAddress = (text: string): Address | undefined => {
  if (text.length > 45) return undefined
  if (!text.includes(':')) {
    return DOTTED.test(text) && ipaddr.IPv4.isValidFourPartDecimal(text) ? ipaddr.IPv4.parse(text) : undefined
  }
  if (!ipaddr.IPv6.isValid(text)) return undefined
  const address = ipaddr.IPv6.parse(text)
  return address.isIPv4MappedAddress() ? address.toIPv4Address() : address
}

/** A network, or a single address; undefined when it is neither. */
export const compileCidr = (text: string): CidrTest | undefined => {
  const [base = '', prefix, ...rest] = text.split('/')
  const network = parseAddress(base)
  if (!network || rest.length > 0) return undefined
  const widest = network.kind() === 'ipv4' ? 32 : 128
  if (prefix !== undefined && !/^\d{1,3}$/.test(prefix)) return undefined
  // `::ffff:10.0.0.0/104` is 10.0.0.0/8 (RFC 4291, 2.5.5.2).
  const mapped = widest === 32 && base.includes(':') ? 96 : 0
  const bits = prefix === undefined ? widest : Number(prefix) - mapped
  if (bits < 0 || bits > widest) return undefined
  return (candidate) => {
    const address = parseAddress(candidate)
    return address !== undefined && address.kind() === network.kind() && address.match([network, bits] as never)
  }
}
