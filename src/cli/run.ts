/** `tattletrail run`. */
import { prepareRun } from '../app/alerting/run.ts'
import { jsonLine, oneLine } from '../report/terminal.ts'
import { number, plural } from '../report/text.ts'
import { configOf } from './job.ts'
import { colorsFor } from './output.ts'

export interface RunCommandOptions {
  readonly config?: string
  readonly rules?: readonly string[]
  readonly builtin: boolean
  readonly once?: boolean
  readonly port?: number
  readonly format?: 'text' | 'jsonl'
}

/** Returns the exit code: 3 when some input or some delivery failed for good, else 0. */
export const runCommand = async (folder: string | undefined, options: RunCommandOptions): Promise<number> => {
  const running = await prepareRun({
    ...configOf(options),
    rules: options.rules ?? [],
    builtin: options.builtin,
    ...(folder === undefined ? {} : { folder }),
    once: options.once ?? false,
    ...(options.port === undefined ? {} : { port: options.port }),
  })
  const isText = (options.format ?? (process.stderr.isTTY ? 'text' : 'jsonl')) === 'text'
  const colors = colorsFor(process.stderr)
  const say = (kind: string, text: string, fields: object): void => {
    const line = isText
      ? `${colors.dim(new Date().toISOString().slice(11, 19))}  ${text}`
      : jsonLine({ kind, ...fields })
    process.stderr.write(`${line}\n`)
  }
  process.stderr.write(running.setup.warnings)
  if (running.destinations === 0)
    say('warning', 'no destinations: alerts are kept in the store, and nobody is notified', { destinations: 0 })
  say('started', `watching ${oneLine(running.source, 200)} for ${plural(running.destinations, 'destination')}`, {
    source: running.source,
    destinations: running.destinations,
  })

  /** By destination: why it took nothing last. Told once, not with every try. */
  const refusals = new Map<string, string>()
  const stop = new AbortController()
  const onSignal = (): void => {
    say('stopping', 'finishing what is at hand (again to stop at once)', {})
    stop.abort()
  }
  process.once('SIGINT', onSignal)
  process.once('SIGTERM', onSignal)
  await running.run(
    {
      ingested: (name, { findings, duplicates, read, notifications }) => {
        const counts = { records: read.records, findings, duplicates, notifications }
        if (findings > 0 || !isText)
          say(
            'ingested',
            `${oneLine(name.split('/').at(-1) ?? name, 120)}: ${plural(findings, 'finding')} in ${plural(read.records, 'record')}`,
            {
              name,
              ...counts,
            },
          )
      },
      failed: (name, reason) =>
        say('failed', colors.red(`${oneLine(name, 160)}: ${oneLine(reason, 300)}`), { name, reason }),
      delivered: (report) =>
        say(
          'delivered',
          `${number(report.sent)} sent, ${number(report.failed)} to be tried again, ${number(report.dead)} dead, ${number(report.folded)} folded`,
          report,
        ),
      refused: (destination, reason) => {
        if (isText && refusals.get(destination) === reason) return
        refusals.set(destination, reason)
        say('refused', colors.yellow(`${oneLine(destination, 60)}: ${oneLine(reason, 300)}`), { destination, reason })
      },
      stalled: (what, reason) => say('stalled', colors.yellow(`${what}: ${oneLine(reason, 300)}`), { what, reason }),
    },
    stop.signal,
  )
  process.off('SIGINT', onSignal)
  process.off('SIGTERM', onSignal)
  const { inputs, failedInputs, records, evaluated, skipped, failed, findings, sent, failedSends, dead } =
    running.health()
  if (isText && failedSends > 0) say('left', 'what failed is tried again when it runs again', {})
  if (isText && dead > 0) say('left', 'why they are dead: tattletrail alerts replay --list', {})
  say(
    'stopped',
    `${plural(inputs, 'input')}: records ${number(records)} = evaluated ${number(evaluated)} + skipped ${number(skipped)} + failed ${number(failed)}; ${plural(findings, 'finding')}, ${number(sent)} sent, ${number(dead)} dead`,
    running.health(),
  )
  return failedInputs + failed + dead > 0 ? 3 : 0
}
