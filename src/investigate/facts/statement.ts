/** Statements with their proof, and the words for them. */
import type { Told } from '../../core/case.ts'
import { errorOf } from '../../core/failure.ts'
import { child, text } from '../../core/json.ts'
import type { Kept } from './ledger.ts'
import { PROOFS } from './proof.ts'

export const told = (words: string, events: readonly Kept[]): Told => ({
  text: words,
  proof: events.slice(0, PROOFS).map(({ id }) => id),
})

export const request = (kept: Kept, key: string): string | undefined =>
  text(child(kept.event.raw, 'requestParameters'), key)
export const succeeded = ({ event }: Kept): boolean => errorOf(event) === undefined
export const some = (values: Iterable<string | undefined>, most = 5): string => {
  const list = [...new Set([...values].filter((value) => value !== undefined))]
  return list.length > most ? `${list.slice(0, most).join(', ')} and ${list.length - most} more` : list.join(', ')
}
export const times = (count: number): string => (count === 1 ? 'once' : `${count} times`)
