/** Which files of a folder were handled, each by itself: no clock and no order of names decides whether a file is new. */
import { isObject } from '../../core/json.ts'
import { reasonOf } from '../../core/reason.ts'
import type { CursorStore, HandledStore } from '../../core/store.ts'
import type { SeenFile } from './listing.ts'

export interface FolderLedger {
  /** It was handled, and has not changed since. */
  readonly has: (file: SeenFile) => boolean
  /** Kept at once, and written with the next few: a process that is killed meanwhile reads those again. */
  readonly note: (file: SeenFile, version: string) => Promise<void>
  readonly flush: () => Promise<void>
  readonly size: () => number
  readonly forgetAllBut: (keys: ReadonlySet<string>) => Promise<void>
  /** @param files all that are there; those that an earlier version of this program handled are noted */
  readonly adopt: (files: readonly SeenFile[], now: number) => Promise<void>
}

/** So many files are written down together. */
const TOGETHER = 100

/** A store that is busy keeps nothing from being read: what could not be noted is offered again after a restart. */
export const openFolderLedger = async (
  root: string,
  store: CursorStore & HandledStore,
  onProblem: (reason: string) => void,
): Promise<FolderLedger> => {
  const source = `folder ${root}`
  const versions = new Map(await store.handled(source))
  let unwritten = new Map<string, string>()
  const flush = (): Promise<void> => {
    const written = unwritten
    unwritten = new Map()
    return written.size > 0 ? attempt(store.noteHandled(source, written)) : Promise.resolve()
  }
  const attempt = (work: Promise<void>): Promise<void> => work.catch((error: unknown) => onProblem(reasonOf(error)))
  return {
    has: ({ key, version }) => versions.get(key) === version,
    size: () => versions.size,
    note: async ({ key }, version) => {
      versions.set(key, version)
      unwritten.set(key, version)
      if (unwritten.size >= TOGETHER) await flush()
    },
    flush,
    forgetAllBut: (keys) => {
      const gone = [...versions.keys()].filter((key) => !keys.has(key))
      for (const key of gone) versions.delete(key)
      return attempt(store.forgetHandled(source, gone))
    },
    adopt: async (files, now) => {
      const until = handledUntil(await store.cursor(source))
      if (until === undefined) return
      if (until > now) onProblem(`${root}: the clock was ahead when it was last read; all of it is read again`)
      else {
        const known = new Map(files.filter(({ time }) => time <= until).map(({ key, version }) => [key, version]))
        for (const [key, version] of known) versions.set(key, version)
        await store.noteHandled(source, known)
      }
      await store.setCursor(source, null)
    },
  }
}

/** Until version 0.1 a folder was known by one time: all that changed before it was handled. Milliseconds. */
const handledUntil = (position: unknown): number | undefined =>
  isObject(position as never) && typeof (position as { time?: unknown }).time === 'number'
    ? (position as { time: number }).time
    : undefined
