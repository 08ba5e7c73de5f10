/** Which networks a rule of a firewall lets in or out, however they are written: each item of a request by itself. */
import { isObject, type Json, type JsonObject, own } from '../core/json.ts'
import { parseAddress } from '../notation/address.ts'
import { listed, textsOf } from './policies.ts'

export interface Opened {
  /** `world`: everybody, or nearly. `list`: whoever a prefix list names, which others may change. */
  readonly to: readonly ('world' | 'list')[]
  /** Whether ports are among them that are meant for administrators and databases, or all. */
  readonly isSensitive: boolean
}

/** A prefix as short as these covers a large part of the Internet; half of it twice is all of it. */
const WIDE = { 4: 8, 6: 16 } as const

/** Shells, desktops, directories, databases, control planes ("IANA Service Name and Transport Protocol Port Number Registry"). */
const SENSITIVE = [
  20, 21, 22, 23, 135, 137, 138, 139, 389, 445, 636, 873, 1099, 1433, 1434, 1521, 2049, 2222, 2375, 2376, 2379, 2380,
  3306, 3389, 4333, 4444, 5000, 5432, 5500, 5601, 5900, 5901, 5984, 5985, 5986, 6379, 6443, 7001, 8020, 8086, 8500,
  8888, 9000, 9042, 9090, 9092, 9200, 9300, 10250, 11211, 27017, 27018, 50070,
]
/** Those that a public service has. Whatever else is open is for somebody who knows of it. */
const PUBLIC = new Set([25, 53, 80, 443, 465, 587, 853, 993, 995, 8080, 8443])

export const openedIn = (record: JsonObject): Opened => {
  const asked = own(record, 'requestParameters')
  if (!isObject(asked)) return { to: [], isSensitive: false }
  const items = itemsIn(asked)
  const open = items.map((item) => ({ item, to: reachOf(item) })).filter(({ to }) => to.length > 0)
  return {
    to: (['world', 'list'] as const).filter((kind) => open.some(({ to }) => to.includes(kind))),
    isSensitive: open.some(({ item }) => isSensitive(item)),
  }
}

/** The permissions of a request; one that is written flat is one. */
const itemsIn = (asked: JsonObject): readonly JsonObject[] => {
  const permissions = ['ipPermissions', 'securityGroupRules', 'SecurityGroupRules'].flatMap((name) =>
    listIn(own(asked, name)),
  )
  const lone = own(asked, 'ModifySecurityGroupRulesRequest')
  const nested = isObject(lone)
    ? listIn(own(lone, 'SecurityGroupRule')).flatMap((one) => listIn(own(one, 'SecurityGroupRule')))
    : []
  return [...permissions, ...nested, ...(permissions.length === 0 ? [asked] : [])]
}

/** `{items: [...]}`, a list, or one alone. */
const listIn = (value: Json | undefined): readonly JsonObject[] => {
  const inner = isObject(value) && Array.isArray(own(value, 'items')) ? own(value, 'items') : value
  return listed(inner)
    .filter(isObject)
    .filter((one) => Object.keys(one).length > 0)
}

const RANGES = /^(?:cidr\w*|\w*cidrblock)$/i
const LISTS = /^(?:prefixlistid|destinationprefixlistid)$/i

const reachOf = (item: JsonObject): Opened['to'] => {
  const ranges: string[] = []
  const lists: string[] = []
  const walk = (value: JsonObject, depth: number): void => {
    for (const [key, inner] of Object.entries(value)) {
      if (RANGES.test(key)) ranges.push(...textsOf(inner))
      else if (LISTS.test(key)) lists.push(...textsOf(inner))
      else if (depth > 0) for (const one of listed(inner).filter(isObject)) walk(one, depth - 1)
    }
  }
  walk(item, 3)
  return [...(ranges.some(isWide) ? (['world'] as const) : []), ...(lists.length > 0 ? (['list'] as const) : [])]
}

/** `198.51.0.0/8` is as good as the range that it lies in: the host bits do not count. */
export const isWide = (range: string): boolean => {
  const [, base = '', length = ''] = /^([^/]+)\/(\d{1,3})$/.exec(range.trim()) ?? []
  const address = parseAddress(base)
  if (!address || length === '') return false
  const isOfOwn = address.bits === 32 && address.value >> 24n === 10n
  return !isOfOwn && Number(length) <= (address.bits === 32 ? WIDE[4] : WIDE[6])
}

/** A member whose name some calls write with a capital letter. */
const member = (item: JsonObject, name: string): Json | undefined =>
  own(item, name) ?? own(item, name.charAt(0).toUpperCase() + name.slice(1))

const ICMP = new Set(['icmp', 'icmpv6', '1', '58'])

const isSensitive = (item: JsonObject): boolean => {
  const protocol = String(member(item, 'ipProtocol') ?? member(item, 'protocol') ?? '')
  if (protocol === '-1' || protocol === 'all') return true
  if (ICMP.has(protocol)) return false
  const [from, to] = ['fromPort', 'toPort'].map((name) => Number(member(item, name) ?? Number.NaN)) as [number, number]
  if (!Number.isFinite(from) || !Number.isFinite(to)) return false
  if (from === -1 || to - from > 1_000) return true
  if (SENSITIVE.some((one) => one >= from && one <= to)) return true
  return from === to && !PUBLIC.has(from) && from < 32_768
}
