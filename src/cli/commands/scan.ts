/** `tattletrail scan`. */
import type { PreparedScan, ScanSettings } from '../../app/scan/scan.ts'
import { atLeast, isStaged, LEVELS, type Level } from '../../core/rule.ts'
import type { ScanResult } from '../../flows/scan.ts'
import { renderDelivered } from '../../report/desk/alerts.ts'
import { formats } from '../../report/formats/index.ts'
import { number, plural, renderSummary } from '../../report/text.ts'
import { defineCommand, type OptionsFor } from '../command.ts'
import { runJob } from '../job.ts'
import { many, oneOf, text } from '../kinds.ts'
import { configOption, formatOption, neededConfig, rulesOptions, workersOption } from '../options.ts'
import { besides, headline, hintTyping, memory, named, pageOf, print } from '../output.ts'
import { readScope, scopeOptions } from '../scope.ts'

export const scan = defineCommand({
  name: 'scan',
  summary: 'read CloudTrail logs and print what the rules find',
  args: [
    {
      takes: many(text('path')),
      about: 'log files, folders, s3://bucket/prefix, lookup://REGION; - reads standard input',
    },
  ],
  options: {
    ...rulesOptions,
    ...scopeOptions,
    format: formatOption(formats.findings),
    minLevel: { takes: oneOf('level', LEVELS), about: 'leave out findings below this level' },
    failOn: {
      takes: oneOf('level', LEVELS),
      about: 'exit with 1 when a finding has this level or a higher one',
    },
    config: configOption('its rules, accounts and networks'),
    deliver: {
      about: 'keep what is found and notify the destinations of the configuration; what they know is not sent again',
    },
    workers: workersOption,
  } satisfies OptionsFor<ScanSettings, 'scope'>,
  examples: [
    'tattletrail scan ./AWSLogs',
    'tattletrail scan ./AWSLogs --min-level high --from 2026-03-04 --format jsonl | jq .message',
    'tattletrail scan s3://my-trail --account 111122223333 --from 2026-03-04',
    ["tattletrail scan 'lookup://eu-west-1?Username=dana'", 'the event history of 90 days, without a trail'],
    'aws s3 cp s3://my-trail/log.json.gz - | tattletrail scan - --rules tattletrail.toml --no-builtin',
    'tattletrail scan ./AWSLogs --config tattletrail.toml --deliver',
  ],
  exitCodes: {
    0: 'done',
    1: '--fail-on was met',
    2: 'bad usage or configuration (nothing was run)',
    3: 'some input or delivery failed, or the store cannot be used',
    130: 'interrupted (what was found until then is printed, and not delivered)',
  },
  run: async ([paths], options) => {
    const started = performance.now()
    if (options.deliver) neededConfig(options.config)
    const { prepareScan } = await import('../../app/scan/scan.ts')
    const prepared = await prepareScan(paths, { ...options, scope: readScope(options) })
    process.stderr.write(prepared.warnings)
    if (options.format === 'text') process.stdout.write(head(prepared, paths))
    hintTyping(paths)
    const result = await runJob(prepared)

    const { techniqueName } = await import('../../app/rules/coverage.ts')
    await print(formats.findings, options.format, { findings: result.findings, techniqueName })
    const out = besides(options.format)
    summarize(result, prepared, (performance.now() - started) / 1000, out)
    const isDelivered = await deliver(prepared, result.summary.interrupted, out)
    return exitCode(result, options.failOn) || (isDelivered ? 0 : 3)
  },
})

const head = ({ rules, languages, workers }: PreparedScan, paths: readonly string[]): string =>
  headline(`${number(rules)} rules, ${plural(languages, 'language')}`, named(paths), plural(workers, 'worker'))

const summarize = (
  { summary }: ScanResult,
  { attributions }: PreparedScan,
  seconds: number,
  out: NodeJS.WriteStream,
): void => {
  const { colors, width } = pageOf(out)
  const speed = `${seconds.toFixed(1)} s · ${rate(summary.records / seconds)} events/s · peak ${memory()} MB`
  out.write(renderSummary(summary, colors, width, speed))
  for (const line of attributions) out.write(`  ${colors.dim(line)}\n`)
}

/** Whether everything that is due has been delivered. What an interrupted scan found is not: a burst may be cut in two. */
const deliver = async (
  { deliver }: PreparedScan,
  isInterrupted: boolean,
  out: NodeJS.WriteStream,
): Promise<boolean> => {
  if (!deliver) return true
  if (isInterrupted) {
    out.write('  interrupted: nothing was delivered\n')
    return true
  }
  const delivered = await deliver()
  out.write(renderDelivered(delivered, pageOf(out).colors))
  return delivered.dead + delivered.toRetry === 0
}

const exitCode = ({ findings, summary }: ScanResult, failOn: Level | undefined): 0 | 1 | 3 | 130 => {
  if (summary.interrupted) return 130
  if (failOn && findings.some(({ rule, level }) => !isStaged(rule) && atLeast(level, failOn))) return 1
  return summary.failed > 0 ? 3 : 0
}

const rate = (perSecond: number): string =>
  perSecond >= 1e6
    ? `${(perSecond / 1e6).toFixed(1)}M`
    : perSecond >= 1e4
      ? `${Math.round(perSecond / 1e3)}k`
      : number(Math.round(perSecond))
