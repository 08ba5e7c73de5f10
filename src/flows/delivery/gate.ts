/** Gate: how much a destination gets at once: its rate, its storm cap, and a rest after failures. */

import type { Alert, Notification } from '../../core/alert.ts'
import type { SendResult } from '../../core/destination.ts'
import { isCanary } from '../../core/rule.ts'
import { MINUTE } from '../../notation/duration.ts'
import { plural } from '../../notation/number.ts'

export interface GateLimits {
  /** Messages a minute. */
  readonly rate: number
  /** New alerts in ten minutes that are sent one by one; the rest are sent as one storm. */
  readonly stormCap: number
}

export interface Admission {
  readonly admitted: readonly Notification[]
  /** To be tried later: `due` says when. */
  readonly postponed: Notification[]
  readonly folded: readonly Notification[]
  /** What the folded ones became. */
  readonly storm?: Notification
}

export interface Gate {
  admit(notifications: readonly Notification[], now: number): Admission
  /** Until when nothing is sent, when the destination rests. */
  resting(now: number): number | undefined
  note(result: SendResult, now: number): void
}

export const STORM_WINDOW = 10 * MINUTE
/** So many failures one after the other open the circuit. */
const FAILURES = 5
const FIRST_REST = 10_000
const LONGEST_REST = 5 * MINUTE
/** Of what a destination asks for itself (`Retry-After`). */
const LONGEST_ASKED = 60 * MINUTE

/** Canaries have no legitimate use, and critical findings are rare: neither is ever folded into a storm. */
const isExempt = ({ alert, reason }: Notification): boolean =>
  reason !== 'first' || alert.level === 'critical' || isCanary(alert.rule.tags)

export const createGate = ({ rate, stormCap }: GateLimits): Gate => {
  let sent: number[] = []
  /** By notification: one that is tried again is no new alert. */
  const firsts = new Map<string, number>()
  let stormEnds = 0
  let failures = 0
  let rest: { readonly until: number; readonly length: number } | undefined

  return {
    admit: (notifications, now) => {
      sent = sent.filter((at) => now - at < MINUTE)
      for (const [id, at] of firsts) if (now - at >= STORM_WINDOW) firsts.delete(id)
      const admitted: Notification[] = []
      const postponed: Notification[] = []
      const excess: Notification[] = []
      for (const one of notifications) {
        if (!isExempt(one) && !firsts.has(one.id) && firsts.size >= stormCap) excess.push(one)
        else if (sent.length >= rate) postponed.push({ ...one, due: (sent[0] ?? now) + MINUTE })
        else {
          admitted.push(one)
          sent.push(now)
          if (!isExempt(one) && !firsts.has(one.id)) firsts.set(one.id, now)
        }
      }
      // One storm notification a window: what comes after it waits for the next.
      if (now < stormEnds) {
        postponed.push(...excess.map((one) => ({ ...one, due: stormEnds })))
        return { admitted, postponed, folded: [] }
      }
      if (excess.length === 0) return { admitted, postponed, folded: [] }
      stormEnds = now + STORM_WINDOW
      const storm = stormOf(excess, now)
      const folded = excess.map((one): Notification => ({ ...one, status: 'folded', note: `folded into ${storm.id}` }))
      return { admitted, postponed, folded, storm }
    },
    resting: (now) => (rest && now < rest.until ? rest.until : undefined),
    note: (result, now) => {
      if (result.ok || !result.retry) {
        failures = 0
        rest = undefined
        return
      }
      failures++
      if (result.retryAfter !== undefined) {
        rest = { until: now + Math.min(result.retryAfter, LONGEST_ASKED), length: rest?.length ?? FIRST_REST }
        return
      }
      if (failures < FAILURES) return
      const length = Math.min(LONGEST_REST, rest ? rest.length * 2 : FIRST_REST)
      rest = { until: now + length, length }
    },
  }
}

const SHOWN = 20

/** Many alerts as one: its findings are the first finding of each. */
const stormOf = (excess: readonly Notification[], now: number): Notification => {
  const [{ alert, destination, id }] = excess as [Notification]
  const findings = excess.reduce((sum, { alert }) => sum + alert.count, 0)
  const times = excess.flatMap(({ alert }) => [alert.first, alert.last]).sort()
  const storm: Alert = {
    ...alert,
    id: `storm-${alert.id}`,
    groupKey: `storm ${destination}`,
    rule: { ...alert.rule, id: 'tattletrail-storm', title: `Storm of ${plural(findings, 'finding')}`, tags: [] },
    count: excess.length,
    first: times[0] ?? '',
    last: times.at(-1) ?? '',
    findings: excess.flatMap((one) => one.alert.findings.slice(0, 1)).slice(0, SHOWN),
    respond: ['See them all: tattletrail alerts list'],
    description: 'More new alerts came at once than this destination is told one by one.',
    acknowledged: null,
    assignee: null,
    notified: {},
    decisions: [],
  }
  return {
    id: `storm:${id}`,
    destination,
    reason: 'storm',
    alert: storm,
    status: 'due',
    due: now,
    created: now,
    attempts: 0,
    postponed: 0,
  }
}
