/** Canaries and plans in an SQLite file: a table of rows each. */
import type { CanaryRow, CanaryStore, PlanStore } from '../../core/store.ts'
import { storable } from '../keys.ts'
import { all, type Body, type Calls, first, json, parse, texts } from './calls.ts'

export const createCanaryStore = (calls: Calls): CanaryStore => {
  const { rows, put } = rowsIn(calls, 'canaries')
  return { canaries: rows, putCanary: put }
}

export const createPlanStore = (calls: Calls): PlanStore => {
  const { rows, put } = rowsIn(calls, 'plans')
  return { plans: rows, putPlan: put }
}

const rowsIn = ({ sql, attempt, write }: Calls, table: string) => {
  const every = sql(`SELECT ${texts('body')} FROM ${table} ORDER BY id`)
  const revisionOf = sql(`SELECT revision FROM ${table} WHERE id = ?`)
  const put = sql(`INSERT OR REPLACE INTO ${table} (id, revision, body) VALUES (?, ?, ?)`)
  return {
    rows: () => attempt(() => (all(every) as Body[]).map(parse<CanaryRow>)),
    put: (row: CanaryRow) =>
      write((): 'committed' | 'conflict' => {
        const id = storable(row.id)
        const { revision } = (first(revisionOf, id) as { revision: number } | undefined) ?? { revision: 0 }
        if (revision !== row.revision - 1) return 'conflict'
        put.run(id, row.revision, json(row))
        return 'committed'
      }),
  }
}
