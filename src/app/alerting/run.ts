/** Run: a configuration that goes on until it is stopped, with a health page for the machine it runs on. */
import { randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import { setImmediate, setTimeout } from 'node:timers/promises'
import type { Finding } from '../../core/finding.ts'
import { UsageError } from '../../core/usage-error.ts'
import type { IngestReport } from '../../flows/ingest.ts'
import { createPresence } from '../../flows/presence.ts'
import { type RunEvents, run } from '../../flows/run.ts'
import { createTurns, type Turns } from '../../flows/turns.ts'
import type { ConfiguredSource } from '../../sources/define.ts'
import { folder, s3 } from '../../sources/index.ts'
import { isS3 } from '../../sources/s3/listing.ts'
import type { OnRefused } from './delivery.ts'
import { openSetup, type Setup, type SetupOptions } from './setup.ts'

export interface RunOptions extends SetupOptions {
  /** A folder to read, in place of the configured source. */
  readonly folder?: string
  /** Ends when what is there has been read and sent. */
  readonly once: boolean
  /** What would not be seen any more; not asked by who reads what is there and ends. */
  readonly checks?: (setup: Setup) => Promise<readonly Finding[]>
  /** Where the health page listens, on this machine only; absent: nowhere. */
  readonly port?: number
}

/** What the process has done since it started. */
export interface Health {
  readonly started: string
  readonly inputs: number
  /** Inputs that failed and have not been taken since. */
  readonly failedInputs: number
  readonly records: number
  readonly evaluated: number
  readonly skipped: number
  readonly failed: number
  /** Records on which a rule failed, which then does not match. */
  readonly ruleErrors: number
  /** Of each such rule, by title. */
  readonly failingRules: Readonly<Record<string, { readonly count: number; readonly example: string }>>
  readonly findings: number
  readonly duplicates: number
  readonly sent: number
  readonly failedSends: number
  readonly dead: number
  readonly folded: number
  /** Other runs on the same store. */
  readonly sharedWith: number
  /** Of the latest input. */
  readonly latestInput: string | null
  readonly latestProblem: string | null
}

export interface Running {
  readonly setup: Setup
  readonly destinations: number
  /** Of the source, for people. */
  readonly source: string
  /** Where its state is, for people. */
  readonly store: string
  health(): Health
  /** Resolves when it has ended. */
  run(on: Partial<RunEvents> & { readonly refused?: OnRefused }, signal: AbortSignal): Promise<void>
}

/** @throws RefusedRules, UsageError; nothing was read yet. */
export const prepareRun = async (options: RunOptions): Promise<Running> => {
  const health = createHealth()
  let onRefused: OnRefused | undefined
  const setup = await openSetup(
    options,
    (destination, reason) => {
      health.problem(`${destination}: ${reason}`)
      onRefused?.(destination, reason)
    },
    health.problem,
  )
  const configured = options.folder ? sourceAt(options.folder) : setup.settings.source
  if (!configured) {
    await setup.close()
    throw new UsageError('no source: name a folder, or add [source] to the configuration')
  }
  const source = configured.open({
    clients: setup.clients,
    store: setup.store,
    follow: !options.once,
    now: Date.now,
    onProblem: (reason) => health.problem(`source: ${reason}`),
  })
  return {
    setup,
    destinations: setup.settings.destinations.length,
    source: configured.name,
    store: setup.settings.store.name,
    health: health.now,
    run: async (on, signal) => {
      onRefused = on.refused
      const page = options.port === undefined ? undefined : await serveHealth(options.port, health.now)
      try {
        const sleep = (milliseconds: number, stop: AbortSignal): Promise<void> =>
          setTimeout(milliseconds, undefined, { signal: stop }).catch(() => {})
        const turns = (stop: AbortSignal): Turns => createTurns(setImmediate, () => performance.now(), stop)
        const { ingester, deliver, settings } = setup
        const presence = createPresence(setup.store, randomBytes(16).toString('hex'), Date.now)
        const { resolveAfter } = settings
        const checks = async () => (options.once ? [] : ((await options.checks?.(setup)) ?? []))
        const storeTries = options.once ? TRIES_ONCE : Number.POSITIVE_INFINITY
        await run(
          { source, ingester, deliver, presence, resolveAfter, storeTries, checks, sleep, turns, on: health.watch(on) },
          signal,
        )
      } finally {
        page?.close()
        await setup.close()
      }
    },
  }
}

/** Who reads what is there and ends waits some seconds for a store that is busy or full, and then says so. */
const TRIES_ONCE = 3

/** A folder, or `s3://bucket/prefix`. */
const sourceAt = (path: string): ConfiguredSource => (isS3(path) ? s3 : folder).configured({ path })

const RECONCILED = ['inputs', 'records', 'evaluated', 'skipped', 'failed', 'ruleErrors'] as const
/** What was counted of one input. */
type Counted = Readonly<Record<(typeof RECONCILED)[number], number>> & { readonly rules: IngestReport['ruleErrors'] }
const NOTHING: Counted = { inputs: 0, records: 0, evaluated: 0, skipped: 0, failed: 0, ruleErrors: 0, rules: [] }

const reconcile = ({ read, ruleErrors }: IngestReport): Counted => ({
  inputs: 1,
  records: read.records,
  evaluated: read.evaluated,
  skipped: Object.values(read.skipped).reduce((sum, count) => sum + count, 0),
  failed: read.failed.reduce((sum, { count }) => sum + count, 0),
  ruleErrors: ruleErrors.reduce((sum, { count }) => sum + count, 0),
  rules: ruleErrors,
})

const createHealth = () => {
  const counts = {
    ...{ inputs: 0, records: 0, evaluated: 0, skipped: 0, failed: 0, ruleErrors: 0, findings: 0, duplicates: 0 },
    ...{ sent: 0, failedSends: 0, dead: 0, folded: 0, sharedWith: 0 },
  }
  const started = new Date().toISOString()
  /** What was counted of each input that failed: offered again, it counts once. */
  const failing = new Map<string, Counted>()
  const failingRules = new Map<string, { readonly count: number; readonly example: string }>()
  let counted: Counted | undefined
  let latestInput: string | null = null
  let latestProblem: string | null = null
  return {
    problem: (said: string): void => {
      latestProblem = said
    },
    now: (): Health => ({
      ...{ started, ...counts, failedInputs: failing.size, failingRules: Object.fromEntries(failingRules) },
      ...{ latestInput, latestProblem },
    }),
    watch: (on: Partial<RunEvents>): RunEvents => ({
      skipped: (kind) => {
        counts.inputs++
        on.skipped?.(kind)
      },
      findings: (name, report) => {
        counts.inputs++
        counts.findings += report.findings
        counts.duplicates += report.duplicates
        latestInput = name
        failing.delete(name)
        on.findings?.(name, report)
      },
      ingested: (name, report) => {
        counted = reconcile(report)
        const before = failing.get(name) ?? NOTHING
        for (const key of RECONCILED) counts[key] += counted[key] - before[key]
        for (const { rule, count, example } of counted.rules) {
          const again = before.rules.find((one) => one.rule === rule)?.count ?? 0
          failingRules.set(rule, { count: (failingRules.get(rule)?.count ?? 0) + count - again, example })
          latestProblem = `${rule}: ${example}`
        }
        counts.findings += report.findings
        counts.duplicates += report.duplicates
        latestInput = name
        failing.delete(name)
        on.ingested?.(name, report)
      },
      failed: (name, reason) => {
        latestProblem = `${name}: ${reason}`
        failing.set(name, name === latestInput && counted ? counted : (failing.get(name) ?? NOTHING))
        counted = undefined
        on.failed?.(name, reason)
      },
      delivered: (report) => {
        counts.sent += report.sent
        counts.failedSends += report.failed
        counts.dead += report.dead
        counts.folded += report.folded
        on.delivered?.(report)
      },
      shared: (others) => {
        counts.sharedWith = others
        on.shared?.(others)
      },
      stalled: (what, reason) => {
        latestProblem = `${what}: ${reason}`
        on.stalled?.(what, reason)
      },
    }),
  }
}

const serveHealth = (port: number, health: () => Health): Promise<Server> =>
  new Promise((resolve, reject) => {
    const server = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(`${JSON.stringify(health())}\n`)
    })
    server.once('error', reject).listen(port, '127.0.0.1', () => resolve(server))
  })
