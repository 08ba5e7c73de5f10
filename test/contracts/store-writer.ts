/** Commits to a store file until it is killed, and says on standard output what was committed: `<alert> <count>`. */
import { writeSync } from 'node:fs'
import { openSqlite } from '../../src/stores/sqlite/store.ts'
import { alertOf, changeOf, notificationOf } from './store-fixtures.ts'

const [path = '', name = ''] = process.argv.slice(2)
const store = openSqlite(path)

for (let serial = 0; ; serial++) {
  const id = `alert-${serial % 3}`
  const [stored] = await store.alerts([id])
  const count = (stored?.count ?? 0) + 2
  const alert = alertOf(id, (stored?.revision ?? 0) + 1, [], { count })
  const event = `${name}-${process.pid}-${serial}`
  const change = changeOf(alert, [`${event}-a`, `${event}-b`], { notifications: [notificationOf(alert, 1)] })
  if ((await store.commit(change)) === 'committed') writeSync(1, `${id} ${count}\n`)
}
