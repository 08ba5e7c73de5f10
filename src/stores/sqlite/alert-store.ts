/** Alerts and findings in an SQLite file. */
import { type Alert, waits } from '../../core/alert.ts'
import { byTime, type Finding } from '../../core/finding.ts'
import type { AlertStore } from '../../core/store.ts'
import { storable } from '../keys.ts'
import { all, type Body, type Calls, first, IN, json, parse, pause, texts } from './calls.ts'
import type { OutboxRows } from './outbox-rows.ts'

export const createAlertStore = (calls: Calls, outbox: OutboxRows): AlertStore => {
  const { sql, attempt } = calls
  const byId = sql(`SELECT ${texts('body')} FROM alerts WHERE id ${IN}`)
  const byChange = sql(`SELECT ${texts('body')} FROM alerts ORDER BY changed DESC, id LIMIT ?`)
  const byStatus = sql(`SELECT ${texts('body')} FROM alerts WHERE status = ? ORDER BY changed DESC, id LIMIT ?`)
  const quiet = sql(
    `SELECT ${texts('body')} FROM alerts WHERE status = 'firing' AND changed <= ? ORDER BY changed, id LIMIT ?`,
  )
  const knownKeys = sql(`SELECT ${texts('key')} FROM findings WHERE key ${IN}`)
  const findingsByTime = sql(`SELECT ${texts('body')} FROM findings ORDER BY time, event, rule LIMIT ?`)
  const findingsOfAlert = sql(
    `SELECT ${texts('body')} FROM findings WHERE alert = ? ORDER BY time, event, rule LIMIT ?`,
  )

  return {
    maxChange: Number.POSITIVE_INFINITY,
    alerts: (ids) => attempt(() => (all(byId, json(ids.map(storable))) as Body[]).map(parse<Alert>)),
    listAlerts: ({ status, limit }) =>
      attempt(() =>
        ((status === undefined ? all(byChange, limit) : all(byStatus, status, limit)) as Body[]).map(parse<Alert>),
      ),
    quietAlerts: (since, limit) => attempt(() => (all(quiet, since, limit) as Body[]).map(parse<Alert>)),
    knownFindings: (keys) =>
      attempt(() => {
        const rows = all(knownKeys, json(keys.map(storable))) as { key: string }[]
        const known = new Set(rows.map(({ key }) => key))
        return new Set(keys.filter((key) => known.has(storable(key))))
      }),
    findings: ({ alert, limit }) =>
      attempt(() => {
        const rows = alert === undefined ? all(findingsByTime, limit) : all(findingsOfAlert, storable(alert), limit)
        return (rows as Body[]).map(parse<Finding>).sort(byTime)
      }),
    commit: createCommit(calls, outbox),
    pause,
  }
}

const createCommit = ({ sql, write }: Calls, outbox: OutboxRows): AlertStore['commit'] => {
  const revisionOf = sql('SELECT revision FROM alerts WHERE id = ?')
  const putAlert = sql('INSERT OR REPLACE INTO alerts (id, revision, status, changed, body) VALUES (?, ?, ?, ?, ?)')
  const knownKeys = sql(`SELECT ${texts('key')} FROM findings WHERE key ${IN}`)
  const putFinding = sql('INSERT INTO findings (key, alert, time, event, rule, body) VALUES (?, ?, ?, ?, ?, ?)')
  const dropFindings = sql(`DELETE FROM findings WHERE key ${IN}`)
  const countHidden = sql('UPDATE silences SET hidden = hidden + ? WHERE id = ?')

  return ({ alert, findings, overtaken, notifications, hidden }) =>
    write(() => {
      const id = storable(alert.id)
      const revision = (first(revisionOf, id) as { revision: number } | undefined)?.revision ?? 0
      const tried = notifications.some((row) => {
        const stored = outbox.standing(row.id)
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
      for (const row of notifications) outbox.put(row)
      for (const [silence, count] of Object.entries(hidden)) countHidden.run(count, storable(silence))
      return 'committed'
    })
}
