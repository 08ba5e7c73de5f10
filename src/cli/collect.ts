/** `tattletrail collect`. */
import { prepareCollect } from '../app/history/collect.ts'
import type { CollectSummary } from '../flows/collect.ts'
import { jsonLine, oneLine } from '../report/terminal.ts'
import { number, plural } from '../report/text.ts'
import { runJob } from './job.ts'
import { colorsFor } from './output.ts'
import { readScope, type ScopeOptions } from './scope.ts'

export interface CollectOptions extends ScopeOptions {
  readonly lake: string
  readonly format?: 'text' | 'jsonl'
}

/** Reasons that are listed on a screen. */
const LISTED = 20

/** Returns the exit code: 130 when interrupted, 3 when some input failed, else 0. */
export const collectCommand = async (paths: readonly string[], options: CollectOptions): Promise<number> => {
  const started = performance.now()
  const summary = await runJob(await prepareCollect(paths, options.lake, readScope(options)))
  const isText = (options.format ?? (process.stdout.isTTY ? 'text' : 'jsonl')) === 'text'
  process.stdout.write(
    isText ? textOf(summary, options.lake, (performance.now() - started) / 1000) : `${jsonLine(summary)}\n`,
  )
  return summary.interrupted ? 130 : summary.failed > 0 ? 3 : 0
}

const textOf = (summary: CollectSummary, lake: string, seconds: number): string => {
  const { files, known, records, collected, skipped, failed, failures, interrupted, filesLeft } = summary
  const colors = colorsFor(process.stdout)
  const skips = Object.entries(skipped).map(([kind, count]) => ` + ${kind} ${number(count)}`)
  const lines = [
    `${colors.bold(plural(collected, 'record'))} into ${oneLine(lake)} from ${plural(files - known, 'new file')}${known > 0 ? `; ${plural(known, 'file')} were there` : ''}`,
    colors.dim(
      `  records in ${number(records)} = collected ${number(collected)}${skips.join('')} + failed ${number(failed)} · ${seconds.toFixed(1)} s · ${number(Math.round(collected / Math.max(seconds, 0.001)))} events/s · peak ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`,
    ),
    ...(files + failures.length === 0
      ? [colors.yellow('  no logs there: nothing is named like one (.json, .jsonl, .ndjson, .gz)')]
      : []),
    ...failures.slice(0, LISTED).map(({ file, reason }) => colors.yellow(`  ${oneLine(file)}: ${oneLine(reason)}`)),
    ...(failures.length > LISTED ? [colors.yellow(`  and ${number(failures.length - LISTED)} more`)] : []),
    ...(interrupted
      ? [colors.yellow(`  interrupted: ${plural(filesLeft, 'file')} left; the same command goes on where it stopped`)]
      : []),
  ]
  return `${lines.join('\n')}\n`
}
