/** What sources have handled, in an SQLite file. */
import type { HandledStore } from '../../core/store.ts'
import { storable } from '../keys.ts'
import { type Calls, IN, json } from './calls.ts'

interface Row {
  readonly said: string
  readonly version: string
}

export const createHandledStore = ({ sql, attempt, write }: Calls): HandledStore => {
  const all = sql('SELECT said, version FROM handled WHERE source = ?')
  const put = sql('INSERT OR REPLACE INTO handled (source, key, said, version) VALUES (?, ?, ?, ?)')
  const drop = sql(`DELETE FROM handled WHERE source = ? AND key ${IN}`)
  return {
    handled: (source) =>
      attempt(() => {
        const rows = all.all(storable(source)) as readonly Row[]
        return new Map(rows.map(({ said, version }) => [JSON.parse(said) as string, JSON.parse(version) as string]))
      }),
    noteHandled: (source, versions) =>
      write(() => {
        for (const [key, version] of versions) put.run(storable(source), storable(key), json(key), json(version))
      }),
    forgetHandled: (source, keys) =>
      attempt(() => {
        drop.run(storable(source), json(keys.map(storable)))
      }),
  }
}
