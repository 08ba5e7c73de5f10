/** Tells whether dist/ is what the sources here build, so that nothing is built twice and nothing stale is run. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

const SOURCES = [
  'src',
  'rules',
  'data',
  'scripts',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
]
/** `npm ci` takes it away, with the packages that the last build used. */
const STAMP = 'node_modules/.cache/tattletrail/build'

/** @returns what the sources under `root` are now: asked before a build, for they may change during it */
export const sourcesOf = (root: string): string => digestOf(root, SOURCES)

/** @returns whether the last build was of these sources, ended well, and is still there as it was made */
export const isBuilt = (root: string, sources: string): boolean =>
  existsSync(join(root, STAMP)) && readFileSync(join(root, STAMP), 'utf8') === stampOf(root, sources)

export const stampBuild = (root: string, sources: string): void => {
  mkdirSync(dirname(join(root, STAMP)), { recursive: true })
  writeFileSync(join(root, STAMP), stampOf(root, sources))
}

const stampOf = (root: string, sources: string): string => `${sources} ${digestOf(root, ['dist'])}`

/** Of names and content: what a clock says of a file proves nothing. */
const digestOf = (root: string, starts: readonly string[]): string => {
  const digest = createHash('sha256')
  for (const path of starts.flatMap((start) => filesAt(join(root, start))))
    digest.update(`${relative(root, path)}\0${sha256(readFileSync(path))}\0`)
  return digest.digest('hex')
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

const filesAt = (start: string): readonly string[] => {
  if (!existsSync(start)) return []
  if (statSync(start).isFile()) return [start]
  return readdirSync(start, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}
