/** An ingester that learns of canaries while it goes on: whoever makes one need not start it anew. */
import type { Canary } from '../../canaries/canary.ts'
import type { CanaryStore } from '../../core/store.ts'
import { watchedIn } from '../../flows/canary/inventory.ts'
import type { Ingester } from '../../flows/ingest.ts'

/** So often the store is asked; milliseconds. */
const LOOK_EVERY = 15_000

export interface Renewable {
  readonly store: CanaryStore
  readonly make: (canaries: readonly Canary[]) => Promise<Ingester>
  /** The store could not be asked, or its canaries cannot be used: the ingester from before goes on. */
  readonly onProblem: (error: unknown) => void
  /** Milliseconds. */
  readonly now: () => number
}

/** @returns the ingester for the canaries that there are now. @throws what goes wrong with the first */
export const renewed = async ({ store, make, onProblem, now }: Renewable): Promise<() => Promise<Ingester>> => {
  let canaries = await watchedIn(store)
  let ingester = await make(canaries)
  let looked = now()
  return async () => {
    if (Math.abs(now() - looked) < LOOK_EVERY) return ingester
    looked = now()
    try {
      const found = await watchedIn(store)
      if (JSON.stringify(found) === JSON.stringify(canaries)) return ingester
      ingester = await make(found)
      canaries = found
    } catch (error) {
      onProblem(error)
    }
    return ingester
  }
}
