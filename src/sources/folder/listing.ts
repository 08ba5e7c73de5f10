/** One look into a folder: which log files are in it, and what each is now. */
import { createHash } from 'node:crypto'
import { type BigIntStats, type Dirent, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { reasonOf } from '../../core/reason.ts'
import type { FailedInput } from '../../core/scan.ts'
import { decodeName, systemPath } from '../file-name.ts'
import { isLogName } from '../files.ts'

export interface SeenFile {
  readonly path: string
  /** Made of the path: what the store knows it by. */
  readonly key: string
  readonly version: string
  /** When it was last changed or renamed, by the clock of its file system; milliseconds. */
  readonly time: number
}

export interface FolderListing {
  /** In no order. */
  readonly files: readonly SeenFile[]
  /** How many log files there are, wanted or not. */
  readonly count: number
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
  const visited = new Set<string>()
  const failures: { file: string; reason: string }[] = []
  let count = 0
  let turn = 0
  const fail = (file: string, error: unknown): void => {
    if (file === root || !isGone(error)) failures.push({ file, reason: reasonOf(error) })
  }
  const open = [root]
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    for (const entry of entriesOf(path, visited, fail)) {
      if (++turn % TURN === 0) await setImmediate()
      const child = join(path, decodeName(entry.name))
      if (entry.isDirectory()) open.push(child)
      else if (entry.isFile() ? isLogName(child) : entry.isSymbolicLink()) {
        const stats = statsOf(child, entry.isSymbolicLink(), fail)
        if (stats?.isDirectory()) open.push(child)
        else if (stats?.isFile() && isLogName(child)) {
          count++
          const file = { path: child, key: digest(child), version: versionOf(stats), time: Number(stats.ctimeMs) }
          if (isWanted(file)) files.push(file)
        }
      }
    }
  }
  return { files, count, failures }
}

const digest = (text: string): string => createHash('sha256').update(text).digest('base64').slice(0, 12)

/** Another whenever the file was written, replaced, renamed or touched, whatever any clock says. */
export const versionOf = ({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string =>
  digest([dev, ino, size, mtimeNs, ctimeNs].join(' '))

/** Each folder once, whichever way leads to it. */
const entriesOf = (
  path: string,
  visited: Set<string>,
  fail: (file: string, error: unknown) => void,
): readonly Dirent<Buffer>[] => {
  try {
    const { dev, ino } = statSync(systemPath(path), { bigint: true })
    const place = `${dev}:${ino}`
    if (visited.has(place)) return []
    visited.add(place)
    return readdirSync(systemPath(path), { withFileTypes: true, encoding: 'buffer' })
  } catch (error) {
    fail(path, error)
    return []
  }
}

const statsOf = (
  path: string,
  isLink: boolean,
  fail: (file: string, error: unknown) => void,
): BigIntStats | undefined => {
  try {
    return statSync(systemPath(path), { bigint: true })
  } catch (error) {
    // A link to nowhere is worth a word only when it could be a log.
    if (!isLink || isLogName(path)) fail(path, error)
    return undefined
  }
}

const isGone = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT'
