/** A folder in which log files appear: each is offered once, and again when it changes. */
import { setTimeout } from 'node:timers/promises'
import { z } from 'zod'
import { compareTexts } from '../core/order.ts'
import type { Source } from '../core/source.ts'
import type { CursorStore, HandledStore } from '../core/store.ts'
import { UsageError } from '../core/usage-error.ts'
import { defineSource } from './define.ts'
import { createFolderInputs } from './folder/inputs.ts'
import { type FolderLedger, openFolderLedger } from './folder/ledger.ts'
import { listFolder, type SeenFile } from './folder/listing.ts'
import { createFailures, createSettling } from './folder/settling.ts'
import { createTails, growsByLines } from './folder/tail.ts'

const LOOK_EVERY = 2_000
/** A look that takes long comes more rarely: a sixth of the time goes into looking. */
const REST = 5
/** So many more are remembered than are there before those that are gone are forgotten. */
const GONE = 1_000

export interface FolderOptions {
  /** False: ends when everything that is there was offered. */
  readonly follow: boolean
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Something could not be opened, or the store was busy; it is tried again. */
  readonly onProblem: (reason: string) => void
}

/**
 * The newest file comes first, and a backlog is interrupted for what is newer: what somebody does now is told before what was
 * done last week. @throws UsageError when the folder cannot be opened at first
 */
export const folderSource = (
  root: string,
  store: CursorStore & HandledStore,
  { follow, now, onProblem }: FolderOptions,
): Source => ({
  type: 'folder',
  inputs: async function* (signal) {
    const ledger = await openFolderLedger(root, store, onProblem)
    const [settling, failures, tails] = [createSettling(), createFailures(), createTails()]
    const offer = createFolderInputs({ ledger, failures, tails, now })
    try {
      for (let isFirst = true; !signal.aborted; isFirst = false) {
        for (const rest of tails.rotated()) {
          if (signal.aborted) return
          yield offer.rest(rest)
        }
        const started = now()
        settling.begin(started)
        const listing = await listFolder(root, offer.isDue)
        for (const { file, reason } of listing.failures) {
          if (isFirst && file === root) throw new UsageError(`${file}: ${reason}`)
          onProblem(`${file}: ${reason}`)
        }
        if (isFirst) await ledger.adopt(listing.files, started)
        const cost = now() - started
        const pause = Math.max(LOOK_EVERY, cost * REST)
        let hasMore = false
        for (const file of listing.files.toSorted(newestFirst)) {
          if (signal.aborted) return
          // What came meanwhile is newer than what is left.
          if (follow && now() - started > cost + pause) hasMore = true
          if (follow && hasMore) break
          const isSettled = !follow || settling.isSettled(file)
          if (!offer.isDue(file)) continue
          const offered = growsByLines(file.path) ? offer.news(file, isSettled) : isSettled && offer.whole(file)
          if (!offered) continue
          yield offered.input
          hasMore ||= offered.hasMore()
        }
        await ledger.flush()
        if (hasMore) continue
        if (!follow) return
        if (listing.failures.length === 0 && ledger.size() > listing.count + GONE) await forgetGone(root, ledger)
        await setTimeout(pause, undefined, { signal }).catch(() => {})
      }
    } finally {
      await ledger.flush()
      tails.close()
    }
  },
})

/** Of a whole walk, so that a folder that is away for a moment is forgotten only when something else is there. */
const forgetGone = async (root: string, ledger: FolderLedger): Promise<void> => {
  const there = new Set<string>()
  const { failures } = await listFolder(root, ({ key }) => {
    there.add(key)
    return false
  })
  if (failures.length === 0) await ledger.forgetAllBut(there)
}

const newestFirst = (a: SeenFile, b: SeenFile): number => b.time - a.time || compareTexts(a.path, b.path)

export const folder = defineSource({
  type: 'folder',
  title: 'Folder in which log files appear',
  config: z.strictObject({ path: z.string().min(1).meta({ description: 'where log files appear' }) }),
  permissions: [],
  name: ({ path }) => path,
  logs: ({ path }) => path,
  open: ({ path }, tools) => folderSource(path, tools.store, tools),
})
