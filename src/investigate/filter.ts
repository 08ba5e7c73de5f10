/** A Filter, asked of records in memory: what every engine's answer is tested against. */
import type { Filter } from '../core/event-query.ts'
import { child, isObject, type Json, type JsonObject, own, text } from '../core/json.ts'
import { networkTest } from './networks.ts'

export const NOTHING: Filter = {
  any: {
    keys: [],
    addresses: [],
    networks: [],
    principals: [],
    users: [],
    roles: [],
    callers: [],
    aboutUsers: [],
    aboutRoles: [],
    events: [],
    mentions: [],
  },
  within: {},
}

/** Whether the filter names nothing: then no record matches. */
export const isEmpty = ({ any }: Filter): boolean => Object.values(any).every((list) => list.length === 0)

/** Compiled once, asked of each record; never throws. */
export const filterTest = (filter: Filter): ((record: JsonObject) => boolean) => {
  const { any, within } = filter
  const keys = new Set(any.keys)
  const addresses = new Set(any.addresses)
  const isInNetwork = networkTest(any.networks)
  const principals = new Set(any.principals.filter((name) => !name.endsWith('*')))
  const beginnings = any.principals.filter((name) => name.endsWith('*')).map((name) => name.slice(0, -1))
  const users = new Set(any.users)
  const roles = new Set(any.roles)
  const callers = new Set(any.callers)
  const aboutUsers = new Set(any.aboutUsers)
  const aboutRoles = new Set(any.aboutRoles)
  const events = new Set(any.events)
  const accounts = within.accounts && new Set(within.accounts)
  const regions = within.regions && new Set(within.regions)
  return (record) => {
    const identity = child(record, 'userIdentity')
    const time = text(record, 'eventTime') ?? ''
    if (within.from !== undefined && time < within.from) return false
    if (within.to !== undefined && time >= within.to) return false
    if (accounts && !accounts.has(text(record, 'recipientAccountId') ?? text(identity, 'accountId') ?? '')) return false
    if (regions && !regions.has(text(record, 'awsRegion') ?? '')) return false
    const request = child(record, 'requestParameters')
    const has = (set: ReadonlySet<string>, value: string | undefined): boolean => value !== undefined && set.has(value)
    const address = text(record, 'sourceIPAddress')
    const arn = text(identity, 'arn')
    return (
      has(keys, text(identity, 'accessKeyId')) ||
      has(addresses, address) ||
      (address !== undefined && isInNetwork(address)) ||
      has(principals, arn) ||
      (arn !== undefined && beginnings.some((beginning) => arn.startsWith(beginning))) ||
      has(users, text(identity, 'userName')) ||
      (roles.size > 0 && has(roles, roleOf(identity))) ||
      has(callers, text(identity, 'accountId')) ||
      (aboutUsers.size > 0 && has(aboutUsers, text(request, 'userName'))) ||
      (aboutRoles.size > 0 && has(aboutRoles, text(request, 'roleName'))) ||
      has(events, text(record, 'eventID')) ||
      has(events, text(record, 'sharedEventID')) ||
      (any.mentions.length > 0 && mentionsAny(record, any.mentions))
    )
  }
}

/** The role behind a session, without its path. */
export const roleOf = (identity: JsonObject | undefined): string | undefined => {
  const issuer = child(child(identity, 'sessionContext'), 'sessionIssuer')
  const named = text(issuer, 'userName')
  if (named !== undefined) return named
  return /^arn:[^:]*:sts::\d*:assumed-role\/([^/]+)\//.exec(text(identity, 'arn')?.slice(0, 2048) ?? '')?.[1]
}

const WORD = /[\w-]/

/** Whether the value stands in the text with no letter, digit, `-` or `_` at either side. */
export const holdsWord = (where: string, value: string): boolean => {
  for (let at = where.indexOf(value); at !== -1; at = where.indexOf(value, at + 1)) {
    if (!WORD.test(where[at - 1] ?? ' ') && !WORD.test(where[at + value.length] ?? ' ')) return true
  }
  return false
}

/** Whether some text of the record holds the value as a word. */
export const holdsText = (record: JsonObject, value: string): boolean => mentionsAny(record, [value])

/** Records nest as deep as the reader lets them; texts are looked at with a stack of our own. */
const mentionsAny = (record: JsonObject, values: readonly string[]): boolean => {
  const open: Json[] = [record]
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value === 'string') {
      const where = value
      if (values.some((wanted) => holdsWord(where, wanted))) return true
    } else if (Array.isArray(value)) open.push(...(value as readonly Json[]))
    else if (isObject(value)) for (const key of Object.keys(value)) open.push(own(value, key) as Json)
  }
  return false
}
