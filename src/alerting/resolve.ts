/** Resolve: an alert has ended; who was notified of it, and wants to, is notified of that. */
import { type Alert, type Notification, type NotificationState, waits } from '../core/alert.ts'
import type { Policy } from './decide.ts'
import { type Decided, latestOf, type Row, toNotification, withDecisions } from './notification.ts'

/**
 * @param due the alert's notifications that are not settled: a follow-up that nobody has tried becomes the end, and the
 * end comes after what is tried still, so that nothing opens again what was closed
 * @param detail why it has ended, for people
 */
export const resolve = (
  alert: Alert,
  due: readonly Notification[],
  policy: Pick<Policy, 'sendsResolved'>,
  detail: string,
  now: number,
): Decided => {
  const ended: Alert = { ...alert, status: 'resolved', revision: alert.revision + 1, changed: now }
  const notified: Record<string, NotificationState> = { ...alert.notified }
  const ends: Row[] = []
  for (const [destination, state] of Object.entries(alert.notified)) {
    if (!policy.sendsResolved.has(destination)) continue
    const end = endOf(alert, destination, state, due, now)
    ends.push(end)
    notified[destination] = { ...state, sequence: end.sequence + 1, revision: ended.revision, at: end.due }
  }
  const after = withDecisions({ ...ended, notified }, [
    { at: now, revision: ended.revision, reason: 'resolved', detail },
  ])
  return { alert: after, notifications: ends.map((one) => toNotification(after, one)), hidden: {} }
}

const endOf = (
  alert: Alert,
  destination: string,
  state: NotificationState,
  due: readonly Notification[],
  now: number,
): Row => {
  const latest = latestOf(due, alert, destination, state)
  const held = latest && waits(latest) && latest.reason !== 'first' ? latest : undefined
  const before = due.filter((row) => row !== held && row.destination === destination)
  return {
    destination,
    reason: 'resolved',
    sequence: held ? state.sequence - 1 : state.sequence,
    due: Math.max(now, ...before.map((row) => row.due + 1)),
    created: held?.created ?? now,
    attempts: held?.attempts ?? 0,
    postponed: held?.postponed ?? 0,
  }
}
