/** Reach: from one indicator to everything that is tied to it, round by round, with a proof for each step and a reason for each stop. */
import type { Indicator } from '../core/case.ts'
import type { Event } from '../core/event.ts'
import type { Filter } from '../core/event-query.ts'
import { type Closure, closeOver } from './closure.ts'
import { NOTHING } from './filter.ts'
import { createLedger, type Ledger } from './ledger.ts'
import { networkTest } from './networks.ts'

export interface ReachSettings {
  readonly seed: Indicator
  /** Entities to follow although a rule says to stop. */
  readonly follow: readonly string[]
  /** An address used by more unrelated principals than this is shared by people who have nothing to do with each other. */
  readonly bound: number
  /** The name of a network of the user's, or of AWS, that an address belongs to. */
  readonly network: (address: string) => string | undefined
  readonly within: Filter['within']
}

/** The lists of a filter. */
export type Ask = { readonly [List in keyof Filter['any']]: ReadonlySet<string> }
export type Asked = { readonly [List in keyof Filter['any']]: Set<string> }

export interface Reach {
  /** What to look for next; undefined when everything is closed. */
  next(): Filter | undefined
  add(event: Event, file: string): void
  result(): Closure
  readonly ledger: Ledger
}

export const newAsked = (): Asked =>
  Object.fromEntries(Object.keys(NOTHING.any).map((list) => [list, new Set<string>()])) as unknown as Asked

export const createReach = (settings: ReachSettings): Reach => {
  const ledger = createLedger()
  const asked = newAsked()
  const inSeedNetwork = settings.seed.kind === 'network' ? networkTest([settings.seed.value]) : (): boolean => false
  const rules = { ...settings, inSeedNetwork, followed: new Set(settings.follow) }
  return {
    ledger,
    next: () => {
      const { wanted } = closeOver(ledger, rules, asked)
      const fresh = Object.fromEntries(
        Object.entries(wanted).map(([list, values]) => [
          list,
          [...values].filter((value) => !asked[list as keyof Asked].has(value)).sort(),
        ]),
      ) as unknown as Filter['any']
      for (const [list, values] of Object.entries(fresh))
        for (const value of values) asked[list as keyof Asked].add(value)
      return Object.values(fresh).some((values) => values.length > 0)
        ? { any: fresh, within: settings.within }
        : undefined
    },
    add: (event, file) => ledger.add(event, file),
    result: () => closeOver(ledger, rules, asked),
  }
}
