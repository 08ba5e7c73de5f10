/** Wires `contain watch`: logs, or those of the configured source again and again, until nothing gets through any more. */
import { setTimeout } from 'node:timers/promises'
import { UsageError } from '../../core/usage-error.ts'
import { newWatch, type Watch, type WatchReport } from '../../flows/contain/watch.ts'
import { scan } from '../../flows/scan.ts'
import { loadContext } from '../context/load-context.ts'
import { configuredLogs } from '../history/configured-logs.ts'
import { createEngine } from '../scan/engine.ts'
import { everyRecord } from '../scan/every-record.ts'
import { findInputs, ownSlots } from '../scan/inputs.ts'
import { keptPlans } from './kept.ts'

export interface WatchSettings {
  /** For how long nothing is to get through; milliseconds. */
  readonly quiet: number
  /** How often it looks again; milliseconds. */
  readonly every: number
  readonly config?: string
}

export interface Look extends WatchReport {
  /** What could not be read, and why. */
  readonly unread: readonly string[]
}

/**
 * Logs that are named are looked at once; those of the configured source until nothing got through for so long.
 * @throws UsageError, StoreError
 */
export async function* watchPlan(
  id: string,
  named: readonly string[],
  { quiet, every, config }: WatchSettings,
  signal: AbortSignal,
): AsyncIterable<Look> {
  const [life] = await keptPlans(config, id)
  if (!life) throw new UsageError(`no plan is called ${id}`)
  const watch = newWatch(life, quiet)
  const logs = named.length > 0 ? undefined : await configuredLogs(config)
  if (named.length === 0 && logs === undefined)
    throw new UsageError(
      'say where to look: name logs, or a [source] in the configuration whose logs stay where they are',
    )
  const seen = new Set<string>()
  while (!signal.aborted) {
    const unread = await lookAt(logs === undefined ? named : [logs], Date.parse(life.at), seen, watch, signal)
    if (signal.aborted) return
    const report = watch.report()
    yield { ...report, unread }
    if (logs === undefined || report.isQuiet) return
    await setTimeout(every, undefined, { signal }).catch(() => {})
  }
}

/** CloudTrail writes a file once, and writes it after what it tells of: days of the event history alone grow. */
const lookAt = async (
  paths: readonly string[],
  from: number,
  seen: Set<string>,
  watch: Watch,
  signal: AbortSignal,
): Promise<readonly string[]> => {
  const scope = { from }
  const found = await findInputs(paths, scope)
  try {
    const context = (await loadContext(undefined)).spec
    const engine = createEngine({ rules: [], correlations: [], problems: [] }, { scope, context })
    const looking = { ...engine, ruleSet: everyRecord(watch.add) }
    const input = { ...found, files: found.files.filter((file) => found.isLookup(file) || !seen.has(file)) }
    const { summary } = await scan(input, ownSlots(input, looking, signal), looking, () => {}, signal)
    const unread = new Set(summary.failures.map(({ file }) => file))
    for (const file of input.files) if (!unread.has(file)) seen.add(file)
    return summary.failures.map(({ file, reason }) => `${file}: ${reason}`)
  } finally {
    found.close()
  }
}
