/** A Filter, asked of records in memory: what every engine's answer is tested against. */
import type { Filter } from '../../core/event-query.ts'
import { child, isObject, type Json, type JsonObject, own, text } from '../../core/json.ts'
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
  const beginsWithAny = beginningTest(
    any.principals.filter((name) => name.endsWith('*')).map((name) => name.slice(0, -1)),
  )
  const users = new Set(any.users)
  const roles = new Set(any.roles)
  const callers = new Set(any.callers)
  const aboutUsers = new Set(any.aboutUsers)
  const aboutRoles = new Set(any.aboutRoles)
  const events = new Set(any.events)
  const mentionsAny = mentionTest(any.mentions)
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
      (arn !== undefined && beginsWithAny(arn)) ||
      has(users, text(identity, 'userName')) ||
      (roles.size > 0 && has(roles, roleOf(identity))) ||
      has(callers, text(identity, 'accountId')) ||
      (aboutUsers.size > 0 && has(aboutUsers, text(request, 'userName'))) ||
      (aboutRoles.size > 0 && has(aboutRoles, text(request, 'roleName'))) ||
      has(events, text(record, 'eventID')) ||
      has(events, text(record, 'sharedEventID')) ||
      (any.mentions.length > 0 && mentionsAny(record))
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

/** Whether a text begins with one of some: with thousands of them, a look at two is enough. */
const beginningTest = (beginnings: readonly string[]): ((text: string) => boolean) => {
  // None begins with another: then only the last that sorts before the text can begin it.
  const sorted: string[] = []
  for (const beginning of [...beginnings].sort()) {
    const before = sorted.at(-1)
    if (before === undefined || !beginning.startsWith(before)) sorted.push(beginning)
  }
  return (text) => {
    let low = 0
    let high = sorted.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sorted[middle] as string) <= text) low = middle + 1
      else high = middle
    }
    const before = sorted[low - 1]
    return before !== undefined && text.startsWith(before)
  }
}

const WORD = /[\w-]/
const WORDS = /[\w-]+/g

const standsAlone = (where: string, at: number, length: number): boolean =>
  !WORD.test(where[at - 1] ?? ' ') && !WORD.test(where[at + length] ?? ' ')

/** Whether the value stands in the text with no letter, digit, `-` or `_` at either side. */
export const holdsWord = (where: string, value: string): boolean => {
  for (let at = where.indexOf(value); at !== -1; at = where.indexOf(value, at + 1))
    if (standsAlone(where, at, value.length)) return true
  return false
}

/** Whether some text of the record holds the value as a word. */
export const holdsText = (record: JsonObject, value: string): boolean => mentionTest([value])(record)

/** Ids of the record itself: they name no entity. */
const OWN_IDS = new Set(['eventID', 'sharedEventID', 'requestID'])
export const isOwnId = (key: string): boolean => OWN_IDS.has(key)

/** A few values are searched for one by one; many by their last words, which a text can only hold as words of its own. */
const FEW = 4

const textTest = (values: readonly string[]): ((text: string) => boolean) => {
  if (values.length <= FEW) return (text) => values.some((value) => holdsWord(text, value))
  const byWord = new Map<string, { readonly value: string; readonly at: number }[]>()
  const wordless: string[] = []
  for (const value of values) {
    const last = [...value.matchAll(WORDS)].at(-1)
    const list = last && byWord.get(last[0])
    if (!last) wordless.push(value)
    else if (list) list.push({ value, at: last.index })
    else byWord.set(last[0], [{ value, at: last.index }])
  }
  return (text) => {
    for (const { 0: word, index } of text.matchAll(WORDS))
      for (const { value, at } of byWord.get(word) ?? [])
        if (text.startsWith(value, index - at) && index >= at && standsAlone(text, index - at, value.length))
          return true
    return wordless.some((value) => holdsWord(text, value))
  }
}

/** For whom credentials were made ("CloudTrail userIdentity element"): it says who called, not what was called about. */
const CALLER_SCOPE = 'inScopeOf'

/** Records nest as deep as the reader lets them; texts are looked at with a stack of our own. */
const mentionTest = (values: readonly string[]): ((record: JsonObject) => boolean) => {
  const holds = textTest(values)
  return (record) => {
    const open: Json[] = []
    for (const key of Object.keys(record))
      if (key !== 'userIdentity' && !isOwnId(key)) open.push(own(record, key) as Json)
    const identity = own(record, 'userIdentity') ?? null
    if (!isObject(identity)) open.push(identity)
    else for (const key of Object.keys(identity)) if (key !== CALLER_SCOPE) open.push(own(identity, key) as Json)
    while (open.length > 0) {
      const value = open.pop() as Json
      if (typeof value === 'string') {
        if (holds(value)) return true
      } else if (Array.isArray(value)) for (const item of value as readonly Json[]) open.push(item)
      else if (isObject(value)) for (const key of Object.keys(value)) open.push(own(value, key) as Json)
    }
    return false
  }
}
