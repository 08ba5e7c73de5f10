/** Silences in an SQLite file. */
import type { Silence } from '../../core/alert.ts'
import type { SilenceStore } from '../../core/store.ts'
import { storable } from '../keys.ts'
import { type Body, type Calls, json, parse } from './calls.ts'

export const createSilenceStore = ({ sql, attempt }: Calls): SilenceStore => {
  const all = sql('SELECT hidden, body FROM silences')
  const put = sql(
    'INSERT INTO silences (id, hidden, body) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body',
  )
  return {
    silences: () =>
      attempt(() =>
        (all.all() as (Body & { hidden: number })[]).map((row) => ({ ...parse<Silence>(row), hidden: row.hidden })),
      ),
    putSilence: (silence) =>
      attempt(() => {
        put.run(storable(silence.id), silence.hidden, json(silence))
      }),
  }
}
