/** What was put into a lake. */
import type { CollectSummary } from '../core/scan.ts'
import { defineFormat } from './format.ts'
import { jsonLine, oneLine } from './terminal.ts'
import { number, plural } from './text.ts'

export interface Collected {
  readonly summary: CollectSummary
  readonly lake: string
  readonly seconds: number
  /** The most that was taken, in megabytes. */
  readonly memory: number
}

/** Reasons that are listed on a screen. */
const LISTED = 20

export const collectedText = defineFormat({
  name: 'text',
  title: 'counts, and what failed',
  render: ({ summary, lake, seconds, memory }: Collected, { colors }) => {
    const { files, known, records, collected, skipped, failed, failures, interrupted, filesLeft } = summary
    const skips = Object.entries(skipped).map(([kind, count]) => ` + ${kind} ${number(count)}`)
    return [
      `${colors.bold(plural(collected, 'record'))} into ${oneLine(lake)} from ${plural(files - known, 'new file')}${known > 0 ? `; ${plural(known, 'file')} were there` : ''}`,
      colors.dim(
        `  records in ${number(records)} = collected ${number(collected)}${skips.join('')} + failed ${number(failed)} · ${seconds.toFixed(1)} s · ${number(Math.round(collected / Math.max(seconds, 0.001)))} events/s · peak ${memory} MB`,
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
  },
})

export const collectedJsonl = defineFormat({
  name: 'jsonl',
  title: 'one line of JSON',
  render: ({ summary }: Collected) => [jsonLine(summary)],
})
