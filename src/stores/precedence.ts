/** Which of two rows stands, when both claim a place: the rules that every store obeys. */
import { createHash } from 'node:crypto'
import type { Notification } from '../core/alert.ts'
import type { Json } from '../core/json.ts'
import type { MemoryRow } from '../core/store.ts'

/** Whether the outcome of a try is too late: it was sent already, or another caller has taken it since. */
export const comesLate = (
  stored: Pick<Notification, 'status' | 'attempts'>,
  next: Pick<Notification, 'status' | 'attempts'>,
): boolean => stored.status === 'sent' || (next.status !== 'sent' && stored.attempts > next.attempts)

/** Of longer bodies the beginning counts, then the hash of the whole. */
const TIE_LENGTH = 256

/** Tells memories of the same time apart. ASCII alone, so that JavaScript, SQLite and DynamoDB agree on its order. */
export const tie = (body: Json): string => {
  const whole = JSON.stringify(body).replace(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return whole.length <= TIE_LENGTH
    ? whole
    : whole.slice(0, TIE_LENGTH) + createHash('sha256').update(whole).digest('hex')
}

/** Whether a memory gives way to another of the same key. */
export const givesWay = (stored: MemoryRow, next: MemoryRow): boolean => {
  if (next.keep === 'first') return false
  const [low, high] = next.keep === 'earliest' ? [next, stored] : [stored, next]
  return low.time < high.time || (low.time === high.time && tie(low.body) < tie(high.body))
}

/** One memory per place, and none that is over: what is left to write, in the order of arrival. */
export const mergeMemories = (memories: readonly MemoryRow[], now: number): readonly MemoryRow[] => {
  const places = new Map<string, MemoryRow>()
  for (const memory of memories) {
    if (memory.expires <= now) continue
    const place = JSON.stringify([memory.unit, memory.key])
    const kept = places.get(place)
    if (!kept || givesWay(kept, memory)) places.set(place, memory)
  }
  return [...places.values()]
}

/** By time, then by key. */
export const byMemoryTime = (a: MemoryRow, b: MemoryRow): number => a.time - b.time || (a.key < b.key ? -1 : 1)
