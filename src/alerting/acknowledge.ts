/** Acknowledge and assign: a person has the alert in hand, so that it is not repeated to the others. */
import { type Alert, type Decision, type Notification, waits } from '../core/alert.ts'
import { type Decided, withDecisions } from './notification.ts'

/**
 * Follow-ups stop, those too that wait already; what was never sent, or carries a raised level, goes out. Who acknowledges
 * an alert that nobody looks after becomes its assignee (as the owner in Opsgenie, "Acknowledge and unacknowledge an alert").
 * @param due the alert's notifications that are not settled
 */
export const acknowledge = (alert: Alert, due: readonly Notification[], by: string, now: number): Decided => {
  const acknowledged = { ...alert, acknowledged: { by, at: now }, assignee: alert.assignee ?? by }
  const repeats = due.filter((row) => waits(row) && row.reason === 'new-findings')
  return {
    ...byHand(acknowledged, 'acknowledged', `by ${by}`, now),
    notifications: repeats.map((row) => ({ ...row, status: 'suppressed', note: `acknowledged by ${by}` })),
  }
}

export const assign = (alert: Alert, to: string, now: number): Decided =>
  byHand({ ...alert, assignee: to }, 'assigned', `to ${to}`, now)

/** `changed` stays: it is no news, and does not put off the end. */
const byHand = (alert: Alert, reason: Decision['reason'], detail: string, now: number): Decided => {
  const revision = alert.revision + 1
  return {
    alert: withDecisions({ ...alert, revision }, [{ at: now, revision, reason, detail }]),
    notifications: [],
    hidden: {},
  }
}
