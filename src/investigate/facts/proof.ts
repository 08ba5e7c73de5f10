/** What shows a step: the ids of the first few events; and events put together by what they share. */
import type { Kept } from './ledger.ts'

/** Proofs of one step: the first few events show it. */
export const PROOFS = 3
export const proofOf = (events: readonly Kept[]): readonly string[] => events.slice(0, PROOFS).map(({ id }) => id)

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
