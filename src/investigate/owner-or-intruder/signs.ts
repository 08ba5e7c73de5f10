/** What speaks for somebody else's hands in each use of a credential, and what for its owner's. */
import { type Clusters, DAY, firstOf, HABIT_DAYS, isMachine, LONG } from './clusters.ts'
import type { Use } from './uses.ts'

/** From so many addresses on, none is anybody's own: a pool of runners, a VPN. */
const POOL = 8

/** Whether some span begins before one time and ends after another; asked often, so in logarithmic time. */
export const anySpan = <Time extends string | number>(
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

const isRefused = ({ denied, events }: Use): boolean => denied / events > 0.1

export interface Assessment {
  readonly score: number
  readonly signs: readonly string[]
  /** Why it looks like the owner's, when it does. */
  readonly habit: string | undefined
}

/** Call -> from how many addresses it was made. */
export const callsOf = (uses: readonly Use[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const { calls } of uses) for (const call of calls.keys()) counts.set(call, (counts.get(call) ?? 0) + 1)
  return counts
}

export const AS_ELSEWHERE = 'it did nothing there that it does not do elsewhere too'

/** What those have in common with whom a use is compared. */
const besideOf = (people: readonly Use[]) => ({
  count: people.length,
  asking: people.filter(({ whoAmI }) => whoAmI > 0).length,
  refused: people.filter(isRefused).length,
  callers: callsOf(people),
  anyAround: anySpan(people),
  anyWithin: anySpan(people.map(({ first, last }) => ({ first: last, last: first }))),
})

/** A cluster with another client beside what is done at home; each other use beside all that are of no such cluster. */
export const assessorOf = (
  uses: readonly Use[],
  homes: ReadonlySet<Use>,
  { of: clusters, isForeign }: Clusters,
): ((use: Use, cluster: readonly Use[]) => Assessment) => {
  const people = uses.filter((use) => !isMachine(use) && !clusters.has(use))
  const among = new Set(people)
  const besidePeople = besideOf(people)
  const besideHomes = besideOf([...homes])
  const withAgents = uses.filter(({ agents }) => agents > 0).length
  const begin = firstOf(uses.filter((use) => !isMachine(use)))
  return (use, cluster) => {
    const isOne = among.has(use)
    const own = isOne ? 1 : 0
    const others = isOne || isMachine(use) ? besidePeople : besideHomes
    const hasOthers = others.count > own
    const lateBy = Date.parse(use.first) - begin
    const signs: string[] = []
    let score = 0
    const add = (points: number, sign: string): void => {
      score += points
      signs.push(sign)
    }
    if (use.suspect > 0)
      add(use.suspect > 1 ? 3 : 2, 'it made calls from there that give power, hide traces or let others in')
    if (use.whoAmI > 0 && others.asking === own) add(1, 'it asked from there who it is')
    if (use.denied > 0 && isRefused(use) && others.refused === own)
      add(1, 'it was refused from there, and hardly anywhere else')
    if (use.agents === 0 && withAgents > 0) add(2, 'the machine that it belongs to calls from another address')
    const fresh = [...use.calls.keys()].filter((call) => (others.callers.get(call) ?? 0) === own).length
    const isFresh = hasOthers && fresh > use.calls.size / 2
    if (isFresh) add(1, 'most of its calls from there it made from nowhere else')
    // Places that came together are nobody's habit, but for a pool that was always there.
    const isDaily = use.days.size >= HABIT_DAYS && (cluster.length === 1 || lateBy <= DAY)
    const habit = habitOf(use, {
      isDaily,
      isHome: homes.has(use),
      isOld: hasOthers && fresh === 0 && !isForeign(use),
      isPool: uses.length >= POOL && use.suspect === 0 ? uses.length : undefined,
      isAround: others.anyWithin(use.last, use.first),
    })
    if (habit !== undefined) score -= isDaily ? 2 : 1
    if (use.suspect > 0 && lateBy > DAY) add(1, 'it came from there only later')
    const isShort = cluster.length === 1 || Date.parse(use.last) - Date.parse(use.first) <= LONG
    if (isFresh && isShort && others.anyAround(use.first, use.last)) add(1, 'it came from there only for a while')
    // What is merely new or rare is no sign by itself.
    const isSign = use.suspect > 0 || use.whoAmI > 0 || use.denied > 0 || withAgents > 0
    return { score: isSign ? score : 0, signs, habit }
  }
}

interface Habit {
  readonly isDaily: boolean
  readonly isHome: boolean
  readonly isOld: boolean
  readonly isPool: number | undefined
  readonly isAround: boolean
}

const habitOf = (use: Use, is: Habit): string | undefined => {
  if (is.isDaily) return 'it was used from there day by day'
  if (is.isHome) return 'it was used from there most of the time, from the first day on'
  if (is.isOld) return AS_ELSEWHERE
  if (is.isPool !== undefined) return `it is used from ${is.isPool} addresses`
  if (is.isAround) return 'it was used from there before and after'
  const isLong = Date.parse(use.last) - Date.parse(use.first) > LONG
  return isLong && use.suspect + use.whoAmI + use.denied === 0
    ? 'it was used from there for many hours without anything out of the ordinary'
    : undefined
}
