/** One call that two accounts log. */
import { text } from '../../core/json.ts'
import type { LogEntry } from './ledger.ts'

/**
 * A `sharedEventID` is that of one action of which several accounts get a record ("CloudTrail record contents").
 *
 * @returns copy -> the record of the caller's own account, which knows who it was
 */
export const copiesAmong = (events: readonly LogEntry[]): ReadonlyMap<LogEntry, LogEntry> => {
  const known = new Map<string, LogEntry>()
  const copies = new Map<LogEntry, LogEntry>()
  for (const entry of events) {
    const id = text(entry.event.raw, 'sharedEventID')
    const other = id === undefined ? undefined : known.get(id)
    if (id === undefined || other?.event.name !== entry.event.name) {
      if (id !== undefined && !other) known.set(id, entry)
      continue
    }
    if (other.arn !== undefined || entry.arn === undefined) copies.set(entry, other)
    else {
      known.set(id, entry)
      copies.set(other, entry)
    }
  }
  return copies
}
