/** A store in an SQLite file: its facets over one connection. */
import type { Store } from '../../core/store.ts'
import { createAlertStore } from './alert-store.ts'
import { createCalls } from './calls.ts'
import { createCanaryStore, createPlanStore } from './canary-store.ts'
import { createCursorStore } from './cursor-store.ts'
import { explain, openFile } from './file.ts'
import { createHandledStore } from './handled-store.ts'
import { createMemory } from './memory.ts'
import { createOutbox } from './outbox.ts'
import { createOutboxRows } from './outbox-rows.ts'
import { createSilenceStore } from './silence-store.ts'

/** How long another process's transaction is waited for; milliseconds. */
const PATIENCE = 5_000

/**
 * Every call is one transaction, and is on the disk when it returns.
 * @throws StoreError, or UsageError where no file can be, that names the file and why
 */
export const openSqlite = (path: string, patience = PATIENCE): Store => {
  const database = openFile(path, patience)
  const calls = createCalls(path, database, patience)
  try {
    const rows = createOutboxRows(calls)
    return {
      ...createAlertStore(calls, rows),
      ...createOutbox(calls, rows),
      ...createMemory(calls),
      ...createSilenceStore(calls),
      ...createCanaryStore(calls),
      ...createPlanStore(calls),
      ...createCursorStore(calls),
      ...createHandledStore(calls),
      close: () =>
        calls.attempt(() => {
          database.close()
        }),
    }
  } catch (error) {
    database.close()
    throw explain(path, error)
  }
}
