/**
 * An intruder's use of a credential beside its owner's. A stolen key goes on working for its owner, so what it did is in
 * the case only from the addresses where it was out of habit; what decides is said in words.
 */

import { clustersOf, HABIT_DAYS, homesOf, isMachine, merge } from './clusters.ts'
import { AS_ELSEWHERE, type Assessment, anySpan, assessorOf, callsOf } from './signs.ts'
import type { Use } from './uses.ts'

export type Verdict =
  /** Somebody else's hands. */
  | 'anomalous'
  /** What it always does, or a place that many share. */
  | 'usual'
  /** Nothing sets it apart. */
  | 'unsure'

export interface Judged {
  readonly use: Use
  readonly verdict: Verdict
  readonly reason: string
}

/** A score from which on a use is out of habit. */
const ANOMALOUS = 2
/** So near in time to the intruder's own calls. */
const NEAR = 3 * 3_600_000

/** What the uses of one credential have in common, counted once: each use is then judged without a look at each other one. */
export interface Compared {
  readonly uses: readonly Use[]
  readonly assessed: readonly Assessed[]
  readonly places: ReadonlyMap<string, Assessed>
  readonly hasHome: boolean
}

interface Assessed extends Assessment {
  readonly use: Use
  readonly isHome: boolean
  /** The uses that are judged as one with it. */
  readonly cluster: readonly Use[]
}

export const compare = (uses: readonly Use[]): Compared => {
  const homes = homesOf(uses)
  const clusters = clustersOf(uses, homes)
  const assess = assessorOf(uses, homes, clusters)
  const known = new Map<readonly Use[], Assessment>()
  const assessed = uses.map((use): Assessed => {
    const cluster = clusters.of.get(use) ?? [use]
    const assessment = known.get(cluster) ?? assess(merge(cluster), cluster)
    known.set(cluster, assessment)
    return { use, isHome: homes.has(use), cluster, ...assessment }
  })
  return { uses, assessed, places: new Map(assessed.map((one) => [one.use.address, one])), hasHome: homes.size > 0 }
}

/** Whether an address is where the credential has long been used, or new and out of habit beside one where it has. */
export const placeOf = ({ places, hasHome }: Compared, address: string): 'home' | 'away' | 'unknown' => {
  const one = places.get(address)
  if (one === undefined) return 'unknown'
  if (one.isHome || (one.use.days.size >= HABIT_DAYS && one.score < ANOMALOUS)) return 'home'
  return hasHome && one.score >= ANOMALOUS ? 'away' : 'unknown'
}

/**
 * @param known addresses that are the intruder's for certain
 * @param lasts a session ends by itself within hours; what lasts has an owner, who uses it at other times too
 * @returns a verdict for each use
 */
export const judge = ({ uses, assessed }: Compared, known: ReadonlySet<string>, lasts: boolean): readonly Judged[] => {
  const anomalies = anomaliesAmong(assessed, known)
  const anomalousUses = [...anomalies].map(({ use }) => use)
  const ways = new Set(anomalousUses.flatMap(waysOf))
  const isElsewhen = elsewhen(anomalousUses)
  // What only the intruder does elsewhere is no habit.
  const owners = assessed.filter((one) => !anomalies.has(one) && !isMachine(one.use)).map(({ use }) => use)
  const ownCalls = callsOf(owners)
  const isHabit = ({ use, habit }: Assessed): boolean =>
    habit !== undefined &&
    (habit !== AS_ELSEWHERE || [...use.calls.keys()].every((call) => (ownCalls.get(call) ?? 0) > 1))
  const hasOwner = !lasts || anomalies.size === 0 || assessed.some((one) => !anomalies.has(one) && isElsewhen(one.use))
  const isSameClient = sameClient(
    anomalousUses,
    assessed.filter(isHabit).map(({ use }) => use),
  )
  return assessed.map((one): Judged => {
    const { use, signs, habit } = one
    const verdictIs = (verdict: Verdict, reason: string): Judged => ({ use, verdict, reason })
    if (known.has(use.address)) return verdictIs('anomalous', 'the intruder was at this address')
    if (isMachine(use)) return verdictIs('usual', 'only the agent of AWS on the machine called from it')
    if (anomalies.has(one)) return verdictIs('anomalous', one.score >= ANOMALOUS ? signs.join(', ') : SAME_CLUSTER)
    if (uses.length === 1) return verdictIs('anomalous', 'it was used from no other address')
    if (!hasOwner && waysOf(use).some((way) => ways.has(way)))
      return verdictIs('anomalous', 'all of its use falls into the hours of the intruder')
    if (habit !== undefined && isHabit(one) && anomalies.size > 0) return verdictIs('usual', habit)
    if (isSameClient(use)) return verdictIs('anomalous', "the intruder's client called from it at the same time")
    return verdictIs(
      'unsure',
      anomalies.size === 0 ? 'nothing sets one of its addresses apart' : 'nothing out of the ordinary was done from it',
    )
  })
}

const SAME_CLUSTER = "the intruder's client made calls from it that are not made at home"

/** A home is anomalous only where nothing else is: next to somebody who came, its own work is no sign. */
const anomaliesAmong = (assessed: readonly Assessed[], known: ReadonlySet<string>): ReadonlySet<Assessed> => {
  const isKnown = ({ use }: Assessed): boolean => known.has(use.address)
  const isAnomalous = ({ use, score }: Assessed): boolean => score >= ANOMALOUS && !isMachine(use)
  const clusters = new Set(assessed.flatMap((one) => (isKnown(one) ? [one.cluster] : [])))
  const others = assessed.filter(
    (one) =>
      isKnown(one) || (!one.isHome && (isAnomalous(one) || (one.habit === undefined && clusters.has(one.cluster)))),
  )
  return new Set(others.length > 0 ? others : assessed.filter(isAnomalous))
}

/** Other tools for other calls are other hands', whatever the hour. */
const waysOf = ({ clients, calls }: Use): readonly string[] => [...clients, ...calls.keys()]

/** Whether a use began long before the first, or ended long after the last, of the intruder's. */
const elsewhen = (anomalies: readonly Use[]): ((use: Use) => boolean) => {
  const begin = anomalies.reduce((least, { first }) => Math.min(least, Date.parse(first)), Number.POSITIVE_INFINITY)
  const end = anomalies.reduce((most, { last }) => Math.max(most, Date.parse(last)), Number.NEGATIVE_INFINITY)
  return (use) => !isMachine(use) && (begin - Date.parse(use.first) > NEAR || Date.parse(use.last) - end > NEAR)
}

/** Somebody who changes addresses keeps the client; the owner, at home, has another. */
const sameClient = (anomalies: readonly Use[], habits: readonly Use[]): ((use: Use) => boolean) => {
  const atHome = new Set(habits.flatMap(({ clients }) => [...clients]))
  const hours = new Map<string, { first: number; last: number }[]>()
  for (const { clients, first, last } of anomalies) {
    const span = { first: Date.parse(first), last: Date.parse(last) }
    if (Number.isNaN(span.first) || Number.isNaN(span.last)) continue
    for (const client of clients) {
      const spans = hours.get(client)
      if (spans) spans.push(span)
      else if (!atHome.has(client)) hours.set(client, [span])
    }
  }
  const meets = new Map([...hours].map(([client, spans]) => [client, anySpan(spans)] as const))
  return (use) => {
    const [first, last] = [Date.parse(use.first) - NEAR, Date.parse(use.last) + NEAR]
    return [...use.clients].some((client) => meets.get(client)?.(last, first) === true)
  }
}
