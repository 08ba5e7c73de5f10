/** Keeps every record that was fetched once, whatever the order and however often it came, and finds it again by its ties. */
import type { Event } from '../../core/event.ts'
import { errorOf } from '../../core/failure.ts'
import { child, own, text } from '../../core/json.ts'
import { callerNames, groupOf, isServiceAddress, type Links, linksOf, sessionsIn, stackRoleOf } from './links.ts'
import { lastName } from './names.ts'

export interface LogEntry extends Links {
  readonly id: string
  readonly file: string
}

export interface Ledger {
  add(event: Event, file: string): void
  /** In event time. */
  all(): readonly LogEntry[]
  readonly byKey: ReadonlyMap<string, readonly LogEntry[]>
  readonly byAddress: ReadonlyMap<string, readonly LogEntry[]>
  readonly byArn: ReadonlyMap<string, readonly LogEntry[]>
  /** By the ARN of what is behind a session. */
  readonly byBehind: ReadonlyMap<string, readonly LogEntry[]>
  /** By what the ARNs of all sessions of a role begin with. */
  readonly bySessions: ReadonlyMap<string, readonly LogEntry[]>
  /** By a key that was handed out. */
  readonly byIssued: ReadonlyMap<string, readonly LogEntry[]>
  /** By a user's or role's ARN, by the name of a session that was made possible. */
  readonly byMade: ReadonlyMap<string, readonly LogEntry[]>
  readonly byAssumed: ReadonlyMap<string, readonly LogEntry[]>
  /** By the role that was assumed and a name of who assumed it, as `trustOf` writes it. */
  readonly byTrust: ReadonlyMap<string, readonly LogEntry[]>
  /** The same -> when the role was first assumed so. */
  readonly firstAssumed: ReadonlyMap<string, string>
  /** By the role, as `changedName` writes it: what set its trust policy. */
  readonly byTrustPolicy: ReadonlyMap<string, readonly LogEntry[]>
  /** By the user or role that somebody worked on, as `changedName` writes it. */
  readonly byChanged: ReadonlyMap<string, readonly LogEntry[]>
  /** By the Auto Scaling group that it is about, as `groupName` writes it. */
  readonly byGroup: ReadonlyMap<string, readonly LogEntry[]>
  /** By the ARN of the role that CloudFormation was given. */
  readonly byStacks: ReadonlyMap<string, readonly LogEntry[]>
  readonly bySharedId: ReadonlyMap<string, readonly LogEntry[]>
  readonly byId: ReadonlyMap<string, LogEntry>
  /** From where a key was used. */
  addressesOf(key: string): ReadonlySet<string>
  /** What was done with a key, but for what AWS did for its caller. */
  ownCallsOf(key: string): readonly LogEntry[]
  loginsOf(arn: string): Logins
  /** The first call with each key of an identity. */
  firstsOf(arn: string): readonly LogEntry[]
  /** Who called from an address, each once, in order of the first call. */
  callersAt(address: string): readonly Caller[]
}

/** Sign-ins to the console, and the links made for them. */
export interface Logins {
  readonly links: readonly LogEntry[]
  readonly succeeded: readonly LogEntry[]
  /** Address -> the time of the first, successful or not. */
  readonly firstAt: ReadonlyMap<string, string>
}

export interface Caller {
  readonly entry: LogEntry
  readonly first: string
  readonly last: string
}

type Index = Map<string, LogEntry[]>

/** Records without an id are the same when all of this is. */
const idOf = (event: Event): string =>
  event.id !== ''
    ? event.id
    : [event.time, event.source, event.name, event.sourceIp, event.principal.arn, text(event.raw, 'requestID')].join(
        '|',
      )

export const createLedger = (): Ledger => {
  const byId = new Map<string, LogEntry>()
  const sharedIds: Index = new Map()
  const indexes = {
    byKey: new Map() as Index,
    byAddress: new Map() as Index,
    byArn: new Map() as Index,
    byBehind: new Map() as Index,
    bySessions: new Map() as Index,
    byIssued: new Map() as Index,
    byMade: new Map() as Index,
    byAssumed: new Map() as Index,
    byTrust: new Map() as Index,
    byTrustPolicy: new Map() as Index,
    byGroup: new Map() as Index,
    byStacks: new Map() as Index,
    byChanged: new Map() as Index,
  }
  const firstAssumed = new Map<string, string>()
  const addresses = new Map<string, ReadonlySet<string>>()
  const ownCalls = new Map<string, readonly LogEntry[]>()
  const callers = new Map<string, readonly Caller[]>()
  const logins = new Map<string, Logins>()
  const firsts = new Map<string, readonly LogEntry[]>()
  let sorted: readonly LogEntry[] | undefined
  const put = (index: Index, key: string | undefined, entry: LogEntry): void => {
    if (key === undefined || key === '') return
    const list = index.get(key)
    if (list) list.push(entry)
    else index.set(key, [entry])
  }
  /** Indexes are made anew once all of a round is there, in event time, so that nothing depends on the order of arrival. */
  const order = (): readonly LogEntry[] => {
    if (sorted) return sorted
    sorted = [...byId.values()].sort(byTime)
    for (const index of [
      ...Object.values(indexes),
      sharedIds,
      firstAssumed,
      addresses,
      ownCalls,
      callers,
      logins,
      firsts,
    ])
      index.clear()
    for (const entry of sorted) {
      put(indexes.byKey, entry.key, entry)
      put(indexes.byAddress, entry.address, entry)
      put(indexes.byArn, entry.arn, entry)
      put(indexes.byBehind, entry.behind, entry)
      put(indexes.bySessions, sessionsIn(entry.arn), entry)
      for (const { key } of entry.issued) put(indexes.byIssued, key, entry)
      for (const { value } of entry.made) put(indexes.byMade, value, entry)
      put(indexes.byAssumed, entry.assumes, entry)
      for (const trust of trustsOf(entry)) {
        put(indexes.byTrust, trust, entry)
        if (entry.event.errorCode === undefined && !firstAssumed.has(trust)) firstAssumed.set(trust, entry.event.time)
      }
      for (const name of changedBy(entry)) {
        put(indexes.byChanged, name, entry)
        if (setsTrust(entry)) put(indexes.byTrustPolicy, name, entry)
      }
      const group = groupOf(entry)
      if (group !== undefined) put(indexes.byGroup, groupName(entry.event, group), entry)
      put(indexes.byStacks, stackRoleOf(entry), entry)
      put(sharedIds, text(entry.event.raw, 'sharedEventID'), entry)
    }
    return sorted
  }
  return {
    add: (event, file) => {
      const id = idOf(event)
      const known = byId.get(id)
      // A record may be in several files: the name of the file decides, not which came first.
      if (known && known.file <= file) return
      byId.set(id, { ...linksOf(event), id, file })
      sorted = undefined
    },
    all: order,
    byId,
    bySharedId: sharedIds,
    firstAssumed,
    addressesOf: (key) =>
      once(addresses, key, () => new Set((indexes.byKey.get(key) ?? []).map(({ address }) => address))),
    ownCallsOf: (key) =>
      once(ownCalls, key, () => (indexes.byKey.get(key) ?? []).filter(({ address }) => !isServiceAddress(address))),
    loginsOf: (arn) => once(logins, arn, () => loginsAmong(indexes.byArn.get(arn) ?? [])),
    firstsOf: (arn) =>
      once(firsts, arn, () => {
        const keys = new Set<string | undefined>()
        return (indexes.byArn.get(arn) ?? []).filter(({ key }) => !keys.has(key) && keys.add(key))
      }),
    callersAt: (address) => once(callers, address, () => callersOf(indexes.byAddress.get(address) ?? [])),
    ...indexes,
  }
}

const once = <Value>(known: Map<string, Value>, key: string, make: () => Value): Value => {
  const before = known.get(key)
  if (before !== undefined) return before
  const value = make()
  known.set(key, value)
  return value
}

/**
 * A role and one of the principals that its trust policy may name. A role's name is its own within its account, whatever the
 * path ("IAM identifiers").
 */
export const trustOf = (account: string, role: string, principal: string): string => `${account} ${role} ${principal}`

const trustsOf = (entry: Links): readonly string[] => {
  const [, , , , account = ''] = entry.assumes?.split(':', 5) ?? []
  if (entry.assumes === undefined || entry.byService) return []
  const role = lastName(entry.assumes)
  return [...callerNames(entry)].map((principal) => trustOf(account, role, principal))
}

const setsTrust = ({ event }: Links): boolean =>
  event.errorCode === undefined && (event.name === 'UpdateAssumeRolePolicy' || event.name === 'CreateRole')

export const changedName = (account: string, isRole: boolean, name: string): string =>
  `${account} ${isRole ? 'role' : 'user'} ${name}`

/** A group's name is its own within its account and Region ("CreateAutoScalingGroup"). */
export const groupName = ({ accountId, region }: Event, group: string): string =>
  `${accountId} ${region} group ${group}`

export const changedFunction = (account: string, name: string): string => `${account} function ${name}`

const changedBy = ({ event, byService }: LogEntry): readonly string[] => {
  if (event.source === 'lambda.amazonaws.com') {
    // What a function runs, and as whom; it may be asked for by its ARN.
    const name = text(child(event.raw, 'requestParameters'), 'functionName')
    const isChange =
      event.errorCode === undefined && /^(?:Create|Update)Function(?:Code|Configuration)?\d/.test(event.name)
    return name === undefined || !isChange ? [] : [changedFunction(event.accountId, name.replace(/^.*:function:/s, ''))]
  }
  if (byService || event.source !== 'iam.amazonaws.com' || own(event.raw, 'readOnly') === true) return []
  const request = child(event.raw, 'requestParameters')
  const [user, role] = [text(request, 'userName'), text(request, 'roleName')]
  return [
    ...(user === undefined ? [] : [changedName(event.accountId, false, user)]),
    ...(role === undefined ? [] : [changedName(event.accountId, true, role)]),
  ]
}

const loginsAmong = (events: readonly LogEntry[]): Logins => {
  const all = events.filter(({ event }) => event.name === 'ConsoleLogin')
  const firstAt = new Map<string, string>()
  for (const { address, event } of all) if (!firstAt.has(address)) firstAt.set(address, event.time)
  const links = events.filter(({ event }) => event.name === 'GetSigninToken' && event.errorCode === undefined)
  return { links, succeeded: all.filter(({ event }) => errorOf(event) === undefined), firstAt }
}

const callersOf = (events: readonly LogEntry[]): readonly Caller[] => {
  const callers = new Map<string, { readonly entry: LogEntry; readonly first: string; last: string }>()
  for (const entry of events) {
    // Somebody without any identity shows nothing.
    if (entry.byService || (entry.arn === undefined && entry.key === undefined)) continue
    const { time, principal } = entry.event
    const who = JSON.stringify([entry.arn, entry.key, entry.behind, entry.arn === undefined ? principal.name : ''])
    const caller = callers.get(who)
    if (caller) caller.last = time
    else callers.set(who, { entry, first: time, last: time })
  }
  return [...callers.values()]
}

/** How many of them, in event time, hold what holds for the first of them only. */
const countWhile = (events: readonly LogEntry[], holds: (time: string) => boolean): number => {
  let low = 0
  let high = events.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds((events[middle] as LogEntry).event.time)) low = middle + 1
    else high = middle
  }
  return low
}
export const countBefore = (events: readonly LogEntry[], time: string): number => countWhile(events, (at) => at < time)
export const countUntil = (events: readonly LogEntry[], time: string): number => countWhile(events, (at) => at <= time)

const byTime = (a: LogEntry, b: LogEntry): number =>
  a.event.time < b.event.time ? -1 : a.event.time > b.event.time ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0
