/** `tattletrail collect`. */
import { formats } from '../../report/formats/index.ts'
import { defineCommand } from '../command.ts'
import { runJob } from '../job.ts'
import { many, text } from '../kinds.ts'
import { formatOption } from '../options.ts'
import { memory, print } from '../output.ts'
import { readScope, scopeOptions } from '../scope.ts'

export const collect = defineCommand({
  name: 'collect',
  summary: 'put logs into a lake: Parquet by account, Region and day, each log once',
  args: [{ takes: many(text('path')), about: 'log files or folders, or s3://bucket/prefix' }],
  options: {
    ...scopeOptions,
    lake: { takes: text('folder'), about: 'the lake; made when missing', required: true },
    format: formatOption(formats.collected),
  },
  note: '--from, --to, --account and --region narrow what is looked for in S3; files that are named are taken whole.',
  examples: [
    'tattletrail collect ./AWSLogs --lake ./lake',
    'tattletrail collect s3://my-trail --lake ./lake --from 2026-03-01',
  ],
  exitCodes: {
    0: 'done',
    2: 'bad usage (nothing was written)',
    3: 'some input failed',
    130: 'interrupted: the same command goes on',
  },
  run: async ([paths], { lake, format, ...scope }) => {
    const started = performance.now()
    const { prepareCollect } = await import('../../app/history/collect.ts')
    const summary = await runJob(await prepareCollect(paths, lake, readScope(scope)))
    const seconds = (performance.now() - started) / 1000
    await print(formats.collected, format, { summary, lake, seconds, memory: memory() })
    return summary.interrupted ? 130 : summary.failed > 0 ? 3 : 0
  },
})
