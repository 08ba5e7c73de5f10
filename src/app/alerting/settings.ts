/** Settings: what the configuration says about alerts, with what it leaves open filled in. */

import { homedir } from 'node:os'
import { join } from 'node:path'
import { SCHEDULE } from '../../alerting/decide.ts'
import type { AlertingEntry } from '../../config/alerting.ts'
import { type Config, type DestinationEntry, readConfig } from '../../config/config.ts'
import { parseDocument } from '../../config/document.ts'
import { ConfigError } from '../../config/located.ts'
import type { Route } from '../../core/alert.ts'
import { destinationSchemas } from '../../destinations/index.ts'
import { DAY } from '../../notation/duration.ts'
import { RefusedRules, type RuleSource } from '../rules/load.ts'

/** Durations in milliseconds. */
export interface Settings {
  readonly route: Route
  readonly destinations: readonly DestinationEntry[]
  readonly store: { readonly type: string; readonly [key: string]: string }
  readonly source: AlertingEntry['source']
  readonly resolveAfter: number
  readonly grace: number
  /** How long after a notification the next about the same alert may come. */
  readonly schedule: readonly number[]
  readonly rate: number
  readonly stormCap: number
}

/** Where a person's state is kept (XDG Base Directory Specification, `XDG_STATE_HOME`). */
export const statePath = (): string =>
  join(process.env.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'tattletrail', 'state.db')

/** For those who compile no rule. @throws RefusedRules with every fault of the configuration */
export const checkedSettings = (config: RuleSource | undefined): Settings => {
  if (!config) return readSettings(config)
  try {
    const { problems } = readConfig([parseDocument(config.text, config.file)], destinationSchemas)
    if (problems.some(({ severity }) => severity === 'error')) throw new RefusedRules(problems, [config])
  } catch (error) {
    throw error instanceof ConfigError ? new RefusedRules(error.problems, [config]) : error
  }
  return readSettings(config)
}

/** Of several documents the later one wins; routes are tried in order. Faults were told when the rules were compiled. */
export const readSettings = (config: RuleSource | undefined): Settings => {
  const { destinations, alerting } = config
    ? readConfig([parseDocument(config.text, config.file)], destinationSchemas).config
    : ({ destinations: [], alerting: [] } satisfies Pick<Config, 'destinations' | 'alerting'>)
  const routes = alerting.flatMap((entry) => entry.routes)
  const merged: AlertingEntry['settings'] = Object.assign({}, ...alerting.map((entry) => entry.settings))
  const store = Object.assign({}, ...alerting.map((entry) => entry.store)) as AlertingEntry['store']
  const type = store.type ?? 'sqlite'
  return {
    route: rootOf(routes, destinations),
    destinations,
    store: {
      type,
      ...(type === 'sqlite' && { path: store.path ?? statePath() }),
      ...(type === 'dynamodb' && { table: store.table ?? 'tattletrail' }),
    },
    source: alerting.findLast((entry) => entry.source)?.source,
    resolveAfter: merged.resolve_after ?? DAY,
    grace: merged.grace ?? DAY,
    schedule: merged.schedule ?? SCHEDULE,
    rate: merged.rate ?? 60,
    stormCap: merged.storm_cap ?? 20,
  }
}

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
