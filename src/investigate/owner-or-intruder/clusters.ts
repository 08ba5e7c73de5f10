/** Where a credential is at home, and which of its other addresses are one cluster of activity: whoever changes addresses keeps the client. */
import type { Use } from './uses.ts'

/** From so many on, days make a habit. */
export const HABIT_DAYS = 3
export const DAY = 86_400_000
/** Longer than an intruder keeps still. */
export const LONG = 12 * 3_600_000

export const isMachine = (use: Use): boolean => use.agents === use.events

/**
 * Addresses that were there from the first day on, on several days, and hold most of the hours; with more days, a good part of
 * them. Who came later takes nothing away from that, however much they did.
 */
export const homesOf = (uses: readonly Use[]): ReadonlySet<Use> => {
  const hasAgents = uses.some(({ agents }) => agents > 0)
  const people = uses.filter((use) => !isMachine(use) && (use.agents > 0 || !hasAgents))
  const begin = firstOf(people)
  const early = people.filter(({ first }) => Date.parse(first) - begin <= DAY)
  const hours = early.reduce((sum, use) => sum + use.hours.size, 0)
  return new Set(
    early.filter((use) => {
      if (use.days.size < 2 || Date.parse(use.last) - Date.parse(use.first) <= LONG) return false
      const share = use.hours.size / hours
      return use.days.size >= HABIT_DAYS ? share >= 0.25 : share > 0.5
    }),
  )
}

/** When the first of them began. */
export const firstOf = (uses: readonly Use[]): number =>
  uses.reduce((least, { first }) => {
    const time = Date.parse(first)
    return time < least ? time : least
  }, Number.POSITIVE_INFINITY)

export interface Clusters {
  /** Each use with a newcomer's client and a call that no home makes -> all such uses that share a client. */
  readonly of: ReadonlyMap<Use, readonly Use[]>
  /** Whether it has a newcomer's client: one that is not at home, nor was there from the first day on. */
  isForeign(use: Use): boolean
}

/** Who changes addresses keeps the client. Where there is no home, nobody is set apart from anybody. */
export const clustersOf = (uses: readonly Use[], homes: ReadonlySet<Use>): Clusters => {
  const none = { of: new Map(), isForeign: () => false }
  if (homes.size === 0) return none
  const people = uses.filter((use) => !isMachine(use))
  const begin = firstOf(people)
  const own = clientsOf([...homes])
  const isForeign = ({ clients }: Use): boolean => ![...clients].some((client) => own.has(client))
  for (const group of groupsOf(people.filter(isForeign))) {
    const { first, last } = merge(group)
    // A pool of runners, a second desk.
    const isPool = Date.parse(first) - begin <= DAY && Date.parse(last) - Date.parse(first) > LONG
    if (isPool) for (const client of clientsOf(group)) own.add(client)
  }
  const usual = new Set([...homes].flatMap(({ calls }) => [...calls.keys()]))
  const newcomers = people.filter((use) => isForeign(use) && [...use.calls.keys()].some((call) => !usual.has(call)))
  const clusters = new Map<Use, readonly Use[]>()
  for (const cluster of groupsOf(newcomers)) for (const use of cluster) clusters.set(use, cluster)
  return { of: clusters, isForeign: (use) => !isMachine(use) && isForeign(use) }
}

const clientsOf = (uses: readonly Use[]): Set<string> => new Set(uses.flatMap(({ clients }) => [...clients]))

/** Uses that share a client, or each one with another, fall into one group. */
const groupsOf = (uses: readonly Use[]): readonly (readonly Use[])[] => {
  const links = new Map<string, string>()
  const rootOf = (client: string): string => {
    let root = client
    for (let next = links.get(root); next !== undefined; next = links.get(root)) root = next
    // Shorter for the next one who asks.
    for (let at = client; at !== root; ) {
      const next = links.get(at) ?? root
      links.set(at, root)
      at = next
    }
    return root
  }
  const oneOf = ({ clients }: Use): string => clients.values().next().value ?? ''
  for (const use of uses)
    for (const client of use.clients) {
      const [from, to] = [rootOf(client), rootOf(oneOf(use))]
      if (from !== to) links.set(from, to)
    }
  const groups = new Map<string, Use[]>()
  for (const use of uses) {
    const root = rootOf(oneOf(use))
    const group = groups.get(root)
    if (group) group.push(use)
    else groups.set(root, [use])
  }
  return [...groups.values()]
}

/** All uses of a cluster as one. */
export const merge = (cluster: readonly Use[]): Use => {
  const [one] = cluster
  if (one !== undefined && cluster.length === 1) return one
  const calls = new Map<string, number>()
  const sum = (count: (use: Use) => number): number => cluster.reduce((all, use) => all + count(use), 0)
  for (const use of cluster) for (const [call, count] of use.calls) calls.set(call, (calls.get(call) ?? 0) + count)
  const all = <Value>(of: (use: Use) => ReadonlySet<Value>): ReadonlySet<Value> =>
    new Set(cluster.flatMap((use) => [...of(use)]))
  return {
    address: one?.address ?? '',
    events: sum(({ events }) => events),
    first: cluster.reduce((least, { first }) => (first < least ? first : least), one?.first ?? ''),
    last: cluster.reduce((most, { last }) => (last > most ? last : most), one?.last ?? ''),
    days: all(({ days }) => days),
    hours: all(({ hours }) => hours),
    calls,
    suspect: sum(({ suspect }) => suspect),
    whoAmI: sum(({ whoAmI }) => whoAmI),
    denied: sum(({ denied }) => denied),
    agents: sum(({ agents }) => agents),
    clients: all(({ clients }) => clients),
  }
}
