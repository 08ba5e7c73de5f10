/** A store in an SQLite file: its facets over one connection. */
import type { Store } from '../../core/store.ts'
import { createAlertStore } from './alert-store.ts'
import { createCalls } from './calls.ts'
import { createCursorStore } from './cursor-store.ts'
import { openFile } from './file.ts'
import { createHandledStore } from './handled-store.ts'
import { createMemory } from './memory.ts'
import { createOutbox } from './outbox.ts'
import { createOutboxRows } from './outbox-rows.ts'
import { createSilenceStore } from './silence-store.ts'

/** How long a statement waits for another process's transaction; milliseconds. */
const BUSY_TIMEOUT = 5_000

/**
 * Every call is one transaction, and is on the disk when it returns.
 * @throws Error that names the file and why it cannot be opened
 */
export const openSqlite = (path: string, busyTimeout = BUSY_TIMEOUT): Store => {
  const database = openFile(path, busyTimeout)
  const calls = createCalls(path, database)
  const rows = createOutboxRows(calls)
  return {
    ...createAlertStore(calls, rows),
    ...createOutbox(calls, rows),
    ...createMemory(calls),
    ...createSilenceStore(calls),
    ...createCursorStore(calls),
    ...createHandledStore(calls),
    close: () =>
      calls.attempt(() => {
        database.close()
      }),
  }
}
