/** An empty board, with the moves that rules make on it: follow, stop, bring in. */
import type { Frontier } from '../../core/case.ts'
import type { Ledger } from '../facts/ledger.ts'
import { isKey, isPooled, isServiceAddress, plainAddress } from '../facts/links.ts'
import { idOfEntity, kindOfArn, labelOf } from '../facts/names.ts'
import { isSessionOf } from '../facts/resource.ts'
import { type Asked, newAsked } from './asked.ts'
import type { Blackboard, Node } from './blackboard.ts'
import type { Rules } from './settings.ts'
import { sharedBy } from './sharing.ts'

export const newBlackboard = (ledger: Ledger, rules: Rules, asked: Asked): Blackboard => {
  const { seed } = rules
  const nodes = new Map<string, Node>()
  const frontier = new Map<string, Frontier>()
  const parts = new Map<string, Set<string>>()
  const single = new Map<string, string>()
  const covered = new Map<string, { readonly by: number; readonly all: boolean }>()
  const board: Blackboard = {
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
    copies: new Set(),
    followedFrom: new Map(),
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
    followCaller: (entry, reason) => {
      if (entry.byService) return
      // A service calls from one address for everybody.
      const isOfService = isServiceAddress(entry.address)
      const identity = entry.arn === undefined ? undefined : idOfEntity(kindOfArn(entry.arn), entry.arn)
      const key = entry.key !== undefined && isKey(entry.key) ? entry.key : undefined
      board.bringIn(
        entry,
        key === undefined ? (identity ?? idOfEntity('address', entry.address)) : idOfEntity('key', key),
      )
      if (key !== undefined) {
        if (!isOfService) board.partOf(idOfEntity('key', key), entry.address)
        board.follow('key', key, false, reason, [entry.id])
      }
      if (identity !== undefined && !isOfService) board.partOf(identity, entry.address)
      if (!isPooled(entry)) board.followAddress(entry.address, reason, [entry.id])
    },
    partOf: (id, address) => {
      const addresses = parts.get(id) ?? new Set()
      parts.set(id, addresses)
      if (addresses.has(address)) return
      addresses.add(address)
      board.changed = true
    },
    bringIn: (entry, because) => {
      if (single.has(entry.id)) return
      single.set(entry.id, because)
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
