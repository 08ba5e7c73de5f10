/** Telling: what a scan found, into the store of the configuration and from there to its destinations, as far as it goes now. */
import { type Clients, createClients } from '../../aws/clients.ts'
import type { Finding } from '../../core/finding.ts'
import { UsageError } from '../../core/usage-error.ts'
import type { CommitReport, Ingester } from '../../flows/ingest.ts'
import { ingestFindings } from '../../flows/ingest.ts'
import { createOutside } from '../../outside/outside.ts'
import type { Config } from '../config/sections.ts'
import type { LoadedRules } from '../rules/load.ts'
import type { RunEngine } from '../scan/engine.ts'
import { openDelivery, policyOf } from './delivery.ts'
import { notesOf } from './intake.ts'
import { type Settings, settingsOf } from './settings.ts'
import { openStore } from './setup.ts'

export interface Delivered extends CommitReport {
  /** What was told, by tries: a storm counts once. */
  readonly sent: number
  readonly dead: number
  /** Into storms. */
  readonly folded: number
  /** Left in the outbox, also from before: tried without success, and not yet tried because their time has not come. */
  readonly toRetry: number
  readonly waiting: number
  /** By destination: the latest reason why it did not take a message. */
  readonly refusals: Readonly<Record<string, string>>
}

export interface Telling {
  tell(findings: readonly Finding[]): Promise<Delivered>
  close(): Promise<void>
}

/** Where a scan delivers to. @throws UsageError when there is nowhere */
export const deliverySettings = (config: Config | undefined): Settings => {
  const settings = settingsOf(config)
  if (settings.destinations.length > 0) return settings
  throw new UsageError('there is nowhere to deliver to: the configuration has no [[destination]]')
}

const MOST_LEFT = 10_000

/** @throws Error when the store cannot be opened */
export const openTelling = async (
  settings: Settings,
  loaded: LoadedRules,
  engine: RunEngine,
  clients: Clients = createClients(),
): Promise<Telling> => {
  const now = Date.now
  const store = await openStore(settings)
  const outside = createOutside(undefined, clients)
  const refusals = new Map<string, string>()
  const deliver = openDelivery(settings, store, outside, now, (destination, reason) =>
    refusals.set(destination, reason),
  )
  const ingester: Ingester = {
    engine,
    memory: engine.memory(settings.grace),
    store,
    policy: policyOf(settings, store, now),
    notes: notesOf(loaded),
    now,
  }
  return {
    tell: async (findings) => {
      const committed = await ingestFindings(findings, ingester)
      const sum = { sent: 0, dead: 0, folded: 0 }
      for (let isBusy = true; isBusy; ) {
        const { sent, dead, folded, postponed } = await deliver()
        sum.sent += sent
        sum.dead += dead
        sum.folded += folded
        // What was postponed may have stood before others that are due.
        isBusy = sent + dead + folded + postponed > 0
      }
      const left = await store.notifications({ status: 'due', limit: MOST_LEFT })
      const toRetry = left.filter(({ attempts, postponed }) => attempts > postponed).length
      return { ...committed, ...sum, toRetry, waiting: left.length - toRetry, refusals: Object.fromEntries(refusals) }
    },
    close: async () => {
      outside.close()
      await store.close()
    },
  }
}
