/** Alerts, findings, notifications and memories in an SQLite file. */
import type { Alert, Notification, Silence } from '../../core/alert.ts'
import { byTime, type Finding } from '../../core/finding.ts'
import type { Json } from '../../core/json.ts'
import type { Memory, Store } from '../../core/store.ts'
import { storable } from '../keys.ts'
import { byMemoryTime, comesLate, givesWay, mergeMemories, waits } from '../precedence.ts'
import { explain, openFile, type Statement, transaction } from './file.ts'

/** How long a statement waits for another process's transaction; milliseconds. */
const BUSY_TIMEOUT = 5_000

/** Keys in one `IN (...)`, handed over as one JSON list. */
const IN = 'IN (SELECT value FROM json_each(?))'

interface Body {
  readonly body: string
}
type Standing = Pick<Notification, 'status' | 'attempts' | 'postponed'>
interface OutboxRow extends Body {
  readonly status: Notification['status']
  readonly due: number
  readonly attempts: number
}
interface MemoryRow extends Body {
  readonly said: string
  readonly keep: Memory['keep']
  readonly time: number
  readonly expires: number
}

/** libsql's own `get` must not follow `all` on one statement: it keeps the values bound before. */
const first = (statement: Statement, ...values: readonly (string | number)[]): unknown => statement.all(...values)[0]

const json = (value: unknown): string => JSON.stringify(value)
const parse = <T>({ body }: Body): T => JSON.parse(body) as T
const toNotification = (row: OutboxRow): Notification => ({
  ...parse<Notification>(row),
  status: row.status,
  due: row.due,
  attempts: row.attempts,
})
const toMemory = (unit: string, row: MemoryRow): Memory => ({
  unit,
  key: JSON.parse(row.said) as string,
  keep: row.keep,
  time: row.time,
  body: parse<Json>(row),
  expires: row.expires,
})

/**
 * Every call is one transaction, and is on the disk when it returns.
 * @throws Error that names the file and why it cannot be opened
 */
export const openSqlite = (path: string, busyTimeout = BUSY_TIMEOUT): Store => {
  const database = openFile(path, busyTimeout)
  const sql = (text: string): Statement => database.prepare(text)

  const alertsById = sql(`SELECT body FROM alerts WHERE id ${IN}`)
  const alertsByChange = sql('SELECT body FROM alerts ORDER BY changed DESC, id LIMIT ?')
  const alertsByStatus = sql('SELECT body FROM alerts WHERE status = ? ORDER BY changed DESC, id LIMIT ?')
  const revisionOf = sql('SELECT revision FROM alerts WHERE id = ?')
  const putAlert = sql('INSERT OR REPLACE INTO alerts (id, revision, status, changed, body) VALUES (?, ?, ?, ?, ?)')

  const knownKeys = sql(`SELECT key FROM findings WHERE key ${IN}`)
  const findingsByTime = sql('SELECT body FROM findings ORDER BY time, event, rule LIMIT ?')
  const findingsOfAlert = sql('SELECT body FROM findings WHERE alert = ? ORDER BY time, event, rule LIMIT ?')
  const putFinding = sql('INSERT INTO findings (key, alert, time, event, rule, body) VALUES (?, ?, ?, ?, ?, ?)')
  const dropFindings = sql(`DELETE FROM findings WHERE key ${IN}`)

  const standing = sql('SELECT status, attempts, postponed FROM notifications WHERE id = ?')
  const putOutboxRow = sql(
    'INSERT OR REPLACE INTO notifications (id, alert, status, due, created, attempts, postponed, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const dueRows = sql(`
    SELECT id, status, due, attempts, body FROM notifications
    WHERE status = 'due' AND due <= ? ORDER BY due, id LIMIT ?`)
  const lend = sql('UPDATE notifications SET due = ?, attempts = attempts + 1 WHERE id = ?')
  const listed = (where: string): Statement =>
    sql(`SELECT status, due, attempts, body FROM notifications ${where} ORDER BY created DESC, id DESC LIMIT ?`)
  const outbox = listed('')
  const outboxOfAlert = listed('WHERE alert = ?')
  const outboxByStatus = listed('WHERE status = ?')
  const outboxOfAlertByStatus = listed('WHERE alert = ? AND status = ?')

  const threadOf = sql('SELECT body FROM threads WHERE alert = ? AND episode = ? AND destination = ?')
  const putThread = sql('INSERT OR REPLACE INTO threads (alert, episode, destination, body) VALUES (?, ?, ?, ?)')

  const memoryAt = sql('SELECT said, keep, time, expires, body FROM memories WHERE unit = ? AND key = ?')
  const memoriesOf = sql('SELECT said, keep, time, expires, body FROM memories WHERE unit = ? AND expires > ?')
  const putMemory = sql(
    'INSERT OR REPLACE INTO memories (unit, key, said, keep, time, expires, body) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  const forget = sql('DELETE FROM memories WHERE expires <= ?')

  const allSilences = sql('SELECT hidden, body FROM silences')
  const putSilence = sql(
    'INSERT INTO silences (id, hidden, body) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body',
  )
  const countHidden = sql('UPDATE silences SET hidden = hidden + ? WHERE id = ?')

  const cursorOf = sql('SELECT position AS body FROM cursors WHERE source = ?')
  const putCursor = sql('INSERT OR REPLACE INTO cursors (source, position) VALUES (?, ?)')

  /** A failure names the file; one that only says "busy" is a `StoreBusyError`. */
  const attempt = async <Result>(work: () => Result): Promise<Result> => {
    try {
      return work()
    } catch (error) {
      throw explain(path, error)
    }
  }
  const write = <Result>(work: () => Result): Promise<Result> => attempt(() => transaction(database, work))

  const storeNotification = (row: Notification): void => {
    const { id, alert, status, due, created, attempts, postponed } = row
    putOutboxRow.run(storable(id), storable(alert.id), status, due, created, attempts, postponed, json(row))
  }

  return {
    maxChange: Number.POSITIVE_INFINITY,
    alerts: (ids) => attempt(() => (alertsById.all(json(ids.map(storable))) as Body[]).map(parse<Alert>)),
    listAlerts: ({ status, limit }) =>
      attempt(() =>
        ((status === undefined ? alertsByChange.all(limit) : alertsByStatus.all(status, limit)) as Body[]).map(
          parse<Alert>,
        ),
      ),
    knownFindings: (keys) =>
      attempt(() => {
        const rows = knownKeys.all(json(keys.map(storable))) as { key: string }[]
        const known = new Set(rows.map(({ key }) => key))
        return new Set(keys.filter((key) => known.has(storable(key))))
      }),
    findings: ({ alert, limit }) =>
      attempt(() => {
        const rows = alert === undefined ? findingsByTime.all(limit) : findingsOfAlert.all(storable(alert), limit)
        return (rows as Body[]).map(parse<Finding>).sort(byTime)
      }),
    commit: ({ alert, findings, overtaken, notifications, hidden }) =>
      write(() => {
        const id = storable(alert.id)
        const revision = (first(revisionOf, id) as { revision: number } | undefined)?.revision ?? 0
        const tried = notifications.some((row) => {
          const stored = first(standing, storable(row.id)) as Standing | undefined
          return stored && !waits(stored)
        })
        const gone = new Set(overtaken)
        const fresh = findings.map(({ key }) => key).filter((key) => !gone.has(key))
        if (revision !== alert.revision - 1 || tried || first(knownKeys, json(fresh.map(storable)))) return 'conflict'

        putAlert.run(id, alert.revision, alert.status, alert.changed, json(alert))
        if (overtaken.length > 0) dropFindings.run(json(overtaken.map(storable)))
        for (const { key, finding } of findings) {
          const { event, rule } = finding
          putFinding.run(storable(key), id, storable(event.time), storable(event.id), storable(rule.id), json(finding))
        }
        for (const row of notifications) storeNotification(row)
        for (const [silence, count] of Object.entries(hidden)) countHidden.run(count, storable(silence))
        return 'committed'
      }),

    take: (now, lease, limit) =>
      attempt(() => {
        // Mostly nothing is due: then nobody has to wait for the lock.
        if (!first(dueRows, now, 1)) return []
        return transaction(database, () =>
          (dueRows.all(now, limit) as (OutboxRow & { id: string })[]).map((row) => {
            lend.run(now + lease, row.id)
            return toNotification({ ...row, due: now + lease, attempts: row.attempts + 1 })
          }),
        )
      }),
    settle: (rows) =>
      write(() => {
        for (const row of rows) {
          const stored = first(standing, storable(row.id)) as Standing | undefined
          if (!stored || !comesLate(stored, row)) storeNotification(row)
        }
      }),
    notifications: ({ alert, status, limit }) =>
      attempt(() => {
        const id = alert === undefined ? undefined : storable(alert)
        const rows =
          id === undefined
            ? status === undefined
              ? outbox.all(limit)
              : outboxByStatus.all(status, limit)
            : status === undefined
              ? outboxOfAlert.all(id, limit)
              : outboxOfAlertByStatus.all(id, status, limit)
        return (rows as OutboxRow[]).map(toNotification)
      }),

    thread: (alert, episode, destination) =>
      attempt(() => {
        const row = first(threadOf, storable(alert), episode, storable(destination)) as Body | undefined
        return row ? parse<Json>(row) : null
      }),
    setThread: (alert, episode, destination, thread) =>
      attempt(() => {
        putThread.run(storable(alert), episode, storable(destination), json(thread))
      }),

    remember: (memories, now) =>
      write(() => {
        forget.run(now)
        let written = 0
        for (const memory of mergeMemories(memories, now)) {
          const unit = storable(memory.unit)
          const key = storable(memory.key)
          const stored = first(memoryAt, unit, key) as MemoryRow | undefined
          if (stored && !givesWay(toMemory(memory.unit, stored), memory)) continue
          putMemory.run(unit, key, json(memory.key), memory.keep, memory.time, memory.expires, json(memory.body))
          written++
        }
        return written
      }),
    recall: (unit, now) =>
      attempt(() =>
        (memoriesOf.all(storable(unit), now) as MemoryRow[]).map((row) => toMemory(unit, row)).sort(byMemoryTime),
      ),

    silences: () =>
      attempt(() =>
        (allSilences.all() as (Body & { hidden: number })[]).map((row) => ({
          ...parse<Silence>(row),
          hidden: row.hidden,
        })),
      ),
    putSilence: (silence) =>
      attempt(() => {
        putSilence.run(storable(silence.id), silence.hidden, json(silence))
      }),

    cursor: (source) =>
      attempt(() => {
        const row = first(cursorOf, storable(source)) as Body | undefined
        return row ? parse<Json>(row) : null
      }),
    setCursor: (source, position) =>
      attempt(() => {
        putCursor.run(storable(source), json(position))
      }),

    close: () =>
      attempt(() => {
        database.close()
      }),
  }
}
