/** Deliver: what is due in the outbox -> its destinations. A notification leaves the outbox only as sent, dead or folded. */
import type { Notification } from '../../core/alert.ts'
import type { Message, SendResult } from '../../core/destination.ts'
import { reasonOf } from '../../core/reason.ts'
import type { Outbox } from '../../core/store.ts'
import { MINUTE } from '../../notation/duration.ts'
import { createGate, type Gate, type GateLimits } from './gate.ts'
import { BATCH, hold, settleAll } from './hold.ts'

/** A destination, opened. */
export interface Sender {
  readonly id: string
  readonly limits: GateLimits
  /** Never throws. */
  readonly send: (message: Message) => Promise<SendResult>
}

export interface Deliverer {
  readonly store: Outbox
  readonly senders: ReadonlyMap<string, Sender>
  readonly now: () => number
  /** Reads secrets anew, and says whether any of them was found to be another since then (milliseconds since the epoch): it was rotated. */
  readonly renewSecrets: (since: number) => Promise<boolean>
  /** From 0 up to 1. */
  readonly random: () => number
  /** Resolves after so many milliseconds. */
  readonly sleep: (milliseconds: number) => Promise<void>
}

export interface DeliverReport {
  readonly sent: number
  /** Will be tried again. */
  readonly failed: number
  readonly dead: number
  /** Into storm notifications. */
  readonly folded: number
  /** Not tried, because the destination has had its share or is resting. */
  readonly postponed: number
}

/** One send may take this long, in milliseconds. */
export const SEND_LIMIT = 15_000
/** Taken in one pass: what of it is beyond a storm cap is sent as one storm. */
const MOST = 1000
/** About six hours of tries. */
const MAX_TRIES = 30
const FIRST_WAIT = 2_000
const LONGEST_WAIT = 15 * MINUTE

export interface PassOptions {
  /** So long it waits for destinations, in milliseconds; absent: until all have ended. What ends later is in a later report. */
  readonly patience?: number
  /** After that nothing is begun: what was taken is given back. */
  readonly signal?: AbortSignal
}

/** @throws what the store threw, once the other destinations have ended */
export type Pass = (options?: PassOptions) => Promise<DeliverReport>

/** Remembers, between passes, how its destinations fare: one that hangs makes no other wait. */
export const createDelivery = (deliverer: Deliverer): { readonly pass: Pass } => {
  const { store, senders, now } = deliverer
  const destinations = new Map([...senders].map(([id, sender]) => [id, { sender, gate: createGate(sender.limits) }]))
  const running = new Map<string, Promise<void>>()
  let ended = NOTHING
  let problem: { readonly error: unknown } | undefined
  const begin = (id: string, work: Promise<DeliverReport>): void => {
    const noted = work
      .then(
        (report) => {
          ended = add(ended, report)
        },
        (error: unknown) => {
          problem ??= { error }
        },
      )
      .finally(() => running.delete(id))
    running.set(id, noted)
  }
  return {
    pass: async ({ patience, signal } = {}) => {
      // Of a process that sends nothing, no other's messages are to be buried.
      if (senders.size === 0) return NOTHING
      for (const [id, notifications] of byDestination(await takeDue(store, now))) {
        const known = destinations.get(id)
        if (!known) begin(id, unknown(notifications, `no destination has the id "${id}"`, deliverer))
        else if (running.has(id)) ended = add(ended, await putBack(notifications, now() + WHILE_BUSY, deliverer))
        else begin(id, deliverTo(known.sender, known.gate, notifications, deliverer, signal))
      }
      const all = Promise.all(running.values())
      await (patience === undefined ? all : Promise.race([all, deliverer.sleep(patience)]))
      if (problem) {
        const { error } = problem
        problem = undefined
        throw error
      }
      const report = ended
      ended = NOTHING
      return report
    },
  }
}

/** Whether another pass may find something to do: what was postponed may have stood before others that are due. */
export const mayGoOn = ({ sent, dead, folded, postponed }: DeliverReport): boolean =>
  sent + dead + folded + postponed > 0

/** Passes until nothing is left that can be done now. @returns what they did together */
export const deliverAll = async (pass: Pass): Promise<DeliverReport> => {
  for (let sum = NOTHING; ; ) {
    const report = await pass()
    sum = add(sum, report)
    if (!mayGoOn(report)) return sum
  }
}

/** A destination that has not ended yet is asked again so much later. */
const WHILE_BUSY = 2_000

const byDestination = (due: readonly Notification[]): ReadonlyMap<string, readonly Notification[]> => {
  const groups = new Map<string, Notification[]>()
  for (const one of due) {
    const group = groups.get(one.destination)
    if (group) group.push(one)
    else groups.set(one.destination, [one])
  }
  return groups
}

const takeDue = async (store: Outbox, now: () => number): Promise<readonly Notification[]> => {
  const size = Math.min(BATCH, store.maxChange)
  const due: Notification[] = []
  for (let isMore = true; isMore && due.length < MOST; ) {
    const batch = await store.take(now(), store.lease, size)
    due.push(...batch)
    isMore = batch.length === size
  }
  return due
}

const NOTHING: DeliverReport = { sent: 0, failed: 0, dead: 0, folded: 0, postponed: 0 }
const add = (a: DeliverReport, b: Partial<DeliverReport>): DeliverReport => ({
  sent: a.sent + (b.sent ?? 0),
  failed: a.failed + (b.failed ?? 0),
  dead: a.dead + (b.dead ?? 0),
  folded: a.folded + (b.folded ?? 0),
  postponed: a.postponed + (b.postponed ?? 0),
})

/** Those who ingest may use a newer configuration than those who deliver: each looks at it on its own, every minute. */
const CONFIG_LAG = 3 * MINUTE
const UNTIL_KNOWN = 30_000

const unknown = async (
  all: readonly Notification[],
  note: string,
  { store, now }: Deliverer,
): Promise<DeliverReport> => {
  const settled = all.map((one): Notification => {
    const isFresh = now() - one.created < CONFIG_LAG
    return isFresh ? { ...one, due: now() + UNTIL_KNOWN, note } : { ...one, status: 'dead', note }
  })
  await settleAll(store, settled)
  const dead = settled.filter(({ status }) => status === 'dead').length
  return { ...NOTHING, dead, failed: all.length - dead }
}

const deliverTo = async (
  sender: Sender,
  gate: Gate,
  notifications: readonly Notification[],
  deliverer: Deliverer,
  signal: AbortSignal | undefined,
): Promise<DeliverReport> => {
  const { store, now } = deliverer
  const started = now()
  const rest = gate.resting(started)
  if (rest !== undefined) return putBack(notifications, rest, deliverer)
  const put = gate.admit(notifications, started)
  if (put.folded.length > 0) await settleAll(store, [...(put.storm ? [put.storm] : []), ...put.folded])
  if (put.postponed.length > 0) await settleAll(store, put.postponed.map(postpone))
  const held = hold(put.admitted, started, deliverer)
  const left: Notification[] = []
  let report: DeliverReport = { ...NOTHING, folded: put.folded.length }
  try {
    for (const [at, one] of put.admitted.entries()) {
      const restsUntil = signal?.aborted === true || !held.isSure() ? now() : gate.resting(now())
      if (restsUntil !== undefined) {
        left.push(...put.admitted.slice(at).map((later) => postpone({ ...later, due: restsUntil })))
        break
      }
      const result = await attempt(sender, one, deliverer)
      gate.note(result, now())
      const settled = outcome(one, result, deliverer)
      await held.settle(settled)
      report = add(report, { [settled.status === 'due' ? 'failed' : settled.status]: 1 })
    }
  } finally {
    await held.end()
  }
  if (left.length > 0) await settleAll(store, left)
  return add(report, { postponed: put.postponed.length + left.length })
}

const putBack = async (
  notifications: readonly Notification[],
  due: number,
  { store }: Deliverer,
): Promise<DeliverReport> => {
  await settleAll(
    store,
    notifications.map((one) => postpone({ ...one, due })),
  )
  return { ...NOTHING, postponed: notifications.length }
}

/** A try that was not made does not count. */
const postpone = (one: Notification): Notification => ({ ...one, status: 'due', postponed: one.postponed + 1 })

const attempt = async (sender: Sender, one: Notification, deliverer: Deliverer): Promise<SendResult> => {
  const { store, sleep } = deliverer
  const { alert, destination } = one
  const thread = await store.thread(alert.id, alert.episode, destination)
  const message: Message = { id: one.id, reason: one.reason, alert, thread }
  const late = sleep(SEND_LIMIT).then(
    (): SendResult => ({ ok: false, retry: true, reason: `no answer within ${SEND_LIMIT / 1000} s` }),
  )
  const send = (): Promise<SendResult> => Promise.race([sender.send(message), late])
  const result = await withSecretsOfNow(send, deliverer)
  if (result.ok && result.thread !== undefined && thread === null)
    await store.setThread(alert.id, alert.episode, destination, result.thread)
  return result
}

/** Two rotations within one try are one too many to be chance. */
const MAX_RENEWALS = 3

/** Nothing is buried because of a secret that was rotated, were it while the message was under way. */
const withSecretsOfNow = async (
  send: () => Promise<SendResult>,
  { now, renewSecrets }: Deliverer,
): Promise<SendResult> => {
  for (let renewals = 0; ; renewals++) {
    const began = now()
    const result = await send()
    if (result.ok || result.retry || renewals === MAX_RENEWALS) return result
    try {
      if (!(await renewSecrets(began))) return result
    } catch (error) {
      // Whether it was rotated is not known: that passes.
      return { ...result, retry: true, reason: `${result.reason}; its secret cannot be read anew: ${reasonOf(error)}` }
    }
  }
}

const outcome = (one: Notification, result: SendResult, { now, random }: Deliverer): Notification => {
  if (result.ok) {
    const { note: _, ...rest } = one
    return { ...rest, status: 'sent' }
  }
  const tries = one.attempts - one.postponed
  const isLast = tries >= MAX_TRIES
  if (!result.retry || isLast)
    return { ...one, status: 'dead', note: isLast ? `${result.reason} (try ${tries})` : result.reason }
  // "Full jitter": a random part of the whole wait (AWS Architecture Blog, "Exponential Backoff And Jitter").
  const wait = random() * Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** tries)
  return { ...one, status: 'due', due: now() + Math.max(wait, result.retryAfter ?? 0), note: result.reason }
}
