/** Wires a scan: files, rules, and one slot per worker. */
import { availableParallelism } from 'node:os'
import type { Finding } from '../../core/finding.ts'
import type { Level } from '../../core/rule.ts'
import type { EventScope } from '../../core/scan.ts'
import { UsageError } from '../../core/usage-error.ts'
import { type ScanProgress, type ScanResult, type ScanSlot, scan } from '../../flows/scan.ts'
import type { Delivered } from '../alerting/scan-delivery.ts'
import { folderOf, openConfig } from '../config/open-config.ts'
import type { OpenConfig } from '../config/read-sources.ts'
import { joined, renderEach } from '../config/refusal.ts'
import { loadContext } from '../context/load-context.ts'
import { type LoadedRules, useRules } from '../rules/load.ts'
import { createEngine, type EngineSpec } from './engine.ts'
import { findInputs, ownSlots } from './inputs.ts'
import { workerSlots } from './slots.ts'

export interface ScanSettings {
  readonly rules: readonly string[]
  readonly builtin: boolean
  /** A configuration: its rules, and what it says about accounts and networks. */
  readonly config?: string
  readonly minLevel?: Level
  readonly scope: EventScope
  /** Default: one per core, or one when the input is small. */
  readonly workers?: number
  /** What is found goes to the store and the destinations of the configuration. */
  readonly deliver?: boolean
}

export interface PreparedScan {
  readonly files: number
  /** Size on disk. */
  readonly bytes: number
  readonly rules: number
  readonly languages: number
  readonly workers: number
  /** About the rules and the configuration, drawn for a terminal; empty when there are none. */
  readonly warnings: string
  /** Whom the licence of a database wants named. */
  readonly attributions: readonly string[]
  run(onProgress: (done: ScanProgress) => void, signal: AbortSignal): Promise<ScanResult>
  /** Once it has run, and with `deliver`: keeps what was found, and delivers it. */
  readonly deliver: (() => Promise<Delivered>) | undefined
}

/** Below this many bytes on disk, starting a worker costs more than it brings. */
const WORTH_A_WORKER = 6_000_000

/** Reads rules, looks for files and starts the workers; nothing is scanned yet. @throws RefusedRules with every fault of the rules. */
export const prepareScan = async (paths: readonly string[], settings: ScanSettings): Promise<PreparedScan> =>
  prepareScanWith(await openConfig(settings), paths, settings)

/** The same over what is open already. @throws RefusedRules */
export const prepareScanWith = async (
  opened: OpenConfig,
  paths: readonly string[],
  settings: Omit<ScanSettings, 'rules' | 'config'>,
): Promise<PreparedScan> => {
  const context = await loadContext(opened.config)
  const inputs = await findInputs(paths, settings.scope)
  const { files, bytes, isPipe, isLookup } = inputs
  const wished = settings.workers ?? (bytes < WORTH_A_WORKER ? 1 : availableParallelism())
  const workers = Math.max(1, Math.min(wished, files.length))

  // Without a configuration there are no canaries, and nothing that reads one is loaded.
  const canaries = opened.main ? await (await import('../alerting/watched.ts')).watchedBy(opened) : []
  const compile = async (): Promise<LoadedRules> => {
    const rules = await useRules({ ...opened, canaries }, settings.builtin)
    if (rules.rules.length + rules.correlations.length > 0) return rules
    throw new UsageError('no rules: name some with --rules, or leave out --no-builtin')
  }
  // Where to deliver to can be read once the configuration has no fault.
  const delivery = settings.deliver ? await import('../alerting/scan-delivery.ts') : undefined
  const early = delivery && (await compile())
  const deliverTo = delivery?.deliverySettings(opened.config)
  const keepsRecord = deliverTo?.keepsRecord ?? false

  // Other threads compile the rules while this one does.
  const { sources } = opened
  const spec: EngineSpec = { ...settings, sources, canaries, context: context.spec, keepsRecord }
  const stop = new AbortController()
  const others = Array.from({ length: workers - 1 }, () => workerSlots(spec, stop.signal)).flat()
  const orStop = (error: unknown): never => {
    stop.abort()
    throw error
  }
  const loaded = early ?? (await compile().catch(orStop))
  const engine = createEngine(loaded, spec)
  const scanDelivery =
    deliverTo &&
    (await delivery?.openScanDelivery(deliverTo, loaded, engine, folderOf(opened.main?.source.file)).catch(orStop))
  let found: readonly Finding[] = []
  return {
    files: files.length,
    bytes,
    rules: engine.ruleSet.rules.length + loaded.correlations.length,
    languages: new Set(loaded.rules.map(({ language }) => language)).size,
    workers,
    warnings:
      renderEach(joined({ problems: loaded.problems, sources }, context)) +
      inputs.warnings.map((warning) => `warning: ${warning}\n`).join(''),
    attributions: context.attributions,
    run: async (onProgress, signal) => {
      signal.addEventListener('abort', () => stop.abort())
      const own = ownSlots(inputs, engine, signal)
      // A worker that waits for a pipe could not be stopped, and one that looks up could not keep the pace of the others.
      const fits = (slot: ScanSlot): ScanSlot => ({
        ...slot,
        scan: (file) => (isPipe(file) || isLookup(file) ? own[0] : slot).scan(file),
      })
      const slots = [...others.map(fits), ...own]
      const result = await scan(inputs, slots, engine, onProgress, signal).finally(inputs.close)
      found = result.findings
      return keepsRecord ? { ...result, findings: found.map(({ record: _, ...finding }) => finding) } : result
    },
    deliver: scanDelivery && (() => scanDelivery.deliver(found).finally(scanDelivery.close)),
  }
}
