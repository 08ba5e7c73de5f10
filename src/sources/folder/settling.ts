/** Whether a file is still being written, and whether one that failed may be offered again: told by looks, not by clocks alone. */
import type { SeenFile } from './listing.ts'

/** A file that is the same for so long is no longer written; milliseconds. */
const SETTLED = 1_000
/** A file that could not be handled is offered so often, each time later, until it changes or the process starts anew. */
const TRIES = 5
const FIRST_WAIT = 2_000

export interface Settling {
  /** A look begins. @param now milliseconds: the one reading of the clock by which all of the look is judged */
  readonly begin: (now: number) => void
  /** By its own time, or, should its clock be ahead of ours, because an earlier look saw the same. */
  readonly isSettled: (file: SeenFile) => boolean
}

export const createSettling = (): Settling => {
  let started = 0
  let before = new Map<string, { readonly version: string; readonly since: number }>()
  let young: typeof before = new Map()
  return {
    begin: (now) => {
      started = now
      before = young
      young = new Map()
    },
    isSettled: ({ key, version, time }) => {
      if (time <= started - SETTLED) return true
      const known = before.get(key)
      const since = known?.version === version ? known.since : started
      young.set(key, { version, since })
      return since <= started - SETTLED
    },
  }
}

export interface Failures {
  readonly isDue: (id: string, now: number) => boolean
  /** @returns whether that was the last try */
  readonly note: (id: string, now: number) => boolean
  readonly forget: (id: string) => void
}

export const createFailures = (): Failures => {
  const failed = new Map<string, { readonly count: number; readonly until: number }>()
  return {
    isDue: (id, now) => {
      const { count = 0, until = 0 } = failed.get(id) ?? {}
      return count < TRIES && now >= until
    },
    note: (id, now) => {
      const count = (failed.get(id)?.count ?? 0) + 1
      failed.set(id, { count, until: now + FIRST_WAIT * 2 ** count })
      return count >= TRIES
    },
    forget: (id) => void failed.delete(id),
  }
}
