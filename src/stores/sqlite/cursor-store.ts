/** How far sources have been read, in an SQLite file. */
import type { Json } from '../../core/json.ts'
import type { CursorStore } from '../../core/store.ts'
import { storable } from '../keys.ts'
import { type Body, type Calls, first, json, parse } from './calls.ts'

export const createCursorStore = ({ sql, attempt }: Calls): CursorStore => {
  const at = sql('SELECT position AS body FROM cursors WHERE source = ?')
  const put = sql('INSERT OR REPLACE INTO cursors (source, position) VALUES (?, ?)')
  return {
    cursor: (source) =>
      attempt(() => {
        const row = first(at, storable(source)) as Body | undefined
        return row ? parse<Json>(row) : null
      }),
    setCursor: (source, position) =>
      attempt(() => {
        put.run(storable(source), json(position))
      }),
  }
}
