/** The canaries in the store of a configuration, for a scan that need not open it otherwise. */
import { existsSync } from 'node:fs'
import type { Canary } from '../../canaries/canary.ts'
import { watchedIn } from '../../flows/canary/inventory.ts'
import type { OpenConfig } from '../config/read-sources.ts'
import { settingsOf } from './settings.ts'

/** Nothing is made: without a configuration, or without a store that is a file of this machine, there are none. @throws StoreError */
export const watchedBy = async ({ main, config }: OpenConfig): Promise<readonly Canary[]> => {
  const { store } = settingsOf(config)
  if (!main || !existsSync(store.name)) return []
  const opened = await store.open()
  try {
    return await watchedIn(opened)
  } finally {
    await opened.close()
  }
}
