/** Rows of the outbox in the SQLite store: written by a commit and by a settlement alike. */
import type { Notification } from '../../core/alert.ts'
import { storable } from '../keys.ts'
import { type Body, type Calls, first, json, parse, texts } from './calls.ts'

type Standing = Pick<Notification, 'status' | 'attempts' | 'postponed'>

/** The columns of a notification that outrank its body: taking it changes them alone. */
export interface OutboxRow extends Body {
  readonly status: Notification['status']
  readonly due: number
  readonly attempts: number
}

export const toNotification = (row: OutboxRow): Notification => ({
  ...parse<Notification>(row),
  status: row.status,
  due: row.due,
  attempts: row.attempts,
})

export interface OutboxRows {
  readonly standing: (id: string) => Standing | undefined
  readonly put: (row: Notification) => void
}

export const createOutboxRows = ({ sql }: Calls): OutboxRows => {
  const standing = sql(`SELECT ${texts('status')}, attempts, postponed FROM notifications WHERE id = ?`)
  const put = sql(
    'INSERT OR REPLACE INTO notifications (id, alert, status, due, created, attempts, postponed, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  )
  return {
    standing: (id) => first(standing, storable(id)) as Standing | undefined,
    put: (row) => {
      const { id, alert, status, due, created, attempts, postponed } = row
      put.run(storable(id), storable(alert.id), status, due, created, attempts, postponed, json(row))
    },
  }
}
