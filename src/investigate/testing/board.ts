/** Blackboards for tests of single rules. */
import { toEvent } from '../../cloudtrail/event.ts'
import type { JsonObject } from '../../core/json.ts'
import { createLedger, type LogEntry } from '../facts/ledger.ts'
import { newAsked } from '../reach/asked.ts'
import type { Blackboard } from '../reach/blackboard.ts'
import { newBlackboard } from '../reach/new-blackboard.ts'
import type { Rules } from '../reach/settings.ts'
import { LEAKED, seed } from './scene.ts'

/** It knows the records, and nothing of a case. */
export const boardOver = (records: readonly JsonObject[], rules: Partial<Rules> = {}): Blackboard => {
  const ledger = createLedger()
  for (const record of records) ledger.add(toEvent(record), 'log')
  ledger.all()
  const settings: Rules = {
    seed: seed('key', LEAKED),
    follow: [],
    followed: new Set(),
    bound: 10,
    network: () => undefined,
    inSeedNetwork: () => false,
    within: {},
  }
  return newBlackboard(ledger, { ...settings, ...rules }, newAsked())
}

/** @throws Error when no record has this id */
export const entryOf = (board: Blackboard, id: string): LogEntry => {
  const entry = board.ledger.byId.get(id)
  if (!entry) throw new Error(`no record ${id}`)
  return entry
}
