/** The desk over the store of a configuration. */
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import type { Desk } from '../../flows/desk.ts'
import { openChecked } from '../config/open-config.ts'
import type { Config } from '../config/sections.ts'
import { sendsResolvedOf } from './delivery.ts'
import { settingsOf } from './settings.ts'

/** Opens the store of a configuration file, lets it be used and closes it. @throws RefusedRules, UsageError, StoreError */
export const atDesk = async <Result>(
  config: string | undefined,
  work: (desk: Desk) => Promise<Result>,
): Promise<Result> => atDeskOf((await openChecked(config)).config, work)

/** The same over what is open already. @throws StoreError */
export const atDeskOf = async <Result>(
  config: Config | undefined,
  work: (desk: Desk) => Promise<Result>,
): Promise<Result> => {
  const settings = settingsOf(config)
  const store = await settings.store.open()
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

/** The same for a glance: nothing is made, and no service is asked. @returns undefined when the store is no file of this machine */
export const glance = async <Result>(
  file: string | undefined,
  look: (desk: Desk) => Promise<Result>,
): Promise<Result | undefined> => {
  const { config } = await openChecked(file)
  return existsSync(settingsOf(config).store.name) ? atDeskOf(config, look) : undefined
}
