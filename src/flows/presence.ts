/** Who else runs on the same store: each run says now and then that it is there, and hears of the others. */
import type { HandledStore } from '../core/store.ts'

/** So often a run says that it is there; milliseconds. */
export const BEAT_EVERY = 15_000
/** Who has not been heard of for so long has gone, or was killed. Bears clocks that differ by half of it. */
const GONE_AFTER = 4 * BEAT_EVERY

const WHERE = 'runs'

export interface Presence {
  /**
   * Says that this run is there.
   * @returns how many others were there within the last minute: one that was killed is among them for so long
   */
  beat(): Promise<number>
  /** The others need not wait a minute to know. */
  leave(): Promise<void>
}

/** @param id of this run, unlike any other's. @param now milliseconds */
export const createPresence = (store: HandledStore, id: string, now: () => number): Presence => ({
  beat: async () => {
    const runs = await store.handled(WHERE)
    const others = [...runs].filter(([run]) => run !== id)
    const gone = others.filter(([, seen]) => !(Math.abs(now() - Number(seen)) < GONE_AFTER)).map(([run]) => run)
    if (gone.length > 0) await store.forgetHandled(WHERE, gone)
    await store.noteHandled(WHERE, new Map([[id, String(now())]]))
    return others.length - gone.length
  },
  leave: () => store.forgetHandled(WHERE, [id]),
})
