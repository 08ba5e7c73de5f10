/** Finds log files below paths that a person named. */
import { closeSync, fstatSync, openSync, readdirSync, readSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { reasonOf } from '../core/reason.ts'
import type { FailedInput } from '../core/scan.ts'
import { MAX_INPUT } from '../core/source.ts'
import { decodeName, systemPath } from './file-name.ts'

/**
 * What a folder walk takes, when it is a plain file; what is named by itself is always read. A rotated file has a number or a
 * day behind its name: `a.jsonl.1`, `a.jsonl-20260304` (logrotate(8), `dateext`). Firehose writes objects without an ending:
 * `stream-1-2026-03-04-02-14-09-<UUID>` ("Amazon S3 object name format").
 */
const LOG_NAME =
  /\.(?:(?:json|jsonl|ndjson)(?:[.-]\d+)?|gz)$|-\d+-\d{4}(?:-\d\d){5}-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
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

/** Of what does not say how long it is. */
const PIECE = 65_536

/**
 * All of a file, a pipe or a device: what is named may be `/dev/zero`, or grow while it is read.
 * @param path or an open file, which stays open
 * @throws the system's error; Error when it is longer than an input may be
 */
export const readWhole = (path: string | number): Buffer => {
  const file = typeof path === 'number' ? path : openSync(systemPath(path), 'r')
  try {
    const { size } = fstatSync(file)
    const pieces: Buffer[] = []
    // One byte more than there are tells that it ends there.
    for (let length = 0, room = size + 1; Math.max(size, length) <= MAX_INPUT; room = PIECE) {
      const piece = Buffer.allocUnsafe(room)
      const count = readSync(file, piece, 0, room, null)
      if (count === 0) return pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces)
      pieces.push(piece.subarray(0, count))
      length += count
    }
    throw new Error(`larger than ${MAX_INPUT / 2 ** 20} MiB`)
  } finally {
    if (file !== path) closeSync(file)
  }
}

/** @throws Error in words */
export const readLocal = async (path: string): Promise<Buffer> => {
  try {
    return readWhole(path)
  } catch (error) {
    throw new Error(reasonOf(error), { cause: error })
  }
}
