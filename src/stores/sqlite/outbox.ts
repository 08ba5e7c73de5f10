/** The outbox in an SQLite file. */
import type { Json } from '../../core/json.ts'
import type { Outbox } from '../../core/store.ts'
import { storable } from '../keys.ts'
import { comesLate } from '../precedence.ts'
import { all, type Body, type Calls, first, json, parse, texts } from './calls.ts'
import type { Statement } from './file.ts'
import { type OutboxRow, type OutboxRows, toNotification } from './outbox-rows.ts'

export const createOutbox = ({ sql, attempt, write }: Calls, rows: OutboxRows): Outbox => {
  const dueRows = sql(`
    SELECT ${texts('id', 'status', 'body')}, due, attempts FROM notifications
    WHERE status = 'due' AND due <= ? ORDER BY due, notifications.id LIMIT ?`)
  const lend = sql('UPDATE notifications SET due = ?, attempts = attempts + 1 WHERE id = ?')
  const listed = (where: string): Statement =>
    sql(
      `SELECT ${texts('status', 'body')}, due, attempts FROM notifications ${where} ORDER BY created DESC, id DESC LIMIT ?`,
    )
  const every = listed('')
  const ofAlert = listed('WHERE alert = ?')
  const byStatus = listed('WHERE status = ?')
  const ofAlertByStatus = listed('WHERE alert = ? AND status = ?')
  const threadOf = sql(`SELECT ${texts('body')} FROM threads WHERE alert = ? AND episode = ? AND destination = ?`)
  const putThread = sql('INSERT OR REPLACE INTO threads (alert, episode, destination, body) VALUES (?, ?, ?, ?)')

  return {
    maxChange: Number.POSITIVE_INFINITY,
    // All who share the file share a clock: what a killed process held is taken up by another before anybody misses it.
    lease: 1_500,
    take: async (now, lease, limit) => {
      // Mostly nothing is due: then nobody has to wait for the lock.
      if (!(await attempt(() => first(dueRows, now, 1)))) return []
      return write(() =>
        (all(dueRows, now, limit) as (OutboxRow & { id: string })[]).map((row) => {
          lend.run(now + lease, row.id)
          return toNotification({ ...row, due: now + lease, attempts: row.attempts + 1 })
        }),
      )
    },
    settle: (settled) =>
      write(() => {
        for (const row of settled) {
          const stored = rows.standing(row.id)
          if (!stored || !comesLate(stored, row)) rows.put(row)
        }
      }),
    notifications: ({ alert, status, limit }) =>
      attempt(() => {
        const id = alert === undefined ? undefined : storable(alert)
        const found =
          id === undefined
            ? status === undefined
              ? all(every, limit)
              : all(byStatus, status, limit)
            : status === undefined
              ? all(ofAlert, id, limit)
              : all(ofAlertByStatus, id, status, limit)
        return (found as OutboxRow[]).map(toNotification)
      }),
    thread: (alert, episode, destination) =>
      attempt(() => {
        const row = first(threadOf, storable(alert), episode, storable(destination)) as Body | undefined
        return row ? parse<Json>(row) : null
      }),
    setThread: (alert, episode, destination, thread) =>
      write(() => {
        putThread.run(storable(alert), episode, storable(destination), json(thread))
      }),
  }
}
