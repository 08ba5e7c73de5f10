/** Keeps every record that was fetched once, whatever the order and however often it came, and finds it again by its ties. */
import type { Event } from '../core/event.ts'
import { text } from '../core/json.ts'
import { isServiceAddress, type Links, linksOf } from './links.ts'

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
  /** By a key that was handed out. */
  readonly byIssued: ReadonlyMap<string, readonly Kept[]>
  /** By a user's or role's ARN, by the name of a session that was made possible. */
  readonly byMade: ReadonlyMap<string, readonly Kept[]>
  readonly byAssumed: ReadonlyMap<string, readonly Kept[]>
  readonly bySharedId: ReadonlyMap<string, readonly Kept[]>
  readonly byId: ReadonlyMap<string, Kept>
  /** From where a key was used, but for AWS's own addresses. */
  addressesOf(key: string): readonly string[]
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
    byIssued: new Map() as Index,
    byMade: new Map() as Index,
    byAssumed: new Map() as Index,
  }
  const addresses = new Map<string, readonly string[]>()
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
    for (const index of [...Object.values(indexes), sharedIds, addresses]) index.clear()
    for (const kept of sorted) {
      put(indexes.byKey, kept.key, kept)
      put(indexes.byAddress, kept.address, kept)
      put(indexes.byArn, kept.arn, kept)
      put(indexes.byBehind, kept.behind, kept)
      for (const { key } of kept.issued) put(indexes.byIssued, key, kept)
      for (const { value } of kept.made) put(indexes.byMade, value, kept)
      put(indexes.byAssumed, kept.assumes, kept)
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
    addressesOf: (key) => {
      const known = addresses.get(key)
      if (known) return known
      const used = new Set((indexes.byKey.get(key) ?? []).map(({ address }) => address))
      const found = [...used].filter((address) => !isServiceAddress(address))
      addresses.set(key, found)
      return found
    },
    ...indexes,
  }
}

const byTime = (a: Kept, b: Kept): number =>
  a.event.time < b.event.time ? -1 : a.event.time > b.event.time ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0
