/** Setup: one configuration, opened: rules, store, destinations and what ties them together. */
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { type Clients, createClients } from '../../aws/clients.ts'
import { reasonOf } from '../../core/reason.ts'
import type { Store } from '../../core/store.ts'
import { UsageError } from '../../core/usage-error.ts'
import type { DeliverReport } from '../../flows/deliver.ts'
import type { Ingester } from '../../flows/ingest.ts'
import { createOutside } from '../../outside/outside.ts'
import { readRuleFiles } from '../../sources/rule-files.ts'
import { stores } from '../../stores/index.ts'
import { readConfigFile } from '../context/load-context.ts'
import { renderEach } from '../rules/refusal.ts'
import { type OnRefused, openDelivery } from './delivery.ts'
import { openIntake } from './intake.ts'
import { type Settings, statePath } from './settings.ts'

export interface SetupOptions {
  /** The configuration file; without one there are no destinations, and the pack alone. */
  readonly config?: string
  readonly rules: readonly string[]
  readonly builtin: boolean
}

export interface Setup {
  readonly settings: Settings
  readonly store: Store
  readonly ingester: Ingester
  readonly deliver: () => Promise<DeliverReport>
  readonly clients: Clients
  /** About rules and configuration, drawn for a terminal; empty when there are none. */
  readonly warnings: string
  close(): Promise<void>
}

/** @throws RefusedRules with every fault of the configuration and the rules; UsageError when a file cannot be read. */
export const openSetup = async (
  options: SetupOptions,
  onRefused: OnRefused,
  now: () => number = Date.now,
): Promise<Setup> => {
  const config = options.config === undefined ? undefined : readConfigFile(options.config)
  const rules = readRuleFiles(options.rules.filter((path) => path !== options.config))
  const { settings, ingester, warnings } = await openIntake({ config, rules, builtin: options.builtin })
  const store = await openStore(settings)
  const clients = createClients()
  const outside = createOutside(undefined, clients)
  return {
    settings,
    store,
    ingester: ingester(store, now),
    deliver: openDelivery(settings, store, outside, now, onRefused),
    clients,
    warnings: renderEach(warnings),
    close: async () => {
      outside.close()
      await store.close()
    },
  }
}

/** @throws UsageError when it cannot be opened */
export const openStore = async ({ store: { type, ...settings } }: Pick<Settings, 'store'>): Promise<Store> => {
  const found = stores.find((one) => one.type === type)
  if (!found) throw new Error(`no store is called ${type}`)
  try {
    // A folder that a person names must be there; the one that we chose is ours to make, and nobody else's to read.
    if (settings.path === statePath()) mkdirSync(dirname(settings.path), { recursive: true, mode: 0o700 })
    return await found.open(settings as never)
  } catch (error) {
    const reason = reasonOf(error)
    throw new UsageError(reason, { cause: error })
  }
}
