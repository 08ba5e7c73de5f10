/** Setup: one configuration, opened: rules, store, destinations and what ties them together. */
import { homedir } from 'node:os'
import { join } from 'node:path'
import { type Policy, SCHEDULE } from '../alerting/decide.ts'
import type { RuleNotes } from '../alerting/fold.ts'
import { type Clients, createClients } from '../aws/clients.ts'
import type { AlertingEntry } from '../config/alerting.ts'
import { type Config, type DestinationEntry, readConfig } from '../config/config.ts'
import { parseDocument } from '../config/document.ts'
import type { Route } from '../core/alert.ts'
import type { Outside } from '../core/destination.ts'
import type { Correlation, Rule } from '../core/rule.ts'
import type { Store } from '../core/store.ts'
import { destinationSchemas, destinations } from '../destinations/index.ts'
import { createDelivery, type Deliverer, type DeliverReport, type Sender } from '../flows/deliver.ts'
import type { Ingester } from '../flows/ingest.ts'
import { readRuleFiles } from '../sources/rule-files.ts'
import { stores } from '../stores/index.ts'
import { createEngine } from './engine.ts'
import { loadContext, readConfigFile } from './load-context.ts'
import { createOutside } from './outside.ts'
import { renderEach } from './refusal.ts'
import { compileRules, type LoadedRules, type RuleSource, useRules } from './rules.ts'

export interface SetupOptions {
  /** The configuration file; without one there are no destinations, and the pack alone. */
  readonly config?: string
  readonly rules: readonly string[]
  readonly builtin: boolean
}

export interface Setup {
  readonly settings: Settings
  readonly ingester: Ingester
  readonly deliver: () => Promise<DeliverReport>
  readonly clients: Clients
  /** About rules and configuration, drawn for a terminal; empty when there are none. */
  readonly warnings: string
  close(): Promise<void>
}

/** What the configuration says, with what it leaves open filled in. Durations in milliseconds. */
export interface Settings {
  readonly route: Route
  readonly destinations: readonly DestinationEntry[]
  readonly store: { readonly type: string; readonly [key: string]: string }
  readonly source: AlertingEntry['source']
  readonly resolveAfter: number
  readonly grace: number
  readonly rate: number
  readonly stormCap: number
}

const HOUR = 3_600_000

/** Where a person's state is kept (XDG Base Directory Specification, `XDG_STATE_HOME`). */
const statePath = (): string =>
  join(process.env.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'tattletrail', 'state.db')

/** @throws RefusedRules with every fault of the configuration and the rules; UsageError when a file cannot be read. */
export const openSetup = async (options: SetupOptions, now: () => number = Date.now): Promise<Setup> => {
  const config = options.config === undefined ? undefined : readConfigFile(options.config)
  const rulePaths = options.rules.filter((path) => path !== options.config)
  const sources = [...readRuleFiles(rulePaths), ...(config ? [config] : [])]
  const loaded = useRules(await compileRules(sources, options.builtin), sources)
  const settings = readSettings(config)
  const context = await loadContext(config)
  const store = await openStore(settings)
  const clients = createClients()
  const outside = createOutside(undefined, clients)
  const engine = createEngine(loaded, { scope: {}, context: context.spec })
  const senders = new Map(settings.destinations.map((entry) => [entry.id, openSender(entry, settings, outside)]))
  const deliverer: Deliverer = {
    store,
    senders,
    now,
    random: Math.random,
    sleep: (milliseconds) => new Promise((resolve) => void setTimeout(resolve, milliseconds).unref()),
  }
  return {
    settings,
    ingester: {
      engine,
      memory: engine.memory(settings.grace),
      store,
      policy: policyOf(settings, store, now),
      notes: notesOf(loaded),
      now,
    },
    deliver: createDelivery(deliverer).pass,
    clients,
    warnings: renderEach({
      problems: [...loaded.problems, ...context.problems],
      sources: [...sources, ...context.sources],
    }),
    close: async () => {
      outside.close()
      await store.close()
    },
  }
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
    resolveAfter: merged.resolve_after ?? 24 * HOUR,
    grace: merged.grace ?? 24 * HOUR,
    rate: merged.rate ?? 60,
    stormCap: merged.storm_cap ?? 20,
  }
}

/** Without routes every destination is told of what a person should look at today. */
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

export const openStore = ({ store: { type, ...settings } }: Pick<Settings, 'store'>): Promise<Store> => {
  const found = stores.find((one) => one.type === type)
  if (!found) throw new Error(`no store is called ${type}`)
  return found.open(settings as never)
}

export const openSender = (entry: DestinationEntry, settings: Settings, outside: Outside): Sender => {
  const type = destinations.find((one) => one.type === entry.type)
  if (!type) throw new Error(`no destination type is called ${entry.type}`)
  const own = entry.settings as never
  return {
    id: entry.id,
    limits: settings,
    send: async (message) => {
      try {
        return await type.send(own, type.render(own, message), message, outside)
      } catch (error) {
        return { ok: false, retry: true, reason: error instanceof Error ? error.message : String(error) }
      }
    },
  }
}

const POLICY_AGE = 5_000

/** Silences are looked up again every few seconds. */
const policyOf = (settings: Settings, store: Store, now: () => number): (() => Promise<Policy>) => {
  const resolvers = new Set(destinations.filter((type) => type.tellsResolved).map(({ type }) => type))
  const tellsResolved = new Set(settings.destinations.filter(({ type }) => resolvers.has(type)).map(({ id }) => id))
  let held: { readonly policy: Policy; readonly at: number } | undefined
  return async () => {
    if (!held || now() - held.at >= POLICY_AGE) {
      const silences = await store.silences()
      held = { policy: { route: settings.route, silences, schedule: SCHEDULE, tellsResolved }, at: now() }
    }
    return held.policy
  }
}

const notesOf = ({ rules, correlations }: LoadedRules): ((ruleId: string) => RuleNotes) => {
  const all = new Map<string, Rule | Correlation>([...correlations, ...rules].map((rule) => [rule.id, rule]))
  return (id) => {
    const rule = all.get(id)
    return {
      respond: rule?.respond ?? [],
      description: rule?.description ?? '',
      destinations: rule && 'destinations' in rule ? rule.destinations : [],
      groups: rule !== undefined && 'groupBy' in rule && !('type' in rule) && rule.groupBy !== undefined,
    }
  }
}
