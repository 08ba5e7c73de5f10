/** What a key or identity does where, looked at once while the rules run; and so whether somebody is at home where they called. */
import type { LogEntry } from '../facts/ledger.ts'
import { isKey } from '../facts/links.ts'
import { idOfEntity, kindOfArn } from '../facts/names.ts'
import { groupBy, proofOf } from '../facts/proof.ts'
import { compare, placeOf } from '../owner-or-intruder/habit.ts'
import { usesOf } from '../owner-or-intruder/uses.ts'
import type { Blackboard, Habits } from './blackboard.ts'

export const habitsOf = (board: Blackboard, id: string, events: readonly LogEntry[]): Habits => {
  const known = board.habits.get(id)
  if (known) return known
  const proofs = new Map(
    [...groupBy(events, ({ address }) => address)].map(([at, list]) => [at, proofOf(list)] as const),
  )
  const habits = { compared: compare(usesOf(events.filter((entry) => !entry.byService))), proofs }
  board.habits.set(id, habits)
  return habits
}

/** Where a caller stands at the address of one call, by all that the identity did; asks for that first. */
export const placeOfCaller = (board: Blackboard, entry: LogEntry): 'home' | 'away' | 'unknown' | 'waiting' => {
  const { ledger, wanted, asked } = board
  const { arn, key, address } = entry
  // Root is shared, and some have no name: what was done with the key must do.
  if (arn !== undefined && !arn.endsWith(':root')) {
    wanted.principals.add(arn)
    if (!asked.principals.has(arn)) return 'waiting'
    return placeOf(habitsOf(board, idOfEntity(kindOfArn(arn), arn), ledger.byArn.get(arn) ?? []).compared, address)
  }
  if (key === undefined || !isKey(key)) return 'unknown'
  wanted.keys.add(key)
  if (!asked.keys.has(key)) return 'waiting'
  return placeOf(habitsOf(board, idOfEntity('key', key), ledger.byKey.get(key) ?? []).compared, address)
}
