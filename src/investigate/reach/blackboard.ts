/** What is known of a case while the rules run: its entities, where it stopped, and what has to be looked up. */
import type { Entity, EntityKind, Frontier } from '../../core/case.ts'
import type { Ledger, LogEntry } from '../facts/ledger.ts'
import { sessionsOfRole } from '../facts/links.ts'
import type { Compared } from '../owner-or-intruder/habit.ts'
import type { Asked } from './asked.ts'
import type { Rules } from './settings.ts'

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

export interface Blackboard {
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
  /** Shared ids of events of which the copies were looked for. */
  readonly copies: Set<string>
  /** A list of the ledger -> from where on its events were followed. */
  readonly followedFrom: Map<string, number>
  /** Entities that wait for their rules. */
  readonly work: string[]
  /** Something came to be known since it was last set to false. */
  changed: boolean

  follow(kind: EntityKind, value: string | undefined, whole: boolean, reason: string, proof: readonly string[]): void
  stop(kind: EntityKind, value: string, reason: string, proof: readonly string[], events?: number): void
  /** `waiting`: whether it is shared is known when its events are here. */
  followAddress(address: string, reason: string, proof: readonly string[]): 'followed' | 'stopped' | 'waiting'
  /** The caller of an event that belongs to the case. */
  followCaller(entry: LogEntry, reason: string): void
  /** The intruder was here with this key or identity. */
  partOf(id: string, address: string): void
  /** One event, and not all that its caller did. */
  bringIn(entry: LogEntry, because: string): void
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

/** Everything that was fetched of what an entity did. */
export const eventsOf = (ledger: Ledger, { kind, value }: Pick<Node, 'kind' | 'value'>): readonly LogEntry[] => {
  if (kind === 'key') return ledger.byKey.get(value) ?? []
  if (kind === 'address') return ledger.byAddress.get(value) ?? []
  if (kind !== 'role') return ledger.byArn.get(value) ?? []
  return ledger.byBehind.get(value) ?? ledger.bySessions.get(sessionsOfRole(value) ?? '') ?? []
}
