/**
 * Tells an intruder's use of a credential from its owner's. A stolen key goes on working for its owner, so what it did is in
 * the case only from the addresses where it was out of habit; what decides is said in words.
 */

import type { Use } from './uses.ts'

export type Verdict =
  /** Somebody else's hands. */
  | 'strange'
  /** What it always does, or a place that many share. */
  | 'usual'
  /** Nothing tells. */
  | 'unsure'

export interface Judged {
  readonly use: Use
  readonly verdict: Verdict
  readonly reason: string
}

/** From so many on, days make a habit. */
const HABIT_DAYS = 3
/** From so many addresses on, none is anybody's own: a pool of runners, a VPN. */
const POOL = 8
const STRANGE = 2
const DAY = 86_400_000
/** So near in time to the intruder's own calls. */
const NEAR = 3 * 3_600_000
/** Longer than an intruder keeps still. */
const LONG = 12 * 3_600_000

/** What the uses of one credential have in common, counted once: each use is then judged without a look at each other one. */
export interface Compared {
  readonly uses: readonly Use[]
  readonly marks: readonly Mark[]
}

interface Mark extends Marks {
  readonly use: Use
}

export const compare = (uses: readonly Use[]): Compared => {
  const marks = marksOf(uses)
  return { uses, marks: uses.map((use) => ({ use, ...marks(use) })) }
}

/**
 * @param known addresses that are the intruder's for certain
 * @param lasts a session ends by itself within hours; what lasts has an owner, who uses it at other times too
 * @returns a verdict for each use
 */
export const judge = ({ uses, marks }: Compared, known: ReadonlySet<string>, lasts: boolean): readonly Judged[] => {
  const strange = new Set(
    marks.filter(({ use, score }) => known.has(use.address) || (score >= STRANGE && !isMachine(use))),
  )
  const strangeUses = [...strange].map(({ use }) => use)
  const ways = new Set(strangeUses.flatMap(waysOf))
  const isElsewhen = elsewhen(strangeUses)
  // What only the intruder does elsewhere is no habit.
  const owners = marks.filter((mark) => !strange.has(mark) && !isMachine(mark.use)).map(({ use }) => use)
  const ownCalls = callsOf(owners)
  const isKept = ({ use, habit }: Mark): boolean =>
    habit !== undefined &&
    (habit !== AS_ELSEWHERE || [...use.calls.keys()].every((call) => (ownCalls.get(call) ?? 0) > 1))
  const hasOwner = !lasts || strange.size === 0 || marks.some((mark) => !strange.has(mark) && isElsewhen(mark.use))
  const isSameClient = sameClient(
    strangeUses,
    marks.filter(isKept).map(({ use }) => use),
  )
  return marks.map((mark): Judged => {
    const { use, signs, habit } = mark
    if (known.has(use.address)) return { use, verdict: 'strange', reason: 'the intruder was at this address' }
    if (isMachine(use)) return { use, verdict: 'usual', reason: 'only the agent of AWS on the machine called from it' }
    if (strange.has(mark)) return { use, verdict: 'strange', reason: signs.join(', ') }
    if (uses.length === 1) return { use, verdict: 'strange', reason: 'it was used from no other address' }
    if (!hasOwner && waysOf(use).some((way) => ways.has(way)))
      return { use, verdict: 'strange', reason: 'all of its use falls into the hours of the intruder' }
    if (habit !== undefined && isKept(mark) && strange.size > 0) return { use, verdict: 'usual', reason: habit }
    if (isSameClient(use))
      return { use, verdict: 'strange', reason: "the intruder's client called from it at the same time" }
    return {
      use,
      verdict: 'unsure',
      reason:
        strange.size === 0 ? 'nothing sets one of its addresses apart' : 'nothing out of the ordinary was done from it',
    }
  })
}

/** Other tools for other calls are other hands', whatever the hour. */
const waysOf = ({ clients, calls }: Use): readonly string[] => [...clients, ...calls.keys()]

/** Whether a use began long before the first, or ended long after the last, of the intruder's. */
const elsewhen = (strange: readonly Use[]): ((use: Use) => boolean) => {
  const begin = strange.reduce((least, { first }) => Math.min(least, Date.parse(first)), Number.POSITIVE_INFINITY)
  const end = strange.reduce((most, { last }) => Math.max(most, Date.parse(last)), Number.NEGATIVE_INFINITY)
  return (use) => !isMachine(use) && (begin - Date.parse(use.first) > NEAR || Date.parse(use.last) - end > NEAR)
}

/** Somebody who changes addresses keeps the client; the owner, at home, has another. */
const sameClient = (strange: readonly Use[], habits: readonly Use[]): ((use: Use) => boolean) => {
  const atHome = new Set(habits.flatMap(({ clients }) => [...clients]))
  const hours = new Map<string, { first: number; last: number }[]>()
  for (const { clients, first, last } of strange) {
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

/** Whether some span begins before one time and ends after another; asked often, so in logarithmic time. */
const anySpan = <Time extends string | number>(
  spans: readonly { readonly first: Time; readonly last: Time }[],
): ((before: Time, after: Time) => boolean) => {
  const sorted = [...spans].sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0))
  /** The latest end among a span and all that begin no later. */
  const ends: Time[] = []
  for (const { last } of sorted) {
    const end = ends.at(-1)
    ends.push(end !== undefined && end > last ? end : last)
  }
  return (before, after) => {
    let low = 0
    let high = sorted.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sorted[middle] as { readonly first: Time }).first < before) low = middle + 1
      else high = middle
    }
    const end = ends[low - 1]
    return end !== undefined && end > after
  }
}

const isMachine = (use: Use): boolean => use.agents === use.events
const isRefused = ({ denied, events }: Use): boolean => denied / events > 0.1

interface Marks {
  readonly score: number
  readonly signs: readonly string[]
  /** Why it looks like the owner's, when it does. */
  readonly habit: string | undefined
}

/** Call -> from how many addresses it was made. */
const callsOf = (uses: readonly Use[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const { calls } of uses) for (const call of calls.keys()) counts.set(call, (counts.get(call) ?? 0) + 1)
  return counts
}

const AS_ELSEWHERE = 'it did nothing there that it does not do elsewhere too'

/** Each use beside all others. */
const marksOf = (uses: readonly Use[]): ((use: Use) => Marks) => {
  const people = uses.filter((use) => !isMachine(use))
  const count = (has: (use: Use) => boolean, of: readonly Use[] = people): ((but: Use) => number) => {
    const all = of.reduce((sum, use) => sum + Number(has(use)), 0)
    return (but) => all - Number((of === uses || !isMachine(but)) && has(but))
  }
  const others = count(() => true)
  const othersAsking = count(({ whoAmI }) => whoAmI > 0)
  const othersRefused = count(isRefused)
  const othersWithAgents = count(({ agents }) => agents > 0, uses)
  const hasAgents = uses.some(({ agents }) => agents > 0)
  const callers = callsOf(people)
  const anyAround = anySpan(people)
  const anyWithin = anySpan(people.map(({ first, last }) => ({ first: last, last: first })))
  const begin = people.reduce((least, { first }) => {
    const time = Date.parse(first)
    return time < least ? time : least
  }, Number.POSITIVE_INFINITY)
  return (use) => {
    const hasOthers = others(use) > 0
    const own = isMachine(use) ? 0 : 1
    const signs: string[] = []
    let score = 0
    const add = (points: number, sign: string): void => {
      score += points
      signs.push(sign)
    }
    if (use.suspect > 0)
      add(use.suspect > 1 ? 3 : 2, 'it made calls from there that give power, hide traces or let others in')
    if (use.whoAmI > 0 && othersAsking(use) === 0) add(1, 'it asked from there who it is')
    if (use.denied > 0 && isRefused(use) && othersRefused(use) === 0)
      add(1, 'it was refused from there, and hardly anywhere else')
    if (use.agents === 0 && othersWithAgents(use) > 0)
      add(2, 'the machine that it belongs to calls from another address')
    const fresh = [...use.calls.keys()].filter((call) => (callers.get(call) ?? 0) === own).length
    const isFresh = hasOthers && fresh > use.calls.size / 2
    if (isFresh) add(1, 'most of its calls from there it made from nowhere else')
    const habit = habitOf(use, {
      isOld: hasOthers && fresh === 0,
      isPool: uses.length >= POOL && use.suspect === 0 ? uses.length : undefined,
      isAround: anyWithin(use.last, use.first),
    })
    if (habit !== undefined) score -= use.days.size >= HABIT_DAYS ? 2 : 1
    if (use.suspect > 0 && Date.parse(use.first) - begin > DAY) add(1, 'it came from there only later')
    if (isFresh && anyAround(use.first, use.last)) add(1, 'it came from there only for a while')
    // What is merely new or rare is no sign by itself.
    const isSign = use.suspect > 0 || use.whoAmI > 0 || use.denied > 0 || hasAgents
    return { score: isSign ? score : 0, signs, habit }
  }
}

const habitOf = (
  use: Use,
  is: { readonly isOld: boolean; readonly isPool: number | undefined; readonly isAround: boolean },
): string | undefined => {
  if (use.days.size >= HABIT_DAYS) return 'it was used from there day by day'
  if (is.isOld) return AS_ELSEWHERE
  if (is.isPool !== undefined) return `it is used from ${is.isPool} addresses`
  if (is.isAround) return 'it was used from there before and after'
  const isLong = Date.parse(use.last) - Date.parse(use.first) > LONG
  return isLong && use.suspect + use.whoAmI + use.denied === 0
    ? 'it was used from there for many hours without anything out of the ordinary'
    : undefined
}
