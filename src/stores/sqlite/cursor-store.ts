/** How far sources have been read, in an SQLite file. */
import type { Json } from '../../core/json.ts'
import type { CursorStore } from '../../core/store.ts'
import { storable } from '../keys.ts'
import { type Calls, first, json, texts } from './calls.ts'

export const createCursorStore = ({ sql, attempt, write }: Calls): CursorStore => {
  const at = sql(`SELECT ${texts('position')} FROM cursors WHERE source = ?`)
  const put = sql('INSERT OR REPLACE INTO cursors (source, position) VALUES (?, ?)')
  return {
    cursor: (source) =>
      attempt(() => {
        const row = first(at, storable(source)) as { position: string } | undefined
        return row ? (JSON.parse(row.position) as Json) : null
      }),
    setCursor: (source, position) =>
      write(() => {
        put.run(storable(source), json(position))
      }),
  }
}
