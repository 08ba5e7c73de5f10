/** A folder in which log files appear: each is offered once, and again when it changes. */
import { readFileSync, statSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { isObject, type Json } from '../core/json.ts'
import { reasonOf } from '../core/reason.ts'
import type { Input, Source } from '../core/source.ts'
import type { CursorStore } from '../core/store.ts'
import { UsageError } from '../core/usage-error.ts'
import { type FolderListing, listFolder, type SeenFile } from './folder-listing.ts'
import { createTails, growsByLines, type Tails } from './tail.ts'

/** A file that changed less than this ago may still be written; milliseconds. */
const SETTLED = 1_000
const LIST_EVERY = 2_000
/** A listing that takes long comes more rarely: a sixth of the time goes into it. */
const REST = 5
/** A file that could not be handled is offered so often, until it changes or the process starts anew. */
const TRIES = 3

/** How far the folder was read: everything that changed before `time`, and these files that changed at it. */
interface Position {
  readonly time: number
  readonly paths: readonly string[]
}

export interface FolderOptions {
  /** False: ends when everything that is there was offered. */
  readonly follow: boolean
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Something could not be opened, or the store was busy; it is tried again. */
  readonly onProblem: (reason: string) => void
}

/**
 * Files are taken in the order of their change time (`ctime`), which no copying tool sets back: a file that comes in
 * later is later, whatever its name or its modification time says. Only the files of a folder that is moved in as a whole
 * keep their times: they are known by their folder.
 * @throws Error when the folder cannot be opened at first
 */
export const folderSource = (root: string, store: CursorStore, { follow, now, onProblem }: FolderOptions): Source => ({
  type: 'folder',
  inputs: async function* (signal) {
    const key = `folder ${root}`
    let position = readPosition(await store.cursor(key))
    let folders = readFolders(await store.cursor(`${key} folders`))
    const tails = createTails()
    const tries = new Map<string, number>()
    /** Handled files of folders that are still new. */
    const handled = new Set<string>()
    const keep = async (name: string, value: Json): Promise<void> => {
      try {
        await store.setCursor(name, value)
      } catch (error) {
        onProblem(reasonOf(error))
      }
    }
    const isLater = ({ path, time }: SeenFile): boolean =>
      time > position.time || (time === position.time && !position.paths.includes(path))
    const cameWithFolder = ({ path, folder }: SeenFile): boolean =>
      folders !== undefined && !folders.has(folder) && !handled.has(path)
    const isSettled = ({ time }: SeenFile): boolean => !follow || now() - time >= SETTLED
    const isWanted = (file: SeenFile): boolean =>
      (isLater(file) || cameWithFolder(file)) && (isSettled(file) || (growsByLines(file.path) && tails.hasNews(file)))
    const keepFolders = async (listing: FolderListing): Promise<void> => {
      if (folders?.size === listing.folders.size && [...listing.folders].every((one) => folders?.has(one))) return
      folders = listing.folders
      handled.clear()
      await keep(`${key} folders`, [...folders])
    }

    for (let isFirst = true; !signal.aborted; isFirst = false) {
      const started = now()
      const listing = await listFolder(root, isWanted)
      for (const { file, reason } of listing.failures) {
        if (isFirst && file === root) throw new UsageError(`${file}: ${reason}`)
        onProblem(`${file}: ${reason}`)
      }
      const cost = now() - started
      if (folders === undefined) await keepFolders(listing)
      let again = false
      for (const file of listing.files.sort(byTime)) {
        if (signal.aborted) return
        const settled = isSettled(file)
        const next = fileInputOf(file, settled, tails)
        if (next) {
          yield next.input
          const count = (tries.get(file.path) ?? 0) + 1
          tries.set(file.path, count)
          again = next.hasMore() || (!next.isAcked() && count < TRIES)
          // Its time must not pass before it is done with.
          if (again) break
          tries.delete(file.path)
        }
        if (cameWithFolder(file)) handled.add(file.path)
        if (!settled || !isLater(file)) continue
        const { path, time } = file
        position = { time, paths: time === position.time ? [...position.paths, path] : [path] }
        await keep(key, position as unknown as Json)
      }
      if (again) continue
      await keepFolders(listing)
      if (!follow) return
      await setTimeout(Math.max(LIST_EVERY, cost * REST), undefined, { signal }).catch(() => {})
    }
  },
})

interface FileInput {
  readonly input: Input
  readonly isAcked: () => boolean
  /** Acknowledged, and only its beginning was read. */
  readonly hasMore: () => boolean
}

/** Undefined when it only grew by what was handled already. */
const fileInputOf = (file: SeenFile, isSettled: boolean, tails: Tails): FileInput | undefined => {
  const grows = growsByLines(file.path)
  if (grows && !tails.hasNews(file)) return undefined
  let isAcked = false
  let hasMore = false
  let done = (): boolean => false
  const read = async (): Promise<Buffer> => {
    if (!grows) return readWhole(file.path)
    const news = tails.read(file, isSettled)
    done = news.done
    return news.bytes
  }
  return {
    input: {
      kind: 'log',
      name: file.path,
      read: () => read().catch((error: unknown) => Promise.reject(new Error(reasonOf(error), { cause: error }))),
      ack: async () => {
        isAcked = true
        hasMore = done()
      },
      fail: async () => {},
    },
    isAcked: () => isAcked,
    hasMore: () => hasMore,
  }
}

/** As much as the reader of logs takes, packed or not. */
const MAX_FILE = 256 * 1024 * 1024

const readWhole = (path: string): Buffer => {
  if (statSync(path).size > MAX_FILE) throw new Error(`larger than ${MAX_FILE} bytes`)
  return readFileSync(path)
}

const byTime = (a: SeenFile, b: SeenFile): number => a.time - b.time || (a.path < b.path ? -1 : 1)

const readPosition = (stored: Json): Position =>
  isObject(stored) && typeof stored.time === 'number' && Array.isArray(stored.paths)
    ? { time: stored.time, paths: stored.paths.map(String) }
    : { time: 0, paths: [] }

const readFolders = (stored: Json): ReadonlySet<string> | undefined =>
  Array.isArray(stored) ? new Set(stored.map(String)) : undefined
