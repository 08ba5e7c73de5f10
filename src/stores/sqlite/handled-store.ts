/** What sources have handled, in an SQLite file. */
import type { HandledStore } from '../../core/store.ts'
import { storable } from '../keys.ts'
import { all, type Calls, IN, json, texts } from './calls.ts'

interface Row {
  readonly said: string
  readonly version: string
}

export const createHandledStore = ({ sql, attempt, write }: Calls): HandledStore => {
  const every = sql(`SELECT ${texts('said', 'version')} FROM handled WHERE source = ?`)
  const put = sql('INSERT OR REPLACE INTO handled (source, key, said, version) VALUES (?, ?, ?, ?)')
  const drop = sql(`DELETE FROM handled WHERE source = ? AND key ${IN}`)
  return {
    handled: (source) =>
      attempt(() => {
        const rows = all(every, storable(source)) as readonly Row[]
        return new Map(rows.map(({ said, version }) => [JSON.parse(said) as string, JSON.parse(version) as string]))
      }),
    noteHandled: (source, versions) =>
      write(() => {
        for (const [key, version] of versions) put.run(storable(source), storable(key), json(key), json(version))
      }),
    forgetHandled: (source, keys) =>
      write(() => {
        drop.run(storable(source), json(keys.map(storable)))
      }),
  }
}
