/** Reach: from one indicator to everything that is tied to it, round by round, with a proof for each step and a reason for each stop. */
import type { Event } from '../../core/event.ts'
import type { Filter } from '../../core/event-query.ts'
import { child, type JsonObject, text } from '../../core/json.ts'
import { createLedger, type Ledger } from '../facts/ledger.ts'
import { isSessionOf, namedBy } from '../facts/resource.ts'
import { filterTest } from '../filter/filter.ts'
import { networkTest } from '../filter/networks.ts'
import { type Asked, newAsked } from './asked.ts'
import { type Closure, closeOver } from './closure.ts'
import type { ReachSettings } from './settings.ts'

export interface Reach {
  /** What to look for next; undefined when everything is closed. */
  next(): Filter | undefined
  /** Which of the records that come are wanted: a name that the filter searches for may be something else's. */
  wants(filter: Filter): (record: JsonObject) => boolean
  add(event: Event, file: string): void
  result(): Closure
  readonly ledger: Ledger
}

export const createReach = (settings: ReachSettings): Reach => {
  const ledger = createLedger()
  const asked = newAsked()
  const inSeedNetwork = settings.seed.kind === 'network' ? networkTest([settings.seed.value]) : (): boolean => false
  const named = settings.seed.kind === 'resource' ? namedBy(settings.seed.value) : undefined
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
    wants: (filter) => {
      const matches = filterTest(filter)
      const meant = filter.any.mentions.some((value) => named?.names.includes(value)) ? named : undefined
      if (!meant) return matches
      const mentions = filter.any.mentions.filter((value) => !meant.names.includes(value))
      const isSure = filterTest({ ...filter, any: { ...filter.any, mentions } })
      const met = new Set<string>()
      /** One call shows that the resource itself is at work, and as whom. */
      const isFirstCall = (arn: string | undefined): boolean => {
        if (arn === undefined || met.has(arn) || !isSessionOf(arn, settings.seed.value)) return false
        met.add(arn)
        return true
      }
      return (record) =>
        isSure(record) ||
        (matches(record) && (meant.isMeant(record) || isFirstCall(text(child(record, 'userIdentity'), 'arn'))))
    },
    add: (event, file) => ledger.add(event, file),
    result: () => closeOver(ledger, rules, asked),
  }
}
