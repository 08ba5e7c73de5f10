/** Setup: one configuration, opened: rules, store, destinations and what ties them together. */
import { type Clients, createClients } from '../../aws/clients.ts'
import { reasonOf } from '../../core/reason.ts'
import type { Store } from '../../core/store.ts'
import { UsageError } from '../../core/usage-error.ts'
import type { DeliverReport } from '../../flows/deliver.ts'
import type { Ingester } from '../../flows/ingest.ts'
import { createOutside } from '../../outside/outside.ts'
import { openConfig } from '../config/open-config.ts'
import { renderEach } from '../config/refusal.ts'
import { type OnRefused, openDelivery } from './delivery.ts'
import { openIntake } from './intake.ts'
import type { Settings } from './settings.ts'

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
  const { settings, ingester, warnings } = await openIntake(await openConfig(options), options.builtin)
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
export const openStore = async ({ store }: Pick<Settings, 'store'>): Promise<Store> => {
  try {
    return await store.open()
  } catch (error) {
    throw new UsageError(reasonOf(error), { cause: error })
  }
}
