/** A Filter as SQL: one text for DuckDB and for Trino (Athena), but for where a mention is looked for. */
import type { Filter } from '../../core/event-query.ts'
import { parseRange, type Range } from '../../notation/address.ts'

/** What an engine calls the fields that a Filter asks about, as SQL expressions of texts. */
export interface Columns {
  readonly key: string
  readonly address: string
  readonly principal: string
  readonly user: string
  /** `sessionIssuer.userName`. */
  readonly issuer: string
  readonly caller: string
  /** `requestParameters.userName`. */
  readonly aboutUser: string
  /** `requestParameters.roleName`. */
  readonly aboutRole: string
  readonly event: string
  readonly sharedEvent: string
  readonly time: string
  readonly recipient: string
  readonly region: string
  /** Holds for every record with the value anywhere in a text. */
  readonly mention: (value: string, quote: (text: string) => string) => string
}

/**
 * Holds for every record that matches, and for few others: the caller tests each again. Nothing in a value ends its literal.
 */
export const filterSql = ({ any, within }: Filter, columns: Columns): string => {
  const named = [
    oneOf(columns.key, any.keys),
    oneOf(columns.address, any.addresses),
    ...any.networks.map((range) => networkSql(columns.address, range)),
    oneOf(
      columns.principal,
      any.principals.filter((name) => !name.endsWith('*')),
    ),
    ...any.principals
      .filter((name) => name.endsWith('*'))
      .map((name) => `starts_with(${columns.principal}, ${quote(name.slice(0, -1))})`),
    oneOf(columns.user, any.users),
    oneOf(columns.issuer, any.roles),
    ...any.roles.map((role) => `strpos(${columns.principal}, ${quote(`:assumed-role/${role}/`)}) > 0`),
    oneOf(columns.caller, any.callers),
    oneOf(columns.aboutUser, any.aboutUsers),
    oneOf(columns.aboutRole, any.aboutRoles),
    oneOf(columns.event, any.events),
    oneOf(columns.sharedEvent, any.events),
    ...any.mentions.map((value) => columns.mention(value, quote)),
  ].filter((part) => part !== undefined)
  const accounts = within.accounts && oneOf(accountSql(columns), within.accounts)
  // A record without a Region is in the Region ''.
  const region = within.regions?.includes('') ? `coalesce(${columns.region}, '')` : columns.region
  const regions = within.regions && oneOf(region, within.regions)
  return [
    named.length > 0 ? `(${named.join(' OR ')})` : 'FALSE',
    ...(within.from === undefined ? [] : [`${columns.time} >= ${quote(within.from)}`]),
    ...(within.to === undefined ? [] : [`coalesce(${columns.time}, '') < ${quote(within.to)}`]),
    ...(within.accounts ? [accounts ?? 'FALSE'] : []),
    ...(within.regions ? [regions ?? 'FALSE'] : []),
  ].join(' AND ')
}

/** The account that an event belongs to, as `filterTest` takes it. */
export const accountSql = ({ recipient, caller }: Pick<Columns, 'recipient' | 'caller'>): string =>
  `coalesce(nullif(${recipient}, ''), ${caller}, '')`

const oneOf = (column: string, values: readonly string[]): string | undefined =>
  values.length === 0
    ? undefined
    : values.length === 1
      ? `${column} = ${quote(values[0] as string)}`
      : `${column} IN (${values.map(quote).join(', ')})`

/**
 * A text as a literal of standard SQL: only a quote has a meaning in it, and is doubled. A NUL would end the statement in
 * DuckDB's interface, and is not allowed by Athena's; half a surrogate pair has no UTF-8.
 */
export const quote = (text: string): string => {
  const pieces = text
    .toWellFormed()
    .split('\0')
    .map((piece) => `'${piece.replaceAll("'", "''")}'`)
  return pieces.length === 1 ? (pieces[0] as string) : `(${pieces.join(' || chr(0) || ')})`
}

/**
 * Addresses are texts there: those with the whole octets of the range before them. IPv6 has many spellings, so every address
 * with a colon may lie in a range of IPv6, and one that ends as IPv4 does in a range of IPv4 (`::ffff:192.0.2.1`).
 */
const networkSql = (column: string, text: string): string | undefined => {
  const range = parseRange(text)
  if (!range) return undefined
  const anyV6 = `strpos(${column}, ':') > 0`
  if (range.bits === 128) return anyV6
  const octets = wholeOctets(range)
  if (octets.length === 0) return `${column} IS NOT NULL`
  const isAddress =
    octets.length === 4
      ? `${column} = ${quote(octets.join('.'))}`
      : `starts_with(${column}, ${quote(`${octets.join('.')}.`)})`
  return `${isAddress} OR ${anyV6}`
}

const wholeOctets = ({ value, length }: Range): readonly string[] => {
  const whole = Math.floor(length / 8)
  const bits = value >> BigInt(length - whole * 8)
  return Array.from({ length: whole }, (_, index) => String((bits >> BigInt(8 * (whole - 1 - index))) & 255n))
}
