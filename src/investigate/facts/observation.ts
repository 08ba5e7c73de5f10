/** Observations: sentences with their proof, and the words for them. */
import type { Observation } from '../../core/case.ts'
import type { Event } from '../../core/event.ts'
import { errorOf } from '../../core/failure.ts'
import { child, text } from '../../core/json.ts'
import type { LogEntry } from './ledger.ts'
import { proofOf } from './proof.ts'

export const observe = (words: string, events: readonly LogEntry[]): Observation => ({
  text: words,
  proof: proofOf(events),
})

/** Codes are shorter; a message may be of any length. */
const MAX_ERROR = 200

/** Why a call failed; undefined when it did not. */
export const errorText = (event: Event): string | undefined => errorOf(event)?.slice(0, MAX_ERROR)

export const request = (entry: LogEntry, key: string): string | undefined =>
  text(child(entry.event.raw, 'requestParameters'), key)
export const succeeded = ({ event }: LogEntry): boolean => errorOf(event) === undefined
export const some = (values: Iterable<string | undefined>, most = 5): string => {
  const list = [...new Set([...values].filter((value) => value !== undefined))]
  return list.length > most ? `${list.slice(0, most).join(', ')} and ${list.length - most} more` : list.join(', ')
}
export const times = (count: number): string => (count === 1 ? 'once' : `${count} times`)
