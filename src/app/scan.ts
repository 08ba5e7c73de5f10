/** Wires a scan: files, rules, and one lane per worker. */
import { availableParallelism } from 'node:os'
import type { Level } from '../core/rule.ts'
import { type Lane, type ScanProgress, type ScanResult, scan } from '../flows/scan.ts'
import { readRuleFiles } from '../sources/rule-files.ts'
import { isS3 } from '../sources/s3-listing.ts'
import { createEngine, type EngineSpec, type Scope } from './engine.ts'
import { findInputs } from './inputs.ts'
import { ownLane, workerLanes } from './lanes.ts'
import { loadContext, readConfigFile } from './load-context.ts'
import { renderEach } from './refusal.ts'
import { compileRules, type LoadedRules, useRules } from './rules.ts'

export interface ScanSettings {
  readonly rules: readonly string[]
  readonly builtin: boolean
  /** A configuration: its rules, and what it says about accounts and networks. */
  readonly config?: string
  readonly minLevel?: Level
  readonly scope: Scope
  /** Default: one per core, or one when the input is small. */
  readonly workers?: number
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
}

/** Below this many bytes on disk, starting a worker costs more than it brings. */
const WORTH_A_WORKER = 6_000_000
/** So many answers of AWS this thread waits for at once; as many objects it holds at most. */
const FETCHES = 6

/** Reads rules, looks for files and starts the workers; nothing is scanned yet. @throws RefusedRules with every fault of the rules. */
export const prepareScan = async (paths: readonly string[], settings: ScanSettings): Promise<PreparedScan> => {
  const config = settings.config === undefined ? undefined : readConfigFile(settings.config)
  const rulePaths = settings.rules.filter((path) => path !== settings.config)
  const sources = [...readRuleFiles(rulePaths), ...(config ? [config] : [])]
  const context = await loadContext(config)
  const inputs = await findInputs(paths, settings.scope)
  const { files, bytes, isPipe, isLookup } = inputs
  const wished = settings.workers ?? (bytes < WORTH_A_WORKER ? 1 : availableParallelism())
  const workers = Math.max(1, Math.min(wished, files.length))

  // Other threads compile the rules while this one does.
  const spec: EngineSpec = { ...settings, sources, context: context.spec }
  const stop = new AbortController()
  const others = Array.from({ length: workers - 1 }, () => workerLanes(spec, stop.signal)).flat()
  const compile = async (): Promise<LoadedRules> => {
    const rules = useRules(await compileRules(sources, settings.builtin), sources)
    if (rules.rules.length + rules.correlations.length > 0) return rules
    const message = 'no rules: name some with --rules, or leave out --no-builtin'
    throw Object.assign(new Error(message), { name: 'UsageError' })
  }
  const loaded = await compile().catch((error: unknown) => {
    stop.abort()
    throw error
  })
  const engine = createEngine(loaded, spec)
  return {
    files: files.length,
    bytes,
    rules: engine.ruleSet.rules.length + loaded.correlations.length,
    languages: new Set(loaded.rules.map(({ language }) => language)).size,
    workers,
    warnings:
      renderEach({
        problems: [...loaded.problems, ...context.problems],
        sources: [...sources, ...context.sources],
      }) + inputs.warnings.map((warning) => `warning: ${warning}\n`).join(''),
    attributions: context.attributions,
    run: (onProgress, signal) => {
      signal.addEventListener('abort', () => stop.abort())
      const isRemote = (file: string): boolean => isLookup(file) || isS3(file)
      const remote = (file: string) => (isRemote(file) ? inputs.scanRemote(file, engine, signal) : undefined)
      const own = ownLane(engine, isPipe, signal, remote)
      // A worker that waits for a pipe could not be stopped, and one that looks up could not keep the pace of the others.
      const fits = (lane: Lane): Lane => ({
        ...lane,
        scan: (file) => (isPipe(file) || isLookup(file) ? own : lane).scan(file),
      })
      const lanes = [...others.map(fits), ...Array.from({ length: files.some(isRemote) ? FETCHES : 1 }, () => own)]
      return scan(inputs, lanes, engine, onProgress, signal).finally(inputs.close)
    },
  }
}
