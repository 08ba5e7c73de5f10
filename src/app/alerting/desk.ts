/** Desk: the store and the settings of a configuration, opened for a person. */
import type { Store } from '../../core/store.ts'
import { readConfigFile } from '../context/load-context.ts'
import { checkedSettings, type Settings } from './settings.ts'
import { openStore } from './setup.ts'

export interface Desk {
  readonly settings: Settings
  readonly store: Store
}

/** Opens the store, lets it be used and closes it. @throws UsageError */
export const atDesk = async <Result>(
  config: string | undefined,
  work: (desk: Desk) => Promise<Result>,
): Promise<Result> => {
  const settings = checkedSettings(config === undefined ? undefined : readConfigFile(config))
  const store = await openStore(settings)
  try {
    return await work({ settings, store })
  } finally {
    await store.close()
  }
}
