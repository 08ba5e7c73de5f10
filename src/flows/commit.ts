/** Commit: a change of an alert, made anew for as long as others are faster. */
import { type AlertStore, StoreBusyError } from '../core/store.ts'

/** How often a change is tried against others that change the same alert. */
const TRIES = 12

/**
 * @param attempt reads the alert, changes it and commits
 * @throws StoreBusyError when others kept changing it
 */
export const untilCommitted = async <Result>(
  store: Pick<AlertStore, 'pause'>,
  alert: string,
  attempt: () => Promise<Result | 'conflict'>,
): Promise<Result> => {
  for (let tries = 1; tries <= TRIES; tries++) {
    if (tries > 1) await store.pause(tries)
    const result = await attempt()
    if (result !== 'conflict') return result
  }
  throw new StoreBusyError(`alert ${alert}: others kept changing it, ${TRIES} times`)
}
