/** Finds log files below paths that a person named. */
import { readdirSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** What a folder walk takes; a file that is named by itself is always read. */
const LOG_NAME = /\.(json|jsonl|ndjson|gz)$/i

export interface FoundFile {
  readonly path: string
  /** Bytes on disk. */
  readonly size: number
}

export interface FoundFiles {
  /** Sorted by path, each real file once. */
  readonly files: readonly FoundFile[]
  readonly failures: readonly { readonly file: string; readonly reason: string }[]
  /** Files in folders whose names are not those of logs. */
  readonly otherNames: number
}

/** Walks the paths. A link loop, a broken link or a folder that cannot be opened is a named failure; the rest goes on. */
export const findFiles = (paths: readonly string[]): FoundFiles => {
  const files = new Map<string, FoundFile>()
  const failures: { file: string; reason: string }[] = []
  const folders = new Set<string>()
  let otherNames = 0

  const visit = (path: string, named: boolean): void => {
    try {
      const stat = statSync(path)
      const real = realpathSync(path)
      if (stat.isDirectory()) {
        if (folders.has(real)) return
        folders.add(real)
        for (const name of readdirSync(path).sort()) visit(join(path, name), false)
      } else if (named || LOG_NAME.test(path)) {
        if (!files.has(real)) files.set(real, { path, size: stat.size })
      } else otherNames++
    } catch (error) {
      failures.push({ file: path, reason: reasonOf(error) })
    }
  }
  for (const path of [...paths].sort()) visit(path, true)
  return { files: [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1)), failures, otherNames }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ELOOP: 'a symbolic link that leads back to itself',
  EISDIR: 'is a folder',
}

/** A system error in words. */
export const reasonOf = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return REASONS[code] ?? (error instanceof Error ? error.message : String(error))
}
