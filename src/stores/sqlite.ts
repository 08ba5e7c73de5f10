/** The store of one machine: an SQLite file. */
import { z } from 'zod'
import { defineStore } from './define.ts'

export const sqlite = defineStore({
  type: 'sqlite',
  title: 'SQLite file: one machine, several processes',
  config: z.strictObject({ path: z.string().min(1) }),
  permissions: [],
  // Loaded when opened: it brings a native module.
  open: async ({ path }) => (await import('./sqlite/store.ts')).openSqlite(path),
})
