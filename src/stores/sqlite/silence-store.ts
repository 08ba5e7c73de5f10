/** Silences in an SQLite file. */
import type { Silence } from '../../core/alert.ts'
import type { SilenceStore } from '../../core/store.ts'
import { storable } from '../keys.ts'
import { all, type Body, type Calls, json, parse, texts } from './calls.ts'

export const createSilenceStore = ({ sql, attempt, write }: Calls): SilenceStore => {
  const every = sql(`SELECT ${texts('body')}, hidden FROM silences`)
  const put = sql(
    'INSERT INTO silences (id, hidden, body) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body',
  )
  return {
    silences: () =>
      attempt(() =>
        (all(every) as (Body & { hidden: number })[]).map((row) => ({ ...parse<Silence>(row), hidden: row.hidden })),
      ),
    putSilence: (silence) =>
      write(() => {
        put.run(storable(silence.id), silence.hidden, json(silence))
      }),
  }
}
