/** Settings: what the configuration says about alerts, with what it leaves open filled in. */
import { SCHEDULE } from '../../alerting/decide.ts'
import type { Route } from '../../core/alert.ts'
import { DAY } from '../../notation/duration.ts'
import type { ConfiguredSource } from '../../sources/define.ts'
import type { ConfiguredStore } from '../../stores/define.ts'
import { sqlite } from '../../stores/index.ts'
import type { Config, DestinationEntry } from '../config/sections.ts'

/** Durations in milliseconds. */
export interface Settings {
  readonly route: Route
  readonly destinations: readonly DestinationEntry[]
  /** Some destination sends the record itself: findings carry theirs. */
  readonly keepsRecord: boolean
  readonly store: ConfiguredStore
  readonly source: ConfiguredSource | undefined
  readonly resolveAfter: number
  readonly grace: number
  /** How long after a notification the next about the same alert may come. */
  readonly schedule: readonly number[]
  readonly rate: number
  readonly stormCap: number
}

export const settingsOf = (config: Config | undefined): Settings => ({
  route: rootOf(config?.routes ?? [], config?.destinations ?? []),
  destinations: config?.destinations ?? [],
  keepsRecord: config?.destinations.some(({ needsRecord }) => needsRecord) ?? false,
  store: config?.store ?? sqlite.configured({}),
  source: config?.source,
  resolveAfter: config?.alerting?.resolve_after ?? DAY,
  grace: config?.alerting?.grace ?? DAY,
  schedule: config?.alerting?.schedule ?? SCHEDULE,
  rate: config?.alerting?.rate ?? 60,
  stormCap: config?.alerting?.storm_cap ?? 20,
})

/** Without routes every destination is sent what a person should look at today. */
const rootOf = (routes: readonly Route[], destinations: readonly DestinationEntry[]): Route =>
  routes.length > 0
    ? { name: 'routes', match: {}, destinations: [], continue: false, routes }
    : {
        name: 'every destination',
        match: { level: 'medium' },
        destinations: destinations.map(({ id }) => id),
        continue: false,
        routes: [],
      }
