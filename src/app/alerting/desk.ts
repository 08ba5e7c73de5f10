/** The desk over the store of a configuration. */
import { randomBytes } from 'node:crypto'
import type { Desk } from '../../flows/desk.ts'
import { readConfigFile } from '../context/load-context.ts'
import { sendsResolvedOf } from './delivery.ts'
import { checkedSettings } from './settings.ts'
import { openStore } from './setup.ts'

/** Opens the store, lets it be used and closes it. @throws UsageError */
export const atDesk = async <Result>(
  config: string | undefined,
  work: (desk: Desk) => Promise<Result>,
): Promise<Result> => {
  const settings = checkedSettings(config === undefined ? undefined : readConfigFile(config))
  const store = await openStore(settings)
  try {
    return await work({
      store,
      route: settings.route,
      sendsResolved: sendsResolvedOf(settings),
      now: Date.now,
      randomId: () => randomBytes(4).toString('hex'),
    })
  } finally {
    await store.close()
  }
}
