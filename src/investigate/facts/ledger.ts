/** Keeps every record that was fetched once, whatever the order and however often it came, and finds it again by its ties. */
import type { Event } from '../../core/event.ts'
import { errorOf } from '../../core/failure.ts'
import { child, own, text } from '../../core/json.ts'
import { groupOf, isServiceAddress, type Links, linksOf, sessionsIn, stackRoleOf, takerNames } from './links.ts'
import { lastName } from './names.ts'

export interface Kept extends Links {
  readonly id: string
  readonly file: string
}

export interface Ledger {
  add(event: Event, file: string): void
  /** In event time. */
  all(): readonly Kept[]
  readonly byKey: ReadonlyMap<string, readonly Kept[]>
  readonly byAddress: ReadonlyMap<string, readonly Kept[]>
  readonly byArn: ReadonlyMap<string, readonly Kept[]>
  /** By the ARN of what is behind a session. */
  readonly byBehind: ReadonlyMap<string, readonly Kept[]>
  /** By what the ARNs of all sessions of a role begin with. */
  readonly bySessions: ReadonlyMap<string, readonly Kept[]>
  /** By a key that was handed out. */
  readonly byIssued: ReadonlyMap<string, readonly Kept[]>
  /** By a user's or role's ARN, by the name of a session that was made possible. */
  readonly byMade: ReadonlyMap<string, readonly Kept[]>
  readonly byAssumed: ReadonlyMap<string, readonly Kept[]>
  /** By the role that was taken and a name of who took it, as `doorOf` writes it. */
  readonly byDoor: ReadonlyMap<string, readonly Kept[]>
  /** The same -> when the role was first taken so. */
  readonly firstTaken: ReadonlyMap<string, string>
  /** By the role, as `changedName` writes it: what set its trust policy. */
  readonly byTrust: ReadonlyMap<string, readonly Kept[]>
  /** By the user or role that somebody worked on, as `changedName` writes it. */
  readonly byChanged: ReadonlyMap<string, readonly Kept[]>
  /** By the Auto Scaling group that it is about, as `groupName` writes it. */
  readonly byGroup: ReadonlyMap<string, readonly Kept[]>
  /** By the ARN of the role that CloudFormation was given. */
  readonly byStacks: ReadonlyMap<string, readonly Kept[]>
  readonly bySharedId: ReadonlyMap<string, readonly Kept[]>
  readonly byId: ReadonlyMap<string, Kept>
  /** From where a key was used. */
  addressesOf(key: string): ReadonlySet<string>
  /** What was done with a key, but for what AWS did for its caller. */
  ownCallsOf(key: string): readonly Kept[]
  loginsOf(arn: string): Logins
  /** The first call with each key of an identity. */
  firstsOf(arn: string): readonly Kept[]
  /** Who called from an address, each once, in order of the first call. */
  callersAt(address: string): readonly Caller[]
}

/** Sign-ins to the console, and the links made for them. */
export interface Logins {
  readonly links: readonly Kept[]
  readonly succeeded: readonly Kept[]
  /** Address -> the time of the first, successful or not. */
  readonly firstAt: ReadonlyMap<string, string>
}

export interface Caller {
  readonly kept: Kept
  readonly first: string
  readonly last: string
}

type Index = Map<string, Kept[]>

/** Records without an id are the same when all of this is. */
const idOf = (event: Event): string =>
  event.id !== ''
    ? event.id
    : [event.time, event.source, event.name, event.sourceIp, event.principal.arn, text(event.raw, 'requestID')].join(
        '|',
      )

export const createLedger = (): Ledger => {
  const byId = new Map<string, Kept>()
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
    byDoor: new Map() as Index,
    byTrust: new Map() as Index,
    byGroup: new Map() as Index,
    byStacks: new Map() as Index,
    byChanged: new Map() as Index,
  }
  const firstTaken = new Map<string, string>()
  const addresses = new Map<string, ReadonlySet<string>>()
  const ownCalls = new Map<string, readonly Kept[]>()
  const callers = new Map<string, readonly Caller[]>()
  const logins = new Map<string, Logins>()
  const firsts = new Map<string, readonly Kept[]>()
  let sorted: readonly Kept[] | undefined
  const put = (index: Index, key: string | undefined, kept: Kept): void => {
    if (key === undefined || key === '') return
    const list = index.get(key)
    if (list) list.push(kept)
    else index.set(key, [kept])
  }
  /** Indexes are made anew once all of a round is there, in event time, so that nothing depends on the order of arrival. */
  const order = (): readonly Kept[] => {
    if (sorted) return sorted
    sorted = [...byId.values()].sort(byTime)
    for (const index of [
      ...Object.values(indexes),
      sharedIds,
      firstTaken,
      addresses,
      ownCalls,
      callers,
      logins,
      firsts,
    ])
      index.clear()
    for (const kept of sorted) {
      put(indexes.byKey, kept.key, kept)
      put(indexes.byAddress, kept.address, kept)
      put(indexes.byArn, kept.arn, kept)
      put(indexes.byBehind, kept.behind, kept)
      put(indexes.bySessions, sessionsIn(kept.arn), kept)
      for (const { key } of kept.issued) put(indexes.byIssued, key, kept)
      for (const { value } of kept.made) put(indexes.byMade, value, kept)
      put(indexes.byAssumed, kept.assumes, kept)
      for (const door of doorsOf(kept)) {
        put(indexes.byDoor, door, kept)
        if (kept.event.errorCode === undefined && !firstTaken.has(door)) firstTaken.set(door, kept.event.time)
      }
      for (const name of changedBy(kept)) {
        put(indexes.byChanged, name, kept)
        if (isTrust(kept)) put(indexes.byTrust, name, kept)
      }
      const group = groupOf(kept)
      if (group !== undefined) put(indexes.byGroup, groupName(kept.event, group), kept)
      put(indexes.byStacks, stackRoleOf(kept), kept)
      put(sharedIds, text(kept.event.raw, 'sharedEventID'), kept)
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
    firstTaken,
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

/** A role's name is its own within its account, whatever the path ("IAM identifiers"). */
export const doorOf = (account: string, role: string, taker: string): string => `${account} ${role} ${taker}`

const doorsOf = (kept: Links): readonly string[] => {
  const [, , , , account = ''] = kept.assumes?.split(':', 5) ?? []
  if (kept.assumes === undefined || kept.byService) return []
  const role = lastName(kept.assumes)
  return [...takerNames(kept)].map((taker) => doorOf(account, role, taker))
}

const isTrust = ({ event }: Links): boolean =>
  event.errorCode === undefined && (event.name === 'UpdateAssumeRolePolicy' || event.name === 'CreateRole')

export const changedName = (account: string, isRole: boolean, name: string): string =>
  `${account} ${isRole ? 'role' : 'user'} ${name}`

/** A group's name is its own within its account and Region ("CreateAutoScalingGroup"). */
export const groupName = ({ accountId, region }: Event, group: string): string =>
  `${accountId} ${region} group ${group}`

export const changedFunction = (account: string, name: string): string => `${account} function ${name}`

const changedBy = ({ event, byService }: Kept): readonly string[] => {
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

const loginsAmong = (events: readonly Kept[]): Logins => {
  const all = events.filter(({ event }) => event.name === 'ConsoleLogin')
  const firstAt = new Map<string, string>()
  for (const { address, event } of all) if (!firstAt.has(address)) firstAt.set(address, event.time)
  const links = events.filter(({ event }) => event.name === 'GetSigninToken' && event.errorCode === undefined)
  return { links, succeeded: all.filter(({ event }) => errorOf(event) === undefined), firstAt }
}

const callersOf = (events: readonly Kept[]): readonly Caller[] => {
  const callers = new Map<string, { readonly kept: Kept; readonly first: string; last: string }>()
  for (const kept of events) {
    // Somebody without any identity shows nothing.
    if (kept.byService || (kept.arn === undefined && kept.key === undefined)) continue
    const { time, principal } = kept.event
    const who = JSON.stringify([kept.arn, kept.key, kept.behind, kept.arn === undefined ? principal.name : ''])
    const caller = callers.get(who)
    if (caller) caller.last = time
    else callers.set(who, { kept, first: time, last: time })
  }
  return [...callers.values()]
}

/** How many of them, in event time, hold what holds for the first of them only. */
const countWhile = (events: readonly Kept[], holds: (time: string) => boolean): number => {
  let low = 0
  let high = events.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds((events[middle] as Kept).event.time)) low = middle + 1
    else high = middle
  }
  return low
}
export const countBefore = (events: readonly Kept[], time: string): number => countWhile(events, (at) => at < time)
export const countUntil = (events: readonly Kept[], time: string): number => countWhile(events, (at) => at <= time)

const byTime = (a: Kept, b: Kept): number =>
  a.event.time < b.event.time ? -1 : a.event.time > b.event.time ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0
