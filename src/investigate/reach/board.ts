/** What is known of a case while the rules run: its entities, where it stopped, and what has to be looked up. */
import type { Entity, EntityKind, Frontier } from '../../core/case.ts'
import type { Kept, Ledger } from '../facts/ledger.ts'
import { isKey, isPooled, isServiceAddress, plainAddress, sessionsOfRole } from '../facts/links.ts'
import { idOfEntity, kindOfArn, labelOf } from '../facts/names.ts'
import { isSessionOf } from '../facts/resource.ts'
import type { Compared } from '../owner-or-thief/habit.ts'
import { type Asked, newAsked, type ReachSettings } from './reach.ts'
import { sharedBy } from './sharing.ts'

export interface Rules extends ReachSettings {
  readonly followed: ReadonlySet<string>
  readonly inSeedNetwork: (address: string) => boolean
}

/** An entity of the case while it grows. */
export interface Node {
  readonly id: Entity['id']
  readonly kind: EntityKind
  readonly value: string
  readonly reason: string
  readonly proof: readonly string[]
  /** All that it did is in scope; else only what it did from addresses of the case. */
  readonly whole: boolean
}

export interface Board {
  readonly ledger: Ledger
  readonly rules: Rules
  readonly nodes: ReadonlyMap<string, Node>
  readonly frontier: ReadonlyMap<string, Frontier>
  readonly wanted: Asked
  readonly asked: Asked
  /** Key or identity -> the addresses from which it was the intruder's. */
  readonly parts: ReadonlyMap<string, ReadonlySet<string>>
  /** Events that are in scope by themselves -> the entity that brought them. */
  readonly single: ReadonlyMap<string, string>
  /** Names of sessions that a machine or task of the case calls with. */
  readonly machines: Set<string>
  /** Beginnings of ARNs that the seed asks for. */
  readonly wildcards: string[]
  /** Addresses of owners and of machines: what was done there is nobody else's. */
  readonly usual: Set<string>
  /** What a key or identity did, address by address; it does not change while the rules run. */
  readonly habits: Map<string, Habits>
  /** Addresses that were found shared in this pass: each next pass looks again. */
  readonly shared: Map<string, string>
  /** Shared ids of events whose twins are here. */
  readonly twins: Set<string>
  /** Role and account that it was opened to -> from where on its list of callers they are here. */
  readonly doors: Map<string, number>
  /** Entities that wait for their rules. */
  readonly work: string[]
  /** Something came to be known since it was last set to false. */
  changed: boolean

  follow(kind: EntityKind, value: string | undefined, whole: boolean, reason: string, proof: readonly string[]): void
  stop(kind: EntityKind, value: string, reason: string, proof: readonly string[], events?: number): void
  /** `waiting`: whether it is shared is known when its events are here. */
  followAddress(address: string, reason: string, proof: readonly string[]): 'followed' | 'stopped' | 'waiting'
  /** The caller of an event that belongs to the case. */
  followCaller(kept: Kept, reason: string): void
  /** The intruder was here with this key or identity. */
  partOf(id: string, address: string): void
  /** One event, and not all that its caller did. */
  bringIn(kept: Kept, because: string): void
  /** Whether a key was used from no other address than these. */
  isAllOurs(key: string, addresses: ReadonlySet<string> | undefined): boolean
  isForced(value: string): boolean
  /** The investigation starts with it. */
  isStart(node: Pick<Node, 'kind' | 'value'>): boolean
}

export interface Habits {
  readonly compared: Compared
  /** Address -> the first few events. */
  readonly proofs: ReadonlyMap<string, readonly string[]>
}

/** Proofs of one step: the first few events show it. */
export const PROOFS = 3
export const proofOf = (events: readonly Kept[]): readonly string[] => events.slice(0, PROOFS).map(({ id }) => id)

export const newBoard = (ledger: Ledger, rules: Rules, asked: Asked): Board => {
  const { seed } = rules
  const nodes = new Map<string, Node>()
  const frontier = new Map<string, Frontier>()
  const parts = new Map<string, Set<string>>()
  const single = new Map<string, string>()
  const covered = new Map<string, { readonly by: number; readonly all: boolean }>()
  const board: Board = {
    ledger,
    rules,
    nodes,
    frontier,
    wanted: newAsked(),
    asked,
    parts,
    single,
    machines: new Set(),
    wildcards: [],
    usual: new Set(),
    habits: new Map(),
    shared: new Map(),
    twins: new Set(),
    doors: new Map(),
    work: [],
    changed: false,

    follow: (kind, value, whole, reason, proof) => {
      if (value === undefined || value === '') return
      const id = idOfEntity(kind, value)
      const known = nodes.get(id)
      if (known && (known.whole || !whole)) return
      frontier.delete(id)
      nodes.set(id, { id, kind, value, whole, reason: known?.reason ?? reason, proof: known?.proof ?? proof })
      board.work.push(id)
      board.changed = true
    },
    stop: (kind, value, reason, proof, events) => {
      const id = idOfEntity(kind, value)
      if (nodes.has(id) || frontier.has(id)) return
      const entity = { id, kind, value, label: labelOf(kind, value) }
      frontier.set(id, { entity, reason, proof, events: events ?? null })
    },
    followAddress: (address, reason, proof) => {
      if (isServiceAddress(address)) return 'stopped'
      if (nodes.has(idOfEntity('address', address))) return 'followed'
      const plain = plainAddress(address)
      if (!board.isForced(plain)) {
        const network = rules.network(plain)
        if (network === undefined) board.wanted.addresses.add(plain)
        if (network === undefined && !asked.addresses.has(plain)) return 'waiting'
        const sharing =
          network === undefined
            ? (board.shared.get(address) ?? sharedBy(board, address, true))
            : `it belongs to ${network}: others use it too`
        if (sharing !== undefined) {
          board.shared.set(address, sharing)
          board.stop('address', address, sharing, proof)
          return 'stopped'
        }
      }
      board.follow('address', address, true, reason, proof)
      return 'followed'
    },
    followCaller: (kept, reason) => {
      if (kept.byService) return
      // A service calls from one address for everybody.
      const isOfService = isServiceAddress(kept.address)
      const identity = kept.arn === undefined ? undefined : idOfEntity(kindOfArn(kept.arn), kept.arn)
      const key = kept.key !== undefined && isKey(kept.key) ? kept.key : undefined
      board.bringIn(
        kept,
        key === undefined ? (identity ?? idOfEntity('address', kept.address)) : idOfEntity('key', key),
      )
      if (key !== undefined) {
        if (!isOfService) board.partOf(idOfEntity('key', key), kept.address)
        board.follow('key', key, false, reason, [kept.id])
      }
      if (identity !== undefined && !isOfService) board.partOf(identity, kept.address)
      if (!isPooled(kept)) board.followAddress(kept.address, reason, [kept.id])
    },
    partOf: (id, address) => {
      const addresses = parts.get(id) ?? new Set()
      parts.set(id, addresses)
      if (addresses.has(address)) return
      addresses.add(address)
      board.changed = true
    },
    bringIn: (kept, because) => {
      if (single.has(kept.id)) return
      single.set(kept.id, because)
      board.changed = true
    },
    isAllOurs: (key, addresses) => {
      const by = addresses?.size ?? 0
      const known = covered.get(key)
      if (known && (known.all || known.by === by)) return known.all
      const all = [...ledger.addressesOf(key)].every((one) => isServiceAddress(one) || addresses?.has(one))
      covered.set(key, { by, all })
      return all
    },
    isForced: (value) => rules.followed.has(value) || rules.followed.has(plainAddress(value)),
    isStart: ({ kind, value }) =>
      (kind === seed.kind && value === seed.value) ||
      board.isForced(value) ||
      (kind === 'session' && seed.kind === 'resource' && isSessionOf(value, seed.value)),
  }
  return board
}

/** Everything that was fetched of what an entity did. */
export const eventsOf = (ledger: Ledger, { kind, value }: Pick<Node, 'kind' | 'value'>): readonly Kept[] => {
  if (kind === 'key') return ledger.byKey.get(value) ?? []
  if (kind === 'address') return ledger.byAddress.get(value) ?? []
  if (kind !== 'role') return ledger.byArn.get(value) ?? []
  return ledger.byBehind.get(value) ?? ledger.bySessions.get(sessionsOfRole(value) ?? '') ?? []
}

export const groupBy = (
  events: readonly Kept[],
  keyOf: (kept: Kept) => string | undefined,
): ReadonlyMap<string, readonly Kept[]> => {
  const groups = new Map<string, Kept[]>()
  for (const kept of events) {
    const key = keyOf(kept)
    if (key === undefined || key === '') continue
    const list = groups.get(key)
    if (list) list.push(kept)
    else groups.set(key, [kept])
  }
  return groups
}
