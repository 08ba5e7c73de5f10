/** What behavioural rules remember, in an SQLite file. */
import type { Json } from '../../core/json.ts'
import type { Memory, MemoryRow } from '../../core/store.ts'
import { storable } from '../keys.ts'
import { byMemoryTime, givesWay, mergeMemories } from '../precedence.ts'
import { all, type Body, type Calls, first, json, parse, texts } from './calls.ts'

interface Columns extends Body {
  readonly said: string
  readonly keep: MemoryRow['keep']
  readonly time: number
  readonly expires: number
}

const COLUMNS = `${texts('said', 'keep', 'body')}, time, expires`

const toRow = (unit: string, columns: Columns): MemoryRow => ({
  unit,
  key: JSON.parse(columns.said) as string,
  keep: columns.keep,
  time: columns.time,
  body: parse<Json>(columns),
  expires: columns.expires,
})

export const createMemory = ({ sql, attempt, write }: Calls): Memory => {
  const at = sql(`SELECT ${COLUMNS} FROM memories WHERE unit = ? AND key = ?`)
  const ofUnit = sql(`SELECT ${COLUMNS} FROM memories WHERE unit = ? AND expires > ?`)
  const put = sql(
    'INSERT OR REPLACE INTO memories (unit, key, said, keep, time, expires, body) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  const forget = sql('DELETE FROM memories WHERE expires <= ?')

  return {
    remember: (rows, now) =>
      write(() => {
        forget.run(now)
        let written = 0
        for (const row of mergeMemories(rows, now)) {
          const unit = storable(row.unit)
          const key = storable(row.key)
          const stored = first(at, unit, key) as Columns | undefined
          if (stored && !givesWay(toRow(row.unit, stored), row)) continue
          put.run(unit, key, json(row.key), row.keep, row.time, row.expires, json(row.body))
          written++
        }
        return written
      }),
    recall: (unit, now) =>
      attempt(() => (all(ofUnit, storable(unit), now) as Columns[]).map((row) => toRow(unit, row)).sort(byMemoryTime)),
  }
}
