/** Setup: settings, opened: store, destinations and, with rules, all that a run needs. */
import { type Clients, createClients } from '../../aws/clients.ts'
import { reasonOf } from '../../core/reason.ts'
import type { Store } from '../../core/store.ts'
import type { Pass } from '../../flows/delivery/deliver.ts'
import type { Ingester } from '../../flows/ingest.ts'
import { allowedBy } from '../../outside/allowed.ts'
import { createOutside } from '../../outside/outside.ts'
import { folderOf, openConfig } from '../config/open-config.ts'
import { renderEach } from '../config/refusal.ts'
import { type OnRefused, openDelivery } from './delivery.ts'
import { openIntake } from './intake.ts'
import { renewed } from './renewed.ts'
import type { Settings } from './settings.ts'

export interface SetupOptions {
  /** The configuration file; without one there are no destinations, and the pack alone. */
  readonly config?: string
  readonly rules: readonly string[]
  readonly builtin: boolean
}

/** Where alerts are kept, and the way from there to where they are sent. */
export interface Alerting {
  readonly store: Store
  readonly deliver: Pass
  readonly clients: Clients
  close(): Promise<void>
}

export interface Setup extends Alerting {
  readonly settings: Settings
  /** For the canaries that there are at the time. */
  readonly ingester: () => Promise<Ingester>
  /** About rules and configuration, drawn for a terminal; empty when there are none. */
  readonly warnings: string
}

/** @throws RefusedRules with every fault of the configuration and the rules; UsageError when a file cannot be read. */
export const openSetup = async (
  options: SetupOptions,
  onRefused: OnRefused,
  onProblem: (reason: string) => void,
  now: () => number = Date.now,
): Promise<Setup> => {
  const opened = await openConfig(options)
  const intake = await openIntake(opened, options.builtin)
  const { settings, warnings } = intake
  // The store is opened once nothing is wrong with the rules.
  const alerting = await openAlerting(settings, { folder: folderOf(options.config), onRefused, now })
  const { store } = alerting
  const ingester = await renewed({
    ...{ store, now },
    make: async (canaries) => {
      const { ingester } = canaries.length === 0 ? intake : await openIntake({ ...opened, canaries }, options.builtin)
      return ingester(store, now)
    },
    onProblem: (error) => onProblem(`canaries: ${reasonOf(error)}`),
  })
  return { ...alerting, settings, ingester, warnings: renderEach(warnings) }
}

export interface AlertingOptions {
  /** Of the configuration. */
  readonly folder: string
  readonly onRefused?: OnRefused
  readonly now?: () => number
  readonly clients?: Clients
}

/** @throws StoreError when the store cannot be opened */
export const openAlerting = async (
  settings: Settings,
  { folder, onRefused, now = Date.now, clients = createClients() }: AlertingOptions,
): Promise<Alerting> => {
  const store = await settings.store.open()
  const outside = createOutside(allowedBy(process.env, folder), clients)
  return {
    ...{ store, clients },
    deliver: openDelivery(settings, store, outside, now, onRefused),
    close: async () => {
      outside.close()
      await store.close()
    },
  }
}
