/** Plans in files and in the store of a configuration; AWS is not asked. */
import { readFileSync } from 'node:fs'
import { reasonOf } from '../../core/reason.ts'
import { UsageError } from '../../core/usage-error.ts'
import { lifeOf, type PlanLife, planNamed } from '../../flows/contain/apply.ts'
import { openPlan, type Plan } from '../../flows/contain/plan.ts'
import { settingsOf } from '../alerting/settings.ts'
import { openChecked } from '../config/open-config.ts'

/** @throws UsageError for a file that holds no plan, or one that was changed */
export const readPlan = (file: string): Plan => {
  let found: unknown
  try {
    found = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new UsageError(`${file}: ${reasonOf(error)}`)
  }
  return openPlan(found)
}

/** By when they were applied, or the one that is called so. @throws UsageError, StoreError */
export const keptPlans = async (config: string | undefined, id?: string): Promise<readonly PlanLife[]> => {
  const store = await settingsOf((await openChecked(config)).config).store.open()
  try {
    if (id !== undefined) return [await planNamed(store, id)]
    return (await store.plans()).map(lifeOf).sort((a, b) => (a.at < b.at ? 1 : -1))
  } finally {
    await store.close()
  }
}
