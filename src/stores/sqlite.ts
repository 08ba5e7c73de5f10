/** The store of one machine: an SQLite file. */
import { mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { reasonOf } from '../core/reason.ts'
import { StoreError } from '../core/store.ts'
import { defineStore } from './define.ts'

/** Where a person's state is kept (XDG Base Directory Specification, `XDG_STATE_HOME`). */
const usualPath = (): string =>
  join(process.env.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'tattletrail', 'state.db')

export const sqlite = defineStore({
  type: 'sqlite',
  title: 'SQLite file: one machine, several processes',
  config: z.strictObject({
    path: z.string().min(1).optional().meta({ description: 'the file; default: state.db in your folder of states' }),
  }),
  permissions: [],
  name: ({ path = usualPath() }) => path,
  open: async ({ path }) => {
    const file = path ?? usualPath()
    // Node gives a byte of a variable that is not UTF-8 as U+FFFD: another file would be opened, each time.
    if (file.includes('\ufffd')) throw new StoreError(`store ${file}: its path is not UTF-8; name one that is`)
    // A folder that a person names must be there; the one that we chose is ours to make, and nobody else's to read.
    try {
      if (path === undefined) mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    } catch (error) {
      throw new StoreError(`store ${file}: its folder cannot be made: ${reasonOf(error)}; name a path`, {
        cause: error,
      })
    }
    // Loaded when opened: it brings a native module.
    const { openSqlite } = await import('./sqlite/store.ts')
    return openSqlite(file)
  },
})
