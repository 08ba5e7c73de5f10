/** What shows a step: the ids of the first few events; and events put together by what they share. */
import type { LogEntry } from './ledger.ts'

/** Proofs of one step: the first few events show it. */
export const PROOFS = 3
export const proofOf = (events: readonly LogEntry[]): readonly string[] => events.slice(0, PROOFS).map(({ id }) => id)

export const groupBy = (
  events: readonly LogEntry[],
  keyOf: (entry: LogEntry) => string | undefined,
): ReadonlyMap<string, readonly LogEntry[]> => {
  const groups = new Map<string, LogEntry[]>()
  for (const entry of events) {
    const key = keyOf(entry)
    if (key === undefined || key === '') continue
    const list = groups.get(key)
    if (list) list.push(entry)
    else groups.set(key, [entry])
  }
  return groups
}
