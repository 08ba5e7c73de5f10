/**
 * Tells an intruder's use of a credential from its owner's. A stolen key goes on working for its owner, so what it did is in
 * the case only from the addresses where it was out of habit; what decides is said in words.
 */

import { isDenied, isSuspect, isWhoAmI } from './deeds.ts'
import type { Links } from './links.ts'
import { isAgent, isServiceAddress } from './links.ts'

/** What an identity or a key did from one address. */
export interface Use {
  readonly address: string
  readonly events: number
  readonly first: string
  readonly last: string
  readonly days: ReadonlySet<string>
  readonly calls: ReadonlyMap<string, number>
  readonly suspect: number
  readonly whoAmI: number
  readonly denied: number
  readonly agents: number
  /** User agents, without the command that was typed. */
  readonly clients: ReadonlySet<string>
}

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

/** Groups by address, in order of the first event. Calls of AWS services have no address of their own and are left out. */
export const usesOf = (events: Iterable<Links>): readonly Use[] => {
  const uses = new Map<string, MutableUse>()
  for (const link of events) {
    const { event, address } = link
    if (isServiceAddress(address)) continue
    let use = uses.get(address)
    if (!use) {
      use = newUse(address, event.time)
      uses.set(address, use)
    }
    use.events++
    if (event.time < use.first) use.first = event.time
    if (event.time > use.last) use.last = event.time
    use.days.add(event.time.slice(0, 10))
    const call = `${event.source}:${event.name}`
    use.calls.set(call, (use.calls.get(call) ?? 0) + 1)
    if (isSuspect(event)) use.suspect++
    if (isWhoAmI(event)) use.whoAmI++
    if (isDenied(event)) use.denied++
    if (isAgent(link)) use.agents++
    use.clients.add(clientOf(event.userAgent))
  }
  return [...uses.values()].sort((a, b) =>
    a.first < b.first ? -1 : a.first > b.first ? 1 : a.address < b.address ? -1 : 1,
  )
}

/** `aws-cli/2 ... command/s3.ls` and `... md/command#s3.ls` say what was typed. */
const clientOf = (userAgent: string): string => userAgent.slice(0, 500).replace(/\b(?:md\/)?command[/#]\S+/g, '')

interface MutableUse extends Use {
  events: number
  first: string
  last: string
  readonly days: Set<string>
  readonly calls: Map<string, number>
  suspect: number
  whoAmI: number
  denied: number
  agents: number
  readonly clients: Set<string>
}

const newUse = (address: string, time: string): MutableUse => ({
  address,
  events: 0,
  first: time,
  last: time,
  days: new Set(),
  calls: new Map(),
  suspect: 0,
  whoAmI: 0,
  denied: 0,
  agents: 0,
  clients: new Set(),
})

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

/**
 * @param known addresses that are the intruder's for certain
 * @param lasts a session ends by itself within hours; what lasts has an owner, who uses it at other times too
 * @returns a verdict for each use
 */
export const judge = (uses: readonly Use[], known: ReadonlySet<string>, lasts: boolean): readonly Judged[] => {
  const marks = uses.map((use) => ({ use, ...marksOf(use, uses) }))
  const strange = marks.filter(({ use, score }) => known.has(use.address) || (score >= STRANGE && !isMachine(use)))
  const hasOwner =
    !lasts || strange.length === 0 || marks.some((mark) => !strange.includes(mark) && isElsewhen(mark.use, strange))
  const habits = marks.filter(({ habit }) => habit !== undefined).map(({ use }) => use)
  return marks.map((mark): Judged => {
    const { use, signs, habit } = mark
    if (known.has(use.address)) return { use, verdict: 'strange', reason: 'the intruder was at this address' }
    if (isMachine(use)) return { use, verdict: 'usual', reason: 'only the agent of AWS on the machine called from it' }
    if (strange.includes(mark)) return { use, verdict: 'strange', reason: signs.join(', ') }
    if (uses.length === 1) return { use, verdict: 'strange', reason: 'it was used from no other address' }
    if (!hasOwner) return { use, verdict: 'strange', reason: 'all of its use falls into the hours of the intruder' }
    if (habit !== undefined && strange.length > 0) return { use, verdict: 'usual', reason: habit }
    if (strange.some((other) => isSameClient(use, other.use, habits)))
      return { use, verdict: 'strange', reason: "the intruder's client called from it at the same time" }
    return {
      use,
      verdict: 'unsure',
      reason:
        strange.length === 0
          ? 'nothing sets one of its addresses apart'
          : 'nothing out of the ordinary was done from it',
    }
  })
}

const isElsewhen = (use: Use, strange: readonly { readonly use: Use }[]): boolean =>
  !isMachine(use) &&
  (strange.every((other) => Date.parse(other.use.first) - Date.parse(use.first) > NEAR) ||
    strange.every((other) => Date.parse(use.last) - Date.parse(other.use.last) > NEAR))

/** Somebody who changes addresses keeps the client; the owner, at home, has another. */
const isSameClient = (use: Use, strange: Use, habits: readonly Use[]): boolean =>
  Date.parse(use.first) - Date.parse(strange.last) < NEAR &&
  Date.parse(strange.first) - Date.parse(use.last) < NEAR &&
  [...use.clients].some((client) => strange.clients.has(client) && !habits.some(({ clients }) => clients.has(client)))

const isMachine = (use: Use): boolean => use.agents === use.events

interface Marks {
  readonly score: number
  readonly signs: readonly string[]
  /** Why it looks like the owner's, when it does. */
  readonly habit: string | undefined
}

const marksOf = (use: Use, uses: readonly Use[]): Marks => {
  const others = uses.filter((other) => other !== use && !isMachine(other))
  const signs: string[] = []
  let score = 0
  const add = (points: number, sign: string): void => {
    score += points
    signs.push(sign)
  }
  if (use.suspect > 0)
    add(use.suspect > 1 ? 3 : 2, 'it made calls from there that give power, hide traces or let others in')
  if (use.whoAmI > 0 && !others.some(({ whoAmI }) => whoAmI > 0)) add(1, 'it asked from there who it is')
  if (use.denied > 0 && use.denied / use.events > 0.1 && !others.some((other) => other.denied / other.events > 0.1))
    add(1, 'it was refused from there, and hardly anywhere else')
  if (use.agents === 0 && uses.some((other) => other !== use && other.agents > 0))
    add(2, 'the machine that it belongs to calls from another address')
  const fresh = [...use.calls.keys()].filter((call) => !others.some(({ calls }) => calls.has(call))).length
  if (others.length > 0 && fresh > use.calls.size / 2) add(1, 'most of its calls from there it made from nowhere else')
  const spans = others.some(({ first, last }) => first < use.first && last > use.last)
  const habit =
    use.days.size >= HABIT_DAYS
      ? `it was used from there day by day`
      : others.length > 0 && fresh === 0
        ? 'it did nothing there that it does not do elsewhere too'
        : uses.length >= POOL && use.suspect === 0
          ? `it is used from ${uses.length} addresses`
          : others.some(({ first, last }) => use.first < first && use.last > last)
            ? 'it was used from there before and after'
            : Date.parse(use.last) - Date.parse(use.first) > LONG && use.suspect + use.whoAmI + use.denied === 0
              ? 'it was used from there for many hours without anything out of the ordinary'
              : undefined
  if (habit !== undefined) score -= use.days.size >= HABIT_DAYS ? 2 : 1
  if (use.suspect > 0 && others.some(({ first }) => Date.parse(use.first) - Date.parse(first) > DAY))
    add(1, 'it came from there only later')
  if (spans && others.length > 0 && fresh > use.calls.size / 2) add(1, 'it came from there only for a while')
  // What is merely new or rare is no sign by itself.
  const isSign = use.suspect > 0 || use.whoAmI > 0 || use.denied > 0 || uses.some(({ agents }) => agents > 0)
  return { score: isSign ? score : 0, signs, habit }
}
