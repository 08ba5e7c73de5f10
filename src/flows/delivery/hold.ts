/** Messages that are being sent stay in these hands for as long as the hands move: their lease is renewed, and ends soon after a crash. */
import type { Notification } from '../../core/alert.ts'
import type { Outbox } from '../../core/store.ts'

/** Renewals in one lease: a few may fail. */
const RENEWALS = 4

/** Rows that are written together. */
export const BATCH = 100

/** Of a storm, the first piece has its message: what a crash leaves of the rest is sent again. */
export const settleAll = async (
  store: Pick<Outbox, 'maxChange' | 'settle'>,
  rows: readonly Notification[],
): Promise<void> => {
  const size = Math.min(BATCH, store.maxChange)
  for (let at = 0; at < rows.length; at += size) await store.settle(rows.slice(at, at + size))
}

export interface Hold {
  /** Whether so much of the lease is left that a send may begin. */
  readonly isSure: () => boolean
  /** Writes the outcome of one that was held: no renewal comes after it. */
  readonly settle: (one: Notification) => Promise<void>
  /** None is renewed after it. */
  readonly end: () => Promise<void>
}

export interface Holder {
  readonly store: Pick<Outbox, 'lease' | 'maxChange' | 'settle'>
  /** Milliseconds. */
  readonly now: () => number
  readonly sleep: (milliseconds: number) => Promise<void>
}

/** @param since when they were taken; milliseconds */
export const hold = (taken: readonly Notification[], since: number, { store, now, sleep }: Holder): Hold => {
  const held = new Map(taken.map((one) => [one.id, one]))
  let renewed = since
  let renewal: Promise<void> = Promise.resolve()
  const renew = async (): Promise<void> => {
    const began = now()
    // One that somebody else has taken meanwhile stays theirs.
    await settleAll(
      store,
      [...held.values()].map((one) => ({ ...one, due: began + store.lease })),
    )
    renewed = began
  }
  const goOn = async (): Promise<void> => {
    for (;;) {
      await sleep(store.lease / RENEWALS)
      if (held.size === 0) return
      // A store that is busy is asked again; the lease goes on running.
      renewal = renew().catch(() => {})
      await renewal
    }
  }
  void goOn()
  return {
    isSure: () => now() - renewed <= store.lease / 2,
    settle: async (one) => {
      held.delete(one.id)
      await renewal
      await store.settle([one])
    },
    end: async () => {
      held.clear()
      await renewal
    },
  }
}
