/** One call that is told in two accounts. */
import { text } from '../../core/json.ts'
import type { Kept } from './ledger.ts'

/**
 * A `sharedEventID` is that of one action of which several accounts get a record ("CloudTrail record contents").
 *
 * @returns copy -> the record of the caller's own account, which knows who it was
 */
export const copiesAmong = (events: readonly Kept[]): ReadonlyMap<Kept, Kept> => {
  const known = new Map<string, Kept>()
  const copies = new Map<Kept, Kept>()
  for (const kept of events) {
    const id = text(kept.event.raw, 'sharedEventID')
    const other = id === undefined ? undefined : known.get(id)
    if (id === undefined || other?.event.name !== kept.event.name) {
      if (id !== undefined && !other) known.set(id, kept)
      continue
    }
    if (other.arn !== undefined || kept.arn === undefined) copies.set(kept, other)
    else {
      known.set(id, kept)
      copies.set(other, kept)
    }
  }
  return copies
}
