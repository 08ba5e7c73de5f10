/** Files and folders that one can take in: a long file says why, a full folder is named. */
import { dirname, join } from 'node:path/posix'
import { REGISTRIES } from './table.ts'

const LINES = 300
const FILES = 30

/** How a long file gives its reason. */
const REASON = /Over 300 lines: \w/

/** A file for each plug-in, its test beside it: as many as there are. */
const OF_PLUG_INS = new Set(Object.keys(REGISTRIES).map((path) => join('src', dirname(path))))

/** @param texts path -> text @param known long files that need not say why */
export const longFiles = (texts: ReadonlyMap<string, string>, known: readonly string[]): readonly string[] => {
  const long = [...texts]
    .map(([path, text]) => ({ path, lines: text.split('\n') }))
    .filter(({ lines }) => lines.length - 1 > LINES && !REASON.test(lines.slice(0, 5).join('\n')))
    .map(({ path }) => path)
  return compared(long, known, `has more than ${LINES} lines and does not say why`)
}

/** Folders of plug-ins aside. */
export const fullFolders = (paths: readonly string[], known: readonly string[]): readonly string[] => {
  const counts = new Map<string, number>()
  for (const path of paths) counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1)
  const full = [...counts]
    .filter(([folder, count]) => count > FILES && !OF_PLUG_INS.has(folder))
    .map(([folder]) => folder)
  return compared(full, known, `has more than ${FILES} files`)
}

const compared = (found: readonly string[], known: readonly string[], fault: string): readonly string[] => [
  ...found.filter((path) => !known.includes(path)).map((path) => `${path} ${fault}`),
  ...known.filter((path) => !found.includes(path)).map((path) => `${path} is no exception any more`),
]
