/** Decide: who is notified of a changed alert, when, and why; or why not. Every decision has a named reason. */
import type { Alert, Decision, Notification, NotificationState, NotifyReason, Route, Silence } from '../core/alert.ts'
import type { Finding } from '../core/finding.ts'
import { isStaged } from '../core/rule.ts'
import { MINUTE } from '../notation/duration.ts'
import type { RuleNotes } from './fold.ts'
import { atLeast, hides } from './match.ts'
import { type Decided, latestOf, type Row, toNotification, withDecisions } from './notification.ts'
import { type Routed, route } from './route.ts'

export interface Policy {
  readonly route: Route
  readonly silences: readonly Silence[]
  /** How long after a notification the next follow-up of the same episode may come, in milliseconds; the last one repeats. */
  readonly schedule: readonly number[]
  /** Destinations that want to know that an alert has ended. */
  readonly sendsResolved: ReadonlySet<string>
}

/** The first finding is sent at once; what follows waits longer each time. */
export const SCHEDULE: readonly number[] = [5, 15, 60, 240, 1440].map((minutes) => minutes * MINUTE)

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
  const { unmuted, hidden, by } = mute(alert, fresh, policy.silences, now)
  const note = (reason: Decision['reason'], detail?: string, destination?: string): Decision => ({
    at: now,
    revision: alert.revision,
    destination,
    reason,
    detail,
  })
  const end = (decision: Decision): Decided => ({ alert: withDecisions(alert, [decision]), notifications: [], hidden })
  if (fresh.every(({ rule }) => isStaged(rule))) return end(note('staged', `the rule is ${alert.rule.status}`))
  if (unmuted.length === 0) return end(note('silenced', by))
  const { destinations, reason } = routeAll(policy.route, alert, unmuted, notes.destinations)
  if (reason) return end(note(reason))

  const notified: Record<string, NotificationState> = { ...alert.notified }
  const notifications: Row[] = []
  const decisions: Decision[] = []
  for (const [destination, via] of destinations) {
    const before = notified[destination]
    const held = before && latestOf(waiting, alert, destination, before)
    const next = before ? followUp(before, held, alert, policy.schedule, now) : FIRST(now)
    if (alert.acknowledged && next.reason === 'new-findings') {
      decisions.push(note('acknowledged', `by ${alert.acknowledged.by}`, destination))
      continue
    }
    notified[destination] = {
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
  const after = withDecisions({ ...alert, notified }, decisions)
  return {
    alert: after,
    notifications: notifications.map((one) => toNotification(after, one)),
    hidden,
  }
}

const FIRST = (now: number) => ({ reason: 'first' as const, sequence: 0, due: now, step: 0 })

const followUp = (
  before: NotificationState,
  held: Notification | undefined,
  alert: Alert,
  schedule: readonly number[],
  now: number,
): { reason: NotifyReason; sequence: number; due: number; step: number } => {
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
  return destinations.size > 0 ? { destinations } : (routed[0] as Routed)
}

/** Which of the new findings a silence hides, and what each silence hid. */
const mute = (alert: Alert, fresh: readonly Finding[], silences: readonly Silence[], now: number) => {
  const active = silences.filter(({ created, expires }) => created <= now && now < expires)
  const hidden: Record<string, number> = {}
  const unmuted: Finding[] = []
  let by: string | undefined
  for (const finding of fresh) {
    const silence = active.find(({ match }) => hides(match, { finding, level: alert.level }))
    if (silence) {
      hidden[silence.id] = (hidden[silence.id] ?? 0) + 1
      by = `silence ${silence.id} of ${silence.owner}: ${silence.reason}`
    } else unmuted.push(finding)
  }
  return { unmuted, hidden, by }
}

const iso = (time: number): string => new Date(time).toISOString()
