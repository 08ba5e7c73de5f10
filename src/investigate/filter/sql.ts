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
  /** Holds for every record with one of the values anywhere in a text. */
  readonly mentions: (values: readonly string[], quote: (text: string) => string) => string
}

/** The role of a session, as `roleOf` takes it. */
const SESSION = '^arn:[^:]*:sts::[0-9]*:assumed-role/([^/]+)/'

/**
 * Holds for every record that matches, and for few others: the caller tests each again. Nothing in a value ends its literal.
 * However many the values, the comparisons are few: Athena compiles some hundred ("Query exceeded maximum filters").
 */
export const filterSql = ({ any, within }: Filter, columns: Columns): string => {
  const named = [
    oneOf(columns.key, any.keys),
    oneOf(columns.address, any.addresses),
    ...networksSql(columns.address, any.networks),
    oneOf(
      columns.principal,
      any.principals.filter((name) => !name.endsWith('*')),
    ),
    ...beginsWithOne(
      columns.principal,
      any.principals.filter((name) => name.endsWith('*')).map((name) => name.slice(0, -1)),
    ),
    oneOf(columns.user, any.users),
    oneOf(columns.issuer, any.roles),
    oneOf(`regexp_extract(${columns.principal}, '${SESSION}', 1)`, any.roles),
    oneOf(columns.caller, any.callers),
    oneOf(columns.aboutUser, any.aboutUsers),
    oneOf(columns.aboutRole, any.aboutRoles),
    oneOf(columns.event, any.events),
    oneOf(columns.sharedEvent, any.events),
    any.mentions.length > 0 ? columns.mentions(any.mentions, quote) : undefined,
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

/** Longer beginnings are compared so far: then there are no more comparisons than this. */
const MAX_BEGINNING = 128

/** Those of one length are looked up together. Characters are code points, there as here. */
const beginsWithOne = (column: string, beginnings: readonly string[]): readonly string[] => {
  const byLength = new Map<number, Set<string>>()
  for (const beginning of beginnings) {
    const characters = [...beginning].slice(0, MAX_BEGINNING)
    const same = byLength.get(characters.length) ?? new Set()
    byLength.set(characters.length, same.add(characters.join('')))
  }
  return [...byLength].map(([length, same]) => {
    const [first = '', second] = same
    if (length === 0) return `${column} IS NOT NULL`
    if (second === undefined) return `starts_with(${column}, ${quote(first)})`
    return `substr(${column}, 1, ${length}) IN (${[...same].map(quote).join(', ')})`
  })
}

/**
 * Addresses are texts there: those with the whole octets of a range before them. IPv6 has many spellings, so every address
 * with a colon may lie in a range of IPv6, and one that ends as IPv4 does in a range of IPv4 (`::ffff:192.0.2.1`).
 */
const networksSql = (column: string, texts: readonly string[]): readonly string[] => {
  const ranges = texts.map(parseRange).filter((range) => range !== undefined)
  if (ranges.length === 0) return []
  const octets = ranges.filter(({ bits }) => bits === 32).map(wholeOctets)
  const addresses = oneOf(
    column,
    octets.filter((whole) => whole.length === 4).map((whole) => whole.join('.')),
  )
  return [
    `strpos(${column}, ':') > 0`,
    ...(addresses === undefined ? [] : [addresses]),
    ...beginsWithOne(
      column,
      octets.filter((whole) => whole.length < 4).map((whole) => whole.map((octet) => `${octet}.`).join('')),
    ),
  ]
}

const wholeOctets = ({ value, length }: Range): readonly string[] => {
  const whole = Math.floor(length / 8)
  const bits = value >> BigInt(length - whole * 8)
  return Array.from({ length: whole }, (_, index) => String((bits >> BigInt(8 * (whole - 1 - index))) & 255n))
}
