/** One look into a folder: which log files are in it, and when each last changed or came. */

import { createHash } from 'node:crypto'
import { type Dirent, lstatSync, readdirSync, type Stats, statSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { reasonOf } from '../core/reason.ts'
import type { FailedInput } from '../core/scan.ts'
import { isLogName } from './files.ts'

export interface SeenFile {
  readonly path: string
  /** Bytes. */
  readonly size: number
  /** When it was last changed, renamed or linked to, by its file system: copying tools cannot set it back. Milliseconds. */
  readonly time: number
  readonly inode: number
  /** The folder that it lies in. */
  readonly folder: string
}

export interface FolderListing {
  /** In no order. */
  readonly files: SeenFile[]
  /** Each folder by its place and its identity: one that was moved here is another. */
  readonly folders: ReadonlySet<string>
  readonly failures: readonly FailedInput[]
}

/** So many files are looked at before others get their turn. */
const TURN = 500

/**
 * Walks the folder. What cannot be opened is told and the rest goes on; what vanishes meanwhile was never there.
 * @param isWanted of all files only these are kept, so that a look over old ones takes no memory
 */
export const listFolder = async (root: string, isWanted: (file: SeenFile) => boolean): Promise<FolderListing> => {
  const files: SeenFile[] = []
  const folders = new Set<string>()
  const visited = new Set<string>()
  const failures: { file: string; reason: string }[] = []
  let turn = 0
  const fail = (file: string, error: unknown): void => {
    if (file === root || codeOf(error) !== 'ENOENT') failures.push({ file, reason: reasonOf(error) })
  }
  const open = [root]
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const folder = enter(path, visited, fail)
    if (!folder) continue
    folders.add(folder.id)
    for (const entry of folder.entries) {
      if (++turn % TURN === 0) await setImmediate()
      const child = join(path, entry.name)
      if (entry.isDirectory()) open.push(child)
      else if (entry.isFile() ? isLogName(child) : entry.isSymbolicLink()) {
        const stats = statsOf(child, entry.isSymbolicLink(), fail)
        if (stats?.isDirectory()) open.push(child)
        else if (stats?.isFile() && isLogName(child)) {
          const link = entry.isSymbolicLink() ? lstatSync(child, { throwIfNoEntry: false }) : undefined
          const time = Math.max(stats.ctimeMs, link?.ctimeMs ?? 0)
          const file = { path: child, size: stats.size, time, inode: stats.ino, folder: folder.id }
          if (isWanted(file)) files.push(file)
        }
      }
    }
  }
  return { files, folders, failures }
}

const enter = (
  path: string,
  visited: Set<string>,
  fail: (file: string, error: unknown) => void,
): { readonly id: string; readonly entries: readonly Dirent[] } | undefined => {
  try {
    const { dev, ino } = statSync(path)
    const place = `${dev}:${ino}`
    if (visited.has(place)) return undefined
    visited.add(place)
    const id = createHash('sha256').update(`${path}\0${place}`).digest('base64').slice(0, 10)
    return { id, entries: readdirSync(path, { withFileTypes: true }) }
  } catch (error) {
    fail(path, error)
    return undefined
  }
}

const statsOf = (path: string, isLink: boolean, fail: (file: string, error: unknown) => void): Stats | undefined => {
  try {
    return statSync(path)
  } catch (error) {
    // A link to nowhere is worth a word only when it could be a log.
    if (!isLink || isLogName(path)) fail(path, error)
    return undefined
  }
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '')
