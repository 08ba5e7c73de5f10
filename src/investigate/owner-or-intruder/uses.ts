/** What a credential did, address by address. */
import type { Links } from '../facts/links.ts'
import { isAgent, isServiceAddress } from '../facts/links.ts'
import { isDenied, isSuspect, isWhoAmI } from '../facts/tactics.ts'

/** What an identity or a key did from one address. */
export interface Use {
  readonly address: string
  readonly events: number
  readonly first: string
  readonly last: string
  readonly days: ReadonlySet<string>
  readonly hours: ReadonlySet<string>
  readonly calls: ReadonlyMap<string, number>
  readonly suspect: number
  readonly whoAmI: number
  readonly denied: number
  readonly agents: number
  /** User agents, without the command that was typed. */
  readonly clients: ReadonlySet<string>
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
    use.hours.add(event.time.slice(0, 13))
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
  readonly hours: Set<string>
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
  hours: new Set(),
  calls: new Map(),
  suspect: 0,
  whoAmI: 0,
  denied: 0,
  agents: 0,
  clients: new Set(),
})
