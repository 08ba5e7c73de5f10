/** A canary is armed once a touch of it was seen from end to end: in a log, by its rule, as an alert in the store. */
import type { AlertStore, CanaryStore } from '../../core/store.ts'
import { UsageError } from '../../core/usage-error.ts'
import { type CanaryDesk, type CanaryLife, lifeNamed, save } from './life.ts'

/** Milliseconds between two looks. */
const LOOK_EVERY = 2_000
const MOST_ALERTS = 1_000

/**
 * Waits for an alert about a touch that was made since, and notes the time of the touch.
 * @param until when to give up; milliseconds, as `since`
 * @returns undefined when none came @throws UsageError for one that is not deployed
 */
export const armCanary = async (
  {
    store,
    now,
    wait,
  }: Pick<CanaryDesk, 'now' | 'wait'> & { readonly store: CanaryStore & Pick<AlertStore, 'listAlerts'> },
  id: string,
  since: number,
  until: number,
): Promise<CanaryLife | undefined> => {
  const { canary, state } = await lifeNamed(store, id)
  if (state === 'planned' || state === 'retired') throw new UsageError(`canary ${canary.id} is ${state}`)
  for (;;) {
    const alerts = await store.listAlerts({ limit: MOST_ALERTS })
    const seen = alerts
      .filter(({ rule }) => rule.id === `canary-${canary.id}`)
      .map(({ last }) => Date.parse(last))
      .filter((time) => time >= since)
    if (seen.length > 0)
      return save({ store }, { ...(await lifeNamed(store, canary.id)), state: 'armed', armed: Math.max(...seen) })
    if (now() >= until) return undefined
    await wait(LOOK_EVERY)
  }
}
