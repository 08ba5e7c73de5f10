/** Which events belong to the case, by which entity, and which only may. */
import { countUntil, type LogEntry } from '../facts/ledger.ts'
import { isAgent, isServiceAddress, plainAddress, sessionNameOf } from '../facts/links.ts'
import { idOfEntity, kindOfArn } from '../facts/names.ts'
import type { Blackboard } from './blackboard.ts'

/** A service acts for its caller at once; what a key does there later has another cause. */
const ON_BEHALF = 15 * 60_000

/** The entity that brings an event into scope; undefined when it is not in scope. */
export const inScope = (board: Blackboard, entry: LogEntry): string | undefined => {
  const { nodes, parts } = board
  const direct = board.single.get(entry.id)
  if (direct !== undefined) return direct
  if (entry.byService) return undefined
  const at = idOfEntity('address', entry.address)
  if (nodes.has(at) || board.rules.inSeedNetwork(plainAddress(entry.address))) return at
  if (isAgent(entry)) return undefined
  const { key, arn, behind } = entry
  for (const [kind, value] of [
    ['key', key],
    [arn === undefined ? 'user' : kindOfArn(arn), arn],
    ['role', behind],
  ] as const) {
    if (value === undefined) continue
    const id = idOfEntity(kind, value)
    const node = nodes.get(id)
    if (!node) continue
    if (node.whole || parts.get(id)?.has(entry.address)) return id
    if (kind === 'key' && isServiceAddress(entry.address) && isOnBehalf(board, entry, id)) return id
  }
  const session = sessionNameOf(arn)
  if (session !== undefined && board.machines.has(session)) return idOfEntity('resource', session)
  return board.wildcards.find((id) => arn?.startsWith(id.slice(id.indexOf(':') + 1, -1)))
}

/** AWS called with the caller's key: for the intruder when the key's last call before was the intruder's. */
const isOnBehalf = (board: Blackboard, { key = '', event }: LogEntry, id: string): boolean => {
  const events = board.ledger.ownCallsOf(key)
  const ours = board.parts.get(id)
  const time = Date.parse(event.time)
  const before = events[countUntil(events, event.time) - 1]
  if (before && !(time - Date.parse(before.event.time) > ON_BEHALF)) return ours?.has(before.address) === true
  // A key that nobody else used has no other caller to act for.
  return board.isAllOurs(key, ours)
}

export const whyOptional = ({ nodes, machines, usual }: Blackboard, entry: LogEntry): string | undefined => {
  if (entry.byService) return undefined
  const { key, arn, behind, address } = entry
  const session = sessionNameOf(arn)
  const isOurs =
    (session !== undefined && machines.has(session)) ||
    (behind !== undefined && nodes.get(idOfEntity('role', behind))?.whole === true)
  if (isAgent(entry) && isOurs) return 'the agent of AWS on a machine of the case'
  if (usual.has(address) || arn?.endsWith(':root')) return undefined
  if (key !== undefined && nodes.has(idOfEntity('key', key)))
    return isServiceAddress(address)
      ? 'AWS acted with the same key, for the intruder or for its owner'
      : 'the same key, from an address that nothing else ties to the case'
  if (arn === undefined || !nodes.has(idOfEntity('user', arn))) return undefined
  return isServiceAddress(address)
    ? 'AWS acted for the same user, with other credentials'
    : 'the same user, from an address or with credentials that nothing else ties to the case'
}
