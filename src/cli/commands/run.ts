/** `tattletrail run`. */
import type { Health, Running, RunOptions } from '../../app/alerting/run.ts'
import type { RuleError } from '../../flows/scan-file.ts'
import { jsonLine, oneLine } from '../../report/terminal.ts'
import { number, plural } from '../../report/text.ts'
import { defineCommand, type OptionsFor } from '../command.ts'
import { untilInterrupted } from '../job.ts'
import { oneOf, text, whole } from '../kinds.ts'
import { configOption, rulesOptions } from '../options.ts'
import { colorsFor } from '../output.ts'

/** Says what happens, on standard error. */
type Say = (kind: string, text: string, fields: object) => void

export const run = defineCommand({
  name: 'run',
  summary: 'watch a source, keep its alerts and deliver them, until stopped',
  args: [
    {
      takes: text('folder'),
      optional: true,
      about: 'a folder in which log files appear, or s3://bucket/prefix (default: the source of the configuration)',
    },
  ],
  options: {
    ...rulesOptions,
    config: configOption(),
    once: { about: 'read what is there, deliver, and end' },
    port: { takes: whole('n'), about: 'serve counts as JSON on this port, on this machine only' },
    format: {
      short: 'f',
      takes: oneOf('format', ['text', 'jsonl']),
      about: 'how to report on standard error',
      default: () => (process.stderr.isTTY ? 'text' : 'jsonl'),
    },
  } satisfies OptionsFor<RunOptions, 'folder' | 'checks'>,
  examples: [
    'tattletrail run ./logs --config tattletrail.toml',
    'tattletrail run --config tattletrail.toml --port 8377 & curl localhost:8377',
  ],
  exitCodes: {
    0: 'stopped',
    2: 'bad usage or configuration (nothing was run)',
    3: 'some input or delivery failed for good, or the store cannot be used',
  },
  run: async ([folder], options) => {
    const { prepareRun } = await import('../../app/alerting/run.ts')
    const running = await prepareRun({
      ...options,
      ...(folder !== undefined && { folder }),
      checks: async (setup) => (await import('../../app/canaries/check.ts')).foundBy(setup),
    })
    const isText = options.format === 'text'
    const { dim } = colorsFor(process.stderr)
    const say: Say = (kind, text, fields) => {
      const line = isText ? `${dim(new Date().toISOString().slice(11, 19))}  ${text}` : jsonLine({ kind, ...fields })
      process.stderr.write(`${line}\n`)
    }
    process.stderr.write(running.setup.warnings)
    if (running.destinations === 0)
      say('warning', 'no destinations: alerts are kept in the store, and nobody is notified', { destinations: 0 })
    const { source, store, destinations } = running
    const used = `configuration ${options.config ?? 'none'}, state in ${store}`
    say(
      'started',
      `watching ${oneLine(source, 200)} for ${plural(destinations, 'destination')} (${oneLine(used, 300)})`,
      {
        ...{ source, destinations, store },
        config: options.config ?? null,
      },
    )
    try {
      await untilInterrupted((signal) => {
        signal.addEventListener('abort', () => say('stopping', 'finishing what is at hand (again to stop at once)', {}))
        return running.run(eventsTo(say, isText), signal)
      })
    } finally {
      const health = running.health()
      if (isText) for (const line of leftOf(health)) say('left', line, {})
      say('stopped', sumOf(health), health)
    }
    const health = running.health()
    return health.failedInputs + health.failed + health.dead > 0 ? 3 : 0
  },
})

const eventsTo = (say: Say, isText: boolean): Parameters<Running['run']>[0] => {
  const colors = colorsFor(process.stderr)
  /** By destination: why it took nothing last. Told once, not with every try. */
  const refusals = new Map<string, string>()
  /** By what could not be used just now: why. Told once as well. */
  const stalls = new Map<string, string>()
  /** Rules that failed; of each the first failure is said, and at the end how many there were. */
  const failing = new Set<string>()
  return {
    ingested: (name, { findings, duplicates, read, notifications, ruleErrors }) => {
      for (const error of ruleErrors) {
        if (isText && failing.has(error.rule)) continue
        failing.add(error.rule)
        say('rule-failed', colors.yellow(ruleFailed(error)), { name, ...error })
      }
      if (isText && findings === 0) return
      const file = oneLine(name.split('/').at(-1) ?? name, 120)
      say('ingested', `${file}: ${plural(findings, 'finding')} in ${plural(read.records, 'record')}`, {
        name,
        records: read.records,
        findings,
        duplicates,
        notifications,
      })
    },
    failed: (name, reason) =>
      say('failed', colors.red(`${oneLine(name, 160)}: ${oneLine(reason, 300)}`), { name, reason }),
    delivered: (report) => {
      const { sent, failed, dead, folded } = report
      const counts = `${number(sent)} sent, ${number(failed)} to be tried again, ${number(dead)} dead`
      say('delivered', `${counts}, ${number(folded)} folded`, report)
    },
    refused: (destination, reason) => {
      if (isText && refusals.get(destination) === reason) return
      refusals.set(destination, reason)
      say('refused', colors.yellow(`${oneLine(destination, 60)}: ${oneLine(reason, 300)}`), { destination, reason })
    },
    shared: (others) => say('shared', sharedBy(others), { others }),
    stalled: (what, reason) => {
      if (isText && stalls.get(what) === reason) return
      stalls.set(what, reason)
      say('stalled', colors.yellow(`${what}: ${oneLine(reason, 300)} (it is tried again)`), { what, reason })
    },
  }
}

const ruleFailed = ({ rule, count, example }: RuleError): string =>
  `${oneLine(rule, 120)} failed on ${plural(count, 'record')}, and so did not match: ${oneLine(example, 300)}`

const sharedBy = (others: number): string =>
  others === 0
    ? 'no other run uses this store any more'
    : `${plural(others, 'other run')} on this store (within the last minute): it is shared, and each alert is sent once`

const leftOf = ({ failedSends, dead, failingRules }: Health): readonly string[] => [
  ...Object.entries(failingRules).map(([rule, { count, example }]) => ruleFailed({ rule, count, example })),
  ...(failedSends > 0 ? ['what failed is tried again when it runs again'] : []),
  ...(dead > 0 ? ['why they are dead: tattletrail alerts replay --list'] : []),
]

const sumOf = ({ inputs, records, evaluated, skipped, failed, findings, sent, dead }: Health): string =>
  `${plural(inputs, 'input')}: records ${number(records)} = evaluated ${number(evaluated)} + skipped ${number(skipped)} + failed ${number(failed)}; ${plural(findings, 'finding')}, ${number(sent)} sent, ${number(dead)} dead`
