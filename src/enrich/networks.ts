/** Which network an address belongs to: the user's own, AWS itself, or one that no stranger can come from. */
import type { Address } from '../notation/address.ts'
import { createPrefixTable, type PrefixTable } from '../notation/prefixes.ts'

/** A network of the user's, or one that is published. */
export interface NamedNetwork {
  readonly name: string
  /** For example `office`, `vpn`, `sso`; `aws`. */
  readonly kind: string
  readonly ranges: readonly string[]
}

export interface Network {
  readonly name?: string
  /** The user's word, or `aws-service`, `aws`, `private`, `documentation` ...; `unknown` for what is no address. */
  readonly kind?: string
}

/** IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890), and multicast: nothing of these is on the internet. */
const SPECIAL: readonly (readonly [range: string, kind: string])[] = [
  ['0.0.0.0/8', 'reserved'],
  ['10.0.0.0/8', 'private'],
  ['100.64.0.0/10', 'shared'],
  ['127.0.0.0/8', 'loopback'],
  ['169.254.0.0/16', 'link-local'],
  ['172.16.0.0/12', 'private'],
  ['192.0.0.0/24', 'reserved'],
  ['192.0.2.0/24', 'documentation'],
  ['192.168.0.0/16', 'private'],
  ['198.18.0.0/15', 'reserved'],
  ['198.51.100.0/24', 'documentation'],
  ['203.0.113.0/24', 'documentation'],
  ['224.0.0.0/4', 'multicast'],
  ['240.0.0.0/4', 'reserved'],
  ['::/128', 'reserved'],
  ['::1/128', 'loopback'],
  ['2001:db8::/32', 'documentation'],
  ['3fff::/20', 'documentation'],
  ['fc00::/7', 'private'],
  ['fe80::/10', 'link-local'],
  ['ff00::/8', 'multicast'],
]

const NOWHERE: Network = Object.freeze({})
const NO_ADDRESS: Network = Object.freeze({ kind: 'unknown' })
const AWS: Network = Object.freeze({ kind: 'aws-service' })

/** The user's networks are asked first, then published ones, then the special ranges; in each the longest prefix wins. */
export const createNetworks = (
  own: readonly NamedNetwork[],
  published: readonly NamedNetwork[],
): ((sourceIp: string, address: Address | undefined) => Network) => {
  const tables: readonly PrefixTable<Network>[] = [
    createPrefixTable(own.flatMap(rangesOf)),
    createPrefixTable(published.flatMap(rangesOf)),
    createPrefixTable(SPECIAL.map(([range, kind]) => [range, Object.freeze({ kind })] as const)),
  ]
  return (sourceIp, address) => {
    if (!address) return sourceIp === '' ? NOWHERE : isAwsService(sourceIp) ? AWS : NO_ADDRESS
    for (const table of tables) {
      const found = table.find(address)
      if (found) return found
    }
    return NOWHERE
  }
}

const rangesOf = ({ name, kind, ranges }: NamedNetwork): readonly (readonly [range: string, network: Network])[] => {
  const network = Object.freeze({ name, kind })
  return ranges.map((range) => [range, network])
}

/**
 * "For actions that originate from the service console, the address reported is for the underlying customer resource ... For
 * services in AWS, only the DNS name is displayed", or `AWS Internal` (CloudTrail user guide, "CloudTrail record contents").
 */
const isAwsService = (sourceIp: string): boolean =>
  sourceIp === 'AWS Internal' || /\.amazonaws\.com(?:\.cn)?$/.test(sourceIp.slice(-60))
