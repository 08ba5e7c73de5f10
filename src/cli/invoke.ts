/** `tattletrail invoke`. */
import { type Invoked, invokeIngest } from '../app/lambda/invoke.ts'
import { jsonLine, oneLine } from '../report/terminal.ts'
import { number, plural } from '../report/text.ts'
import { configOf } from './job.ts'
import { colorsFor, writeLines } from './output.ts'

export interface InvokeCommandOptions {
  readonly config?: string
  readonly rules?: readonly string[]
  readonly builtin: boolean
  readonly objects?: string
  readonly dry?: boolean
  readonly format?: 'text' | 'jsonl'
}

/** Returns the exit code: 3 when something could not be read or delivered, else 0. */
export const invokeCommand = async (_: 'ingest', event: string, options: InvokeCommandOptions): Promise<number> => {
  const invoked = await invokeIngest({
    ...configOf(options),
    rules: options.rules ?? [],
    builtin: options.builtin,
    event,
    ...(options.objects !== undefined && { objects: options.objects }),
    dry: options.dry ?? false,
  })
  process.stderr.write(invoked.warnings)
  const isText = (options.format ?? (process.stdout.isTTY ? 'text' : 'jsonl')) === 'text'
  await writeLines(isText ? asText(invoked) : asLines(invoked))
  const { failures } = invoked.ingested
  return failures.length + (invoked.delivered?.DeadNotifications ?? 0) + (invoked.delivered?.FailedSends ?? 0) > 0
    ? 3
    : 0
}

const asLines = ({ ingested, would, delivered }: Invoked): readonly string[] => [
  ...would.map(({ notification: { destination, reason, alert }, type, payload }) =>
    jsonLine({ kind: 'notification', destination, type, reason, alert: alert.id, payload }),
  ),
  ...ingested.failures.map((failure) => jsonLine({ kind: 'failure', ...failure })),
  jsonLine({ kind: 'ingested', ...ingested.counts, response: ingested.response ?? null }),
  ...(delivered ? [jsonLine({ kind: 'delivered', ...delivered })] : []),
]

const asText = ({ ingested, would, delivered }: Invoked): readonly string[] => {
  const colors = colorsFor(process.stdout)
  const { Records, Evaluated, Skipped, Failed, Findings, Duplicates } = ingested.counts
  return [
    ...would.flatMap(({ notification: { destination, alert }, type, payload }) => [
      `${colors.bold(oneLine(destination, 60))} ${colors.dim(`(${type})`)}: ${oneLine(alert.findings.at(-1)?.message ?? '', 400)}`,
      `  ${colors.dim(jsonLine(payload))}`,
    ]),
    ...ingested.failures.map(({ input, reason }) => colors.red(`${oneLine(input, 100)}: ${oneLine(reason, 400)}`)),
    `records ${number(Records)} = evaluated ${number(Evaluated)} + skipped ${number(Skipped)} + failed ${number(Failed)}; ${plural(Findings, 'finding')}, ${plural(Duplicates, 'duplicate')}`,
    ...(delivered
      ? [
          `${number(delivered.Sent ?? 0)} sent, ${number(delivered.FailedSends ?? 0)} to be tried again, ${number(delivered.DeadNotifications ?? 0)} dead`,
        ]
      : []),
    `response: ${jsonLine(ingested.response ?? null)}`,
  ]
}
