/** Finds log files below paths that a person named. */
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { reasonOf } from '../core/reason.ts'
import type { FailedInput } from '../core/scan.ts'
import { decodeName, systemPath } from './file-name.ts'

/**
 * What a folder walk takes, when it is a plain file; what is named by itself is always read. A rotated file has a number or a
 * day behind its name: `a.jsonl.1`, `a.jsonl-20260304` (logrotate(8), `dateext`).
 */
const LOG_NAME = /\.(?:(?:json|jsonl|ndjson)(?:[.-]\d+)?|gz)$/i
export const isLogName = (path: string): boolean => LOG_NAME.test(path)

export interface FoundFile {
  readonly path: string
  /** Bytes on disk. */
  readonly size: number
  /** A named pipe or a process substitution: its bytes come when they come. */
  readonly isPipe: boolean
}

export interface FoundFiles {
  /** Sorted by path, each real file once. */
  readonly files: readonly FoundFile[]
  readonly failures: readonly FailedInput[]
  /** Files in folders whose names are not those of logs, and pipes, sockets and devices. */
  readonly otherNames: number
}

/** Walks the paths. A link loop, a broken link or a folder that cannot be opened is a named failure; the rest goes on. */
export const findFiles = (paths: readonly string[]): FoundFiles => {
  const files = new Map<string, FoundFile>()
  const failures: { file: string; reason: string }[] = []
  const folders = new Set<string>()
  let otherNames = 0

  /** @param real where it really is, when that is known: not behind a link */
  const visit = (path: string, named: boolean, real?: string): void => {
    try {
      const stat = statSync(systemPath(path))
      // A pipe of a process substitution has no path of its own: `/dev/fd/63` leads to `pipe:[4711]`.
      const place = real ?? (stat.isFile() || stat.isDirectory() ? realOf(path) : path)
      if (stat.isDirectory()) {
        if (folders.has(place)) return
        folders.add(place)
        for (const { name, isLink } of namesIn(path))
          visit(join(path, name), false, isLink ? undefined : join(place, name))
      } else if (!named && !(stat.isFile() && isLogName(path))) otherNames++
      else if (!files.has(place)) files.set(place, { path, size: stat.size, isPipe: stat.isFIFO() })
    } catch (error) {
      failures.push({ file: path, reason: reasonOf(error) })
    }
  }
  for (const path of [...paths].sort()) visit(path, true)
  return {
    files: [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1)),
    failures: failures.sort((a, b) => (a.file < b.file ? -1 : 1)),
    otherNames,
  }
}

const namesIn = (path: string): readonly { readonly name: string; readonly isLink: boolean }[] =>
  readdirSync(systemPath(path), { withFileTypes: true, encoding: 'buffer' })
    .map((entry) => ({ name: decodeName(entry.name), isLink: entry.isSymbolicLink() }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))

const realOf = (path: string): string => decodeName(realpathSync.native(systemPath(path), 'buffer'))

/** @throws the system's error */
export const readLocal = async (path: string): Promise<Buffer> => readFileSync(systemPath(path))
