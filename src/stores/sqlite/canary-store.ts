/** Canaries in an SQLite file. */
import type { CanaryRow, CanaryStore } from '../../core/store.ts'
import { storable } from '../keys.ts'
import { all, type Body, type Calls, first, json, parse, texts } from './calls.ts'

export const createCanaryStore = ({ sql, attempt, write }: Calls): CanaryStore => {
  const every = sql(`SELECT ${texts('body')} FROM canaries ORDER BY id`)
  const revisionOf = sql('SELECT revision FROM canaries WHERE id = ?')
  const put = sql('INSERT OR REPLACE INTO canaries (id, revision, body) VALUES (?, ?, ?)')
  return {
    canaries: () => attempt(() => (all(every) as Body[]).map(parse<CanaryRow>)),
    putCanary: (row) =>
      write(() => {
        const id = storable(row.id)
        const { revision } = (first(revisionOf, id) as { revision: number } | undefined) ?? { revision: 0 }
        if (revision !== row.revision - 1) return 'conflict'
        put.run(id, row.revision, json(row))
        return 'committed'
      }),
  }
}
