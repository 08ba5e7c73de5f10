/** IP addresses and CIDR blocks as event-ruler reads them: of its own kind are leading zeros, and blocks of one address. */
import { type Address, parseAddress, type Range, rangeOf } from '../../notation/address.ts'

/** What event-ruler takes for an address before it reads it: four numbers, or hex digits and colons. */
const ADDRESS = /^(?:\d+(?:\.\d+){3}|[\da-f]*:[\da-f:]*)$/i
/** More text than this is no address: eight groups of four, seven colons, and some leading zeros. */
const MAX_LENGTH = 64
const MAX_V4_LENGTH = 15

/** Leading zeros change nothing there: `192.000.002.001` is `192.0.2.1`. */
export const readAddress = (text: string): Address | undefined =>
  text.length <= (text.includes(':') ? MAX_LENGTH : MAX_V4_LENGTH) && ADDRESS.test(text)
    ? parseAddress(text.replace(/(?<![\da-f])0+(?=[\da-f])/gi, ''))
    : undefined

/** The block that `address/bits` names, or what is wrong with it. */
export const parseCidr = (text: string): Range | { readonly wrong: string } => {
  const [written = '', length, ...more] = text.split('/')
  if (length === undefined || more.length > 0) return { wrong: 'a CIDR block has exactly one "/"' }
  if (!/^[0-9]+$/.test(length)) return { wrong: 'what follows the "/" must be a whole number' }
  const address = readAddress(written)
  if (!address) return { wrong: `"${written}" is not an IP address` }
  const { bits } = address
  // event-ruler and EventBridge refuse /32 and /128.
  if (Number(length) >= bits) return { wrong: `an IPv${bits === 32 ? 4 : 6} block has at most ${bits - 1} bits` }
  return rangeOf(address, Number(length))
}
