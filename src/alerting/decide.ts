/** Decide: who is told of a changed alert, when, and why; or why not. Every decision has a named reason. */

import type { Alert, Decision, Notification, Route, Silence, ToldReason, ToldState } from '../core/alert.ts'
import type { Finding } from '../core/finding.ts'
import { isStaged } from '../core/rule.ts'
import { MINUTE } from '../notation/duration.ts'
import type { RuleNotes } from './fold.ts'
import { atLeast, matches } from './match.ts'
import { type Routed, route } from './route.ts'

export interface Policy {
  readonly route: Route
  readonly silences: readonly Silence[]
  /** How long after a notification the next follow-up of the same episode may come, in milliseconds; the last one repeats. */
  readonly schedule: readonly number[]
  /** Destinations that want to know that an alert has ended. */
  readonly tellsResolved: ReadonlySet<string>
}

/** The first finding is told at once; what follows waits longer each time. */
export const SCHEDULE: readonly number[] = [5, 15, 60, 240, 1440].map((minutes) => minutes * MINUTE)

export interface Decided {
  readonly alert: Alert
  readonly notifications: readonly Notification[]
  readonly hidden: Readonly<Record<string, number>>
}

/**
 * @param alert after `fold`
 * @param fresh the findings that were folded in
 * @param waiting the alert's notifications that nobody has tried yet: those are rewritten
 */
export const decide = (
  alert: Alert,
  fresh: readonly Finding[],
  waiting: readonly Notification[],
  notes: Pick<RuleNotes, 'destinations'>,
  policy: Policy,
  now: number,
): Decided => {
  const { loud, hidden, by } = hush(alert, fresh, policy.silences, now)
  const note = (reason: Decision['reason'], detail?: string, destination?: string): Decision => ({
    at: now,
    revision: alert.revision,
    destination,
    reason,
    detail,
  })
  const end = (decision: Decision): Decided => ({ alert: decided(alert, [decision]), notifications: [], hidden })
  if (fresh.every(({ rule }) => isStaged(rule))) return end(note('staged', `the rule is ${alert.rule.status}`))
  if (loud.length === 0) return end(note('silenced', by))
  const { destinations, reason } = routeAll(policy.route, alert, loud, notes.destinations)
  if (reason) return end(note(reason))

  const told: Record<string, ToldState> = { ...alert.told }
  const notifications: Row[] = []
  const decisions: Decision[] = []
  for (const [destination, via] of destinations) {
    const before = told[destination]
    const held = before && latestOf(waiting, alert, destination, before)
    const next = before ? followUp(before, held, alert, policy.schedule, now) : FIRST(now)
    told[destination] = {
      sequence: next.sequence + 1,
      level: alert.level,
      revision: alert.revision,
      at: next.due,
      step: next.step,
    }
    const { created, attempts, postponed } = held ?? { created: now, attempts: 0, postponed: 0 }
    notifications.push({ destination, ...next, created, attempts, postponed })
    const isFolded = held !== undefined || next.due > now
    decisions.push(note(isFolded ? 'folded' : next.reason, isFolded ? `due ${iso(next.due)}` : via, destination))
  }
  const after = decided({ ...alert, told }, decisions)
  return {
    alert: after,
    notifications: notifications.map((one) => toNotification(after, one)),
    hidden,
  }
}

/** Of rows, the one that the destination was to be told last; an older one that still waits is left as it is. */
const latestOf = (
  rows: readonly Notification[],
  alert: Alert,
  destination: string,
  { sequence }: ToldState,
): Notification | undefined => {
  const id = idOf(alert, { destination, sequence: sequence - 1 })
  return rows.find((row) => row.id === id)
}

const FIRST = (now: number) => ({ reason: 'first' as const, sequence: 0, due: now, step: 0 })

const followUp = (
  before: ToldState,
  held: Notification | undefined,
  alert: Alert,
  schedule: readonly number[],
  now: number,
): { reason: ToldReason; sequence: number; due: number; step: number } => {
  const raised = !atLeast(before.level, alert.level)
  if (held) {
    const stays = !raised || held.reason === 'first'
    const reason = stays ? held.reason : 'level-raised'
    return { reason, sequence: before.sequence - 1, due: stays ? held.due : now, step: before.step }
  }
  if (raised) return { reason: 'level-raised', sequence: before.sequence, due: now, step: before.step }
  const interval = schedule[Math.min(before.step, schedule.length - 1)] ?? 0
  return {
    reason: 'new-findings',
    sequence: before.sequence,
    due: Math.max(now, before.at + interval),
    step: before.step + 1,
  }
}

/** Findings of one alert may differ in region and address: it goes wherever one of them leads. */
const routeAll = (root: Route, alert: Alert, findings: readonly Finding[], named: readonly string[]): Routed => {
  const routed = findings.map((finding) => route(root, { ...alert, findings: [finding] }, named))
  const destinations = new Map(routed.flatMap((one) => [...one.destinations]))
  const { reason } = routed[0] as Routed
  return destinations.size > 0 || !reason ? { destinations } : { destinations, reason }
}

/** Which of the new findings a silence hides, and what each silence hid. */
const hush = (alert: Alert, fresh: readonly Finding[], silences: readonly Silence[], now: number) => {
  const active = silences.filter(({ created, expires }) => created <= now && now < expires)
  const hidden: Record<string, number> = {}
  const loud: Finding[] = []
  let by: string | undefined
  for (const finding of fresh) {
    const silence = active.find(({ match }) => matches(match, { finding, level: alert.level }))
    if (silence) {
      hidden[silence.id] = (hidden[silence.id] ?? 0) + 1
      by = `silence ${silence.id} of ${silence.owner}: ${silence.reason}`
    } else loud.push(finding)
  }
  return { loud, hidden, by }
}

/**
 * An alert that saw nothing new for a while has ended; who was told of it, and wants to, is told so.
 * @param due the alert's notifications that are not settled: a follow-up that nobody has tried becomes the end, and the
 * end comes after what is tried still, so that nothing opens again what was closed
 */
export const resolve = (
  alert: Alert,
  due: readonly Notification[],
  policy: Pick<Policy, 'tellsResolved'>,
  detail: string,
  now: number,
): Decided => {
  const ended: Alert = { ...alert, status: 'resolved', revision: alert.revision + 1, changed: now }
  const told: Record<string, ToldState> = { ...alert.told }
  const ends: Row[] = []
  for (const [destination, state] of Object.entries(alert.told)) {
    if (!policy.tellsResolved.has(destination)) continue
    const latest = latestOf(due, alert, destination, state)
    const held = latest && latest.attempts === latest.postponed && latest.reason !== 'first' ? latest : undefined
    const before = due.filter((row) => row !== held && row.destination === destination)
    ends.push({
      destination,
      reason: 'resolved',
      sequence: held ? state.sequence - 1 : state.sequence,
      due: Math.max(now, ...before.map((row) => row.due + 1)),
      created: held?.created ?? now,
      attempts: held?.attempts ?? 0,
      postponed: held?.postponed ?? 0,
    })
  }
  for (const { destination, sequence, due: at } of ends)
    told[destination] = { ...(told[destination] as ToldState), sequence: sequence + 1, revision: ended.revision, at }
  const decisions: Decision[] = [{ at: now, revision: ended.revision, reason: 'resolved', detail }]
  const after = decided({ ...ended, told }, decisions)
  return { alert: after, notifications: ends.map((one) => toNotification(after, one)), hidden: {} }
}

/** What is said again and again is kept once, in its latest form. */
const decided = (alert: Alert, decisions: readonly Decision[]): Alert => {
  const isAgain = (old: Decision): boolean =>
    decisions.some((one) => one.reason === old.reason && one.destination === old.destination && old.reason !== 'first')
  return { ...alert, decisions: [...alert.decisions.filter((old) => !isAgain(old)), ...decisions] }
}

interface Row extends Pick<Notification, 'destination' | 'reason' | 'due' | 'created' | 'attempts' | 'postponed'> {
  readonly sequence: number
}

const idOf = ({ id, episode }: Alert, { destination, sequence }: Pick<Row, 'destination' | 'sequence'>): string =>
  `${id}:${episode}:${destination}:${sequence}`

const toNotification = (alert: Alert, row: Row): Notification => ({
  id: idOf(alert, row),
  destination: row.destination,
  reason: row.reason,
  alert,
  status: 'due',
  due: row.due,
  created: row.created,
  attempts: row.attempts,
  postponed: row.postponed,
})

const iso = (time: number): string => new Date(time).toISOString()
