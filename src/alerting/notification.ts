/** Notifications of an alert: the rows of the outbox that a decision makes, and what a decision leaves behind. */
import type { Alert, Decision, Notification, NotificationState } from '../core/alert.ts'

/** What a decision leaves: the alert with the decision written down, the rows of the outbox, what silences hid. */
export interface Decided {
  readonly alert: Alert
  readonly notifications: readonly Notification[]
  readonly hidden: Readonly<Record<string, number>>
}

/** A row on its way into the outbox. */
export interface Row
  extends Pick<Notification, 'destination' | 'reason' | 'due' | 'created' | 'attempts' | 'postponed'> {
  readonly sequence: number
}

const idOf = ({ id, episode }: Alert, { destination, sequence }: Pick<Row, 'destination' | 'sequence'>): string =>
  `${id}:${episode}:${destination}:${sequence}`

export const toNotification = (alert: Alert, row: Row): Notification => ({
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

/** Of rows, the latest for the destination; an older one that still waits is left as it is. */
export const latestOf = (
  rows: readonly Notification[],
  alert: Alert,
  destination: string,
  { sequence }: NotificationState,
): Notification | undefined => {
  const id = idOf(alert, { destination, sequence: sequence - 1 })
  return rows.find((row) => row.id === id)
}

/** What is decided again and again is kept once, in its latest form. */
export const withDecisions = (alert: Alert, decisions: readonly Decision[]): Alert => {
  const isAgain = (old: Decision): boolean =>
    decisions.some((one) => one.reason === old.reason && one.destination === old.destination && old.reason !== 'first')
  return { ...alert, decisions: [...alert.decisions.filter((old) => !isAgain(old)), ...decisions] }
}
