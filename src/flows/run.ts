/** Run: a source into the store and the store into the destinations, until it is stopped. */
import type { Policy } from '../alerting/decide.ts'
import { resolve } from '../alerting/resolve.ts'
import type { Finding } from '../core/finding.ts'
import { reasonOf } from '../core/reason.ts'
import type { Input, Source } from '../core/source.ts'
import { type AlertStore, type Outbox, StoreBusyError } from '../core/store.ts'
import { HOUR, MINUTE } from '../notation/duration.ts'
import { handedOver } from './bus-event.ts'
import { type DeliverReport, mayGoOn, type Pass, type PassOptions } from './delivery/deliver.ts'
import { type CommitReport, type Ingester, type IngestReport, ingest, ingestFindings } from './ingest.ts'
import { BEAT_EVERY, type Presence } from './presence.ts'
import { StoppedError, type Turns } from './turns.ts'

export interface Runner {
  readonly source: Source
  /** As it is by now: what is watched may have changed. */
  readonly ingester: () => Promise<Ingester>
  readonly deliver: Pass
  readonly presence: Presence
  /** What would not be seen any more, asked every hour. */
  readonly checks: () => Promise<readonly Finding[]>
  /** An alert without new findings for so long has ended; milliseconds. */
  readonly resolveAfter: number
  /** How often a store that is busy is tried again before it ends everything; without end for who follows. */
  readonly storeTries: number
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>
  readonly turns: (signal: AbortSignal) => Turns
  readonly on: RunEvents
}

/** What a person or a log hears while it runs. */
export interface RunEvents {
  /** Something that is no log, by its kind. */
  readonly skipped: (kind: string) => void
  /** Findings that came as such. */
  readonly findings: (name: string, report: CommitReport) => void
  readonly ingested: (name: string, report: IngestReport) => void
  readonly failed: (name: string, reason: string) => void
  readonly delivered: (report: DeliverReport) => void
  /** The store or a listing could not be used just now; it is tried again. */
  readonly stalled: (what: string, reason: string) => void
  /** So many others use the same store: said when there are some, and whenever there are more or fewer. */
  readonly shared: (others: number) => void
}

const LOOK_EVERY = 500
const RESOLVE_EVERY = MINUTE
/** So long a pass waits for a destination that does not answer. */
const PATIENCE = 1_000
const AFTER_STALL = 2_000

/** So long a delivery that is under way may still take after the signal; milliseconds. */
const LAST_WORDS = 1_000

/**
 * Ends when the source has ended and what was due then was tried, or soon after the signal: an input that is not done by then is
 * offered again the next time, and so is a message whose destination has not answered.
 * @throws StoreBusyError when the store was busy at every try
 */
export const run = async (given: Runner, signal: AbortSignal): Promise<void> => {
  const turns = given.turns(signal)
  const ended = new AbortController()
  const ingester = async (): Promise<Ingester> => ({ ...(await given.ingester()), turns })
  const runner = { ...given, ingester, on: untilEnded(given.on, ended.signal) }
  const intake = new AbortController()
  const stop = AbortSignal.any([signal, intake.signal])
  const reading = read(runner, turns, signal).finally(() => intake.abort())
  const work = Promise.all([
    reading,
    repeat(runner, 'deliver', LOOK_EVERY, stop, () => deliver(runner, { patience: PATIENCE, signal })),
    sweep(runner, turns, stop),
    listen(runner, stop),
    check(runner, stop),
  ])
  await orSoonAfter(signal, work, runner.sleep)
  if (!signal.aborted) while (await deliver(runner, { signal }));
  ended.abort()
  // When the store cannot be told, this run is counted as there for a minute: no reason to fail.
  await orSoonAfter(
    signal,
    runner.presence.leave().catch(() => {}),
    runner.sleep,
  )
}

/** What was left behind says nothing more. */
const untilEnded = (on: RunEvents, ended: AbortSignal): RunEvents =>
  Object.fromEntries(
    Object.entries(on).map(([name, report]) => [
      name,
      (...what: readonly never[]) => {
        if (!ended.aborted) (report as (...what: readonly never[]) => void)(...what)
      },
    ]),
  ) as unknown as RunEvents

/** What goes on after that goes on alone. */
const orSoonAfter = async (signal: AbortSignal, work: Promise<unknown>, sleep: Runner['sleep']): Promise<void> => {
  const done = new AbortController()
  const late = new Promise<void>((resolve) => {
    const wait = (): void => void sleep(LAST_WORDS, done.signal).then(resolve)
    if (signal.aborted) wait()
    else signal.addEventListener('abort', wait, { once: true })
  })
  work.catch(() => {})
  await Promise.race([work, late])
  done.abort()
}

/** An input that fails comes again when its source thinks fit; the others need not wait for that. */
const read = async (runner: Runner, turns: Turns, signal: AbortSignal): Promise<void> => {
  const { source, on } = runner
  try {
    for await (const input of source.inputs(signal)) {
      const reason = await takeWhenFree(input, runner, signal)
      if (signal.aborted) return
      if (reason !== undefined) {
        on.failed(input.name, reason)
        await input.fail(reason).catch((error: unknown) => on.stalled('source', reasonOf(error)))
      }
      await turns.next()
    }
  } catch (error) {
    if (!(error instanceof StoppedError)) throw error
  }
}

/**
 * A busy store says nothing about the input: it stays at hand until the store can take it, or the signal comes.
 * @throws StoreBusyError after the last try
 */
const takeWhenFree = async (
  input: Input,
  { ingester, on, sleep, storeTries }: Pick<Runner, 'ingester' | 'on' | 'sleep' | 'storeTries'>,
  signal: AbortSignal,
): Promise<string | undefined> => {
  for (let tries = 1; ; tries++) {
    try {
      return await take(input, await ingester(), on)
    } catch (error) {
      const reason = reasonOf(error)
      if (signal.aborted || !(error instanceof StoreBusyError)) return reason
      if (tries === storeTries) throw error
      on.stalled('store', reason)
      await sleep(AFTER_STALL, signal)
    }
  }
}

type IntakeEvents = Pick<RunEvents, 'skipped' | 'findings' | 'ingested'>

/**
 * One input to its end. Acknowledged only when everything that the input caused is in the store.
 * @returns what is wrong with it, when it is not acknowledged
 * @throws what could not be done with it
 */
export const take = async (input: Input, ingester: Ingester, on: IntakeEvents): Promise<string | undefined> => {
  const bytes = input.kind === 'nothing' ? undefined : await input.read()
  const findings = bytes && input.kind === 'bus-event' ? handedOver(bytes, input.name, ingester.engine) : undefined
  if (!bytes) on.skipped(input.name)
  else if (findings) on.findings(input.name, await ingestFindings(findings, ingester))
  else {
    const report = await ingest(bytes, input.name, ingester)
    on.ingested(input.name, report)
    const [poison] = report.read.failed
    if (poison) return poison.reason
  }
  await input.ack()
  return undefined
}

/** True when there was something to do. */
const deliver = async ({ deliver, on }: Runner, options: PassOptions): Promise<boolean> => {
  if (options.signal?.aborted) return false
  const report = await deliver(options)
  if (report.sent + report.dead + report.folded + report.failed > 0) on.delivered(report)
  return mayGoOn(report)
}

const sweep = (runner: Runner, turns: Turns, signal: AbortSignal): Promise<void> =>
  repeat(runner, 'resolve', RESOLVE_EVERY, signal, async () => {
    const { store, policy, now } = await runner.ingester()
    await resolveOld(store, await policy(), runner.resolveAfter, now(), async () => {
      await turns.next()
      return !signal.aborted
    })
    return false
  })

const CHECK_EVERY = HOUR

const check = (runner: Runner, signal: AbortSignal): Promise<void> =>
  repeat(runner, 'checks', CHECK_EVERY, signal, async () => {
    // Without credentials for the account it is said, and asked again in an hour.
    const findings = await runner.checks().catch((error: unknown) => {
      runner.on.stalled('checks', reasonOf(error))
      return []
    })
    if (findings.length > 0) runner.on.findings('checks', await ingestFindings(findings, await runner.ingester()))
    return false
  })

const listen = (runner: Runner, signal: AbortSignal): Promise<void> => {
  let known = 0
  return repeat(runner, 'presence', BEAT_EVERY, signal, async () => {
    const others = await runner.presence.beat()
    if (others !== known) runner.on.shared(others)
    known = others
    return false
  })
}

const repeat = async (
  { sleep, on }: Runner,
  what: string,
  pause: number,
  signal: AbortSignal,
  work: () => Promise<boolean>,
): Promise<void> => {
  while (!signal.aborted) {
    try {
      if (await work()) continue
      await sleep(pause, signal)
    } catch (error) {
      on.stalled(what, reasonOf(error))
      await sleep(AFTER_STALL, signal)
    }
  }
}

/** So many are looked up together. */
const QUIET_AT_ONCE = 500

/**
 * Alerts that saw nothing new for a while have ended: all of them, however many there are, the longest quiet first.
 * @param after milliseconds
 * @param goesOn asked before each: whether there is time for it
 * @returns how many
 */
export const resolveOld = async (
  store: AlertStore & Outbox,
  policy: Pick<Policy, 'sendsResolved'>,
  after: number,
  now: number,
  goesOn: () => Promise<boolean>,
): Promise<number> => {
  let count = 0
  for (;;) {
    const before = count
    for (const alert of await store.quietAlerts(now - after, QUIET_AT_ONCE)) {
      if (!(await goesOn())) return count
      const due = await store.notifications({ alert: alert.id, status: 'due', limit: 1000 })
      const decided = resolve(alert, due, policy, 'nothing new came', now)
      // A conflict means that something new came after all.
      if ((await store.commit({ ...decided, findings: [], overtaken: [] })) === 'committed') count++
    }
    if (count === before) return count
  }
}
