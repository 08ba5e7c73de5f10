/** Scan delivery: what a scan found, into the store of the configuration and from there to its destinations, as far as it goes now. */
import type { Finding } from '../../core/finding.ts'
import { UsageError } from '../../core/usage-error.ts'
import { deliverAll } from '../../flows/delivery/deliver.ts'
import { type CommitReport, ingestFindings } from '../../flows/ingest.ts'
import type { Config } from '../config/sections.ts'
import type { LoadedRules } from '../rules/load.ts'
import type { RunEngine } from '../scan/engine.ts'
import { createIngester } from './intake.ts'
import { type Settings, settingsOf } from './settings.ts'
import { openAlerting } from './setup.ts'

export interface Delivered extends CommitReport {
  /** By tries: a storm counts once. */
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

export interface ScanDelivery {
  deliver(findings: readonly Finding[]): Promise<Delivered>
  close(): Promise<void>
}

/** Where a scan delivers to. @throws UsageError when there is nowhere */
export const deliverySettings = (config: Config | undefined): Settings => {
  const settings = settingsOf(config)
  if (settings.destinations.length > 0) return settings
  throw new UsageError('there is nowhere to deliver to: the configuration has no [[destination]]')
}

const MOST_LEFT = 10_000

/** @param folder of the configuration. @throws UsageError when the store cannot be opened */
export const openScanDelivery = async (
  settings: Settings,
  loaded: LoadedRules,
  engine: RunEngine,
  folder: string,
): Promise<ScanDelivery> => {
  const refusals = new Map<string, string>()
  const { store, deliver, close } = await openAlerting(settings, {
    folder,
    onRefused: (id, reason) => refusals.set(id, reason),
  })
  const ingester = createIngester(settings, loaded, engine, store, Date.now)
  return {
    deliver: async (findings) => {
      const committed = await ingestFindings(findings, ingester)
      const { sent, dead, folded } = await deliverAll(deliver)
      const left = await store.notifications({ status: 'due', limit: MOST_LEFT })
      const toRetry = left.filter(({ attempts, postponed }) => attempts > postponed).length
      const waiting = left.length - toRetry
      return { ...committed, sent, dead, folded, toRetry, waiting, refusals: Object.fromEntries(refusals) }
    },
    close,
  }
}
