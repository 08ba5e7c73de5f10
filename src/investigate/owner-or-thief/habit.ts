/**
 * Tells an intruder's use of a credential from its owner's. A stolen key goes on working for its owner, so what it did is in
 * the case only from the addresses where it was out of habit; what decides is said in words.
 */

import { HABIT_DAYS, homesOf, isMachine, merge, partiesOf } from './parties.ts'
import { AS_ELSEWHERE, anySpan, callsOf, type Marks, marksOf } from './signs.ts'
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

const STRANGE = 2
/** So near in time to the intruder's own calls. */
const NEAR = 3 * 3_600_000

/** What the uses of one credential have in common, counted once: each use is then judged without a look at each other one. */
export interface Compared {
  readonly uses: readonly Use[]
  readonly marks: readonly Mark[]
  readonly places: ReadonlyMap<string, Mark>
  readonly hasHome: boolean
}

interface Mark extends Marks {
  readonly use: Use
  readonly isHome: boolean
  /** The uses that are judged as one with it. */
  readonly party: readonly Use[]
}

export const compare = (uses: readonly Use[]): Compared => {
  const homes = homesOf(uses)
  const parties = partiesOf(uses, homes)
  const marks = marksOf(uses, homes, parties)
  const known = new Map<readonly Use[], Marks>()
  const all = uses.map((use): Mark => {
    const party = parties.of.get(use) ?? [use]
    const marked = known.get(party) ?? marks(merge(party), party)
    known.set(party, marked)
    return { use, isHome: homes.has(use), party, ...marked }
  })
  return { uses, marks: all, places: new Map(all.map((mark) => [mark.use.address, mark])), hasHome: homes.size > 0 }
}

/** Whether an address is where the credential has long been used, or strange beside that. */
export const placeOf = ({ places, hasHome }: Compared, address: string): 'home' | 'away' | 'unknown' => {
  const mark = places.get(address)
  if (mark === undefined) return 'unknown'
  if (mark.isHome || (mark.use.days.size >= HABIT_DAYS && mark.score < STRANGE)) return 'home'
  return hasHome && mark.score >= STRANGE ? 'away' : 'unknown'
}

/**
 * @param known addresses that are the intruder's for certain
 * @param lasts a session ends by itself within hours; what lasts has an owner, who uses it at other times too
 * @returns a verdict for each use
 */
export const judge = ({ uses, marks }: Compared, known: ReadonlySet<string>, lasts: boolean): readonly Judged[] => {
  const strange = strangeAmong(marks, known)
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
    if (known.has(use.address))
      return {
        use,
        verdict: 'strange',
        reason: 'the intruder was at this address',
      }
    if (isMachine(use))
      return {
        use,
        verdict: 'usual',
        reason: 'only the agent of AWS on the machine called from it',
      }
    if (strange.has(mark))
      return {
        use,
        verdict: 'strange',
        reason: mark.score >= STRANGE ? signs.join(', ') : SAME_PARTY,
      }
    if (uses.length === 1)
      return {
        use,
        verdict: 'strange',
        reason: 'it was used from no other address',
      }
    if (!hasOwner && waysOf(use).some((way) => ways.has(way)))
      return {
        use,
        verdict: 'strange',
        reason: 'all of its use falls into the hours of the intruder',
      }
    if (habit !== undefined && isKept(mark) && strange.size > 0) return { use, verdict: 'usual', reason: habit }
    if (isSameClient(use))
      return {
        use,
        verdict: 'strange',
        reason: "the intruder's client called from it at the same time",
      }
    return {
      use,
      verdict: 'unsure',
      reason:
        strange.size === 0 ? 'nothing sets one of its addresses apart' : 'nothing out of the ordinary was done from it',
    }
  })
}

const SAME_PARTY = "the intruder's client made calls from it that are not made at home"

/** A home is strange only where nothing else is: next to somebody who came, its own work is no sign. */
const strangeAmong = (marks: readonly Mark[], known: ReadonlySet<string>): ReadonlySet<Mark> => {
  const isKnown = ({ use }: Mark): boolean => known.has(use.address)
  const isStrange = ({ use, score }: Mark): boolean => score >= STRANGE && !isMachine(use)
  const parties = new Set(marks.flatMap((mark) => (isKnown(mark) ? [mark.party] : [])))
  const others = marks.filter(
    (mark) =>
      isKnown(mark) || (!mark.isHome && (isStrange(mark) || (mark.habit === undefined && parties.has(mark.party)))),
  )
  return new Set(others.length > 0 ? others : marks.filter(isStrange))
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
