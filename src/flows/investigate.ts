/** Investigate: asks for what is tied to the seed, round by round, until nothing new comes. */
import { toEvent } from '../cloudtrail/event.ts'
import type { Indicator } from '../core/case.ts'
import type { Event } from '../core/event.ts'
import type { EventQuery, Filter } from '../core/event-query.ts'
import { type Guess, identify, isName, lookFor } from '../investigate/facts/indicator.ts'
import type { LogEntry } from '../investigate/facts/ledger.ts'
import { filterTest } from '../investigate/filter/filter.ts'
import type { Closure } from '../investigate/reach/closure.ts'
import { createReach } from '../investigate/reach/reach.ts'
import type { ReachSettings } from '../investigate/reach/settings.ts'
import { unfinished } from '../investigate/reach/unfinished.ts'

export interface Investigated {
  readonly closure: Closure
  /** Everything that was fetched, in event time. */
  readonly all: readonly LogEntry[]
  readonly rounds: number
  /** It was stopped before everything was closed. */
  readonly cut: boolean
}

/** Each step to credentials that are used from elsewhere takes a round: who takes role after role leads on and on. */
const MAX_ROUNDS = 24

export const investigate = async (
  query: EventQuery,
  settings: ReachSettings,
  signal: AbortSignal,
): Promise<Investigated> => {
  const reach = createReach(settings)
  let rounds = 0
  let filter = reach.next()
  for (; filter !== undefined && rounds < MAX_ROUNDS && !signal.aborted; filter = reach.next()) {
    rounds++
    const isWanted = reach.wants(filter)
    for await (const batch of query.query(filter, signal))
      for (const { record, file } of batch) if (isWanted(record)) reach.add(toEvent(record), file)
  }
  const closure = reach.result()
  const reason = signal.aborted
    ? 'not looked up: the investigation was ended'
    : `not looked up: ${MAX_ROUNDS} rounds were made; investigate it by itself`
  const left = filter === undefined ? [] : unfinished(filter, closure, reach.ledger, reason)
  return {
    closure: { ...closure, frontier: [...closure.frontier, ...left] },
    all: reach.ledger.all(),
    rounds,
    cut: signal.aborted || filter !== undefined || closure.cut,
  }
}

/**
 * What an indicator is. A name is looked up in the data first.
 * @returns several when several things are called so, none when nothing is
 */
export const findSeed = async (
  query: EventQuery,
  guess: Guess,
  within: Filter['within'],
  signal: AbortSignal,
): Promise<readonly Indicator[]> => {
  const [kind] = guess.kinds
  if (!isName(guess)) return kind === undefined ? [] : [{ kind, value: guess.value }]
  const filter = { any: lookFor(guess), within }
  const matches = filterTest(filter)
  const events: Event[] = []
  for await (const batch of query.query(filter, signal))
    for (const { record } of batch) if (matches(record)) events.push(toEvent(record))
  const named = identify(guess, events)
  return named.length > 0 || events.length === 0 || !guess.kinds.includes('resource')
    ? named
    : [{ kind: 'resource', value: guess.value }]
}
