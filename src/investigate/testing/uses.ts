/** Uses of a credential for tests, without the records behind them. */
import type { Use } from '../owner-or-intruder/uses.ts'

const MIDNIGHT = Date.UTC(2026, 2, 4)
/** ISO 8601, so many seconds into the scene. */
export const at = (seconds: number): string => new Date(MIDNIGHT + seconds * 1000).toISOString().replace('.000Z', 'Z')

export interface UseSpec extends Partial<Omit<Use, 'first' | 'last' | 'days' | 'hours' | 'calls' | 'clients'>> {
  /** Seconds into the scene. */
  readonly first?: number
  readonly last?: number
  /** How many. */
  readonly days?: number
  readonly hours?: number
  readonly calls?: readonly string[]
  readonly client?: string
}

const some = (count: number): ReadonlySet<string> => new Set(Array.from({ length: count }, (_, n) => `${n}`))

/** One call from one address at the beginning of the scene, but for what is said. */
export const use = (spec: UseSpec = {}): Use => {
  const { first = 0, last = first, days = 1, hours = 1, calls = ['s3:GetObject'], client = 'cli', ...more } = spec
  return {
    address: '192.0.2.1',
    events: calls.length,
    suspect: 0,
    whoAmI: 0,
    denied: 0,
    agents: 0,
    ...more,
    first: at(first),
    last: at(last),
    days: some(days),
    hours: some(hours),
    calls: new Map(calls.map((call) => [call, 1])),
    clients: new Set([client]),
  }
}
