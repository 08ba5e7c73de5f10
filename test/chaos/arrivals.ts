/** The ways in which records come into a folder: whole, in halves, moved, renamed, line by line into a file that is rotated, and again. */
import { appendFileSync, copyFileSync, mkdirSync, renameSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { stopLogging, stopLoggingFile } from '../stop-logging.ts'

export interface Piece {
  readonly first: number
  readonly count: number
}

/** How many pieces a growing file takes before it is rotated. */
const LINES_FOR = 3

/** @param random from 0 to 1 */
export const createArrivals = (home: string, principals: number, random: () => number) => {
  const logs = join(home, 'logs')
  const elsewhere = join(home, 'elsewhere')
  for (const folder of [logs, elsewhere]) mkdirSync(folder)
  const growing = join(logs, 'growing.jsonl')
  const counts: Record<string, number> = {}
  let grown = 0
  let rotations = 0

  const rotate = (): void => {
    const old = join(logs, `growing-${rotations++}.jsonl`)
    if (rotations % 2 === 0) renameSync(growing, old)
    else {
      // logrotate's copytruncate: nobody writes in between.
      copyFileSync(growing, old)
      truncateSync(growing)
    }
  }

  const ways: Readonly<Record<string, (name: string, piece: Piece) => Promise<void> | void>> = {
    whole: (name, piece) => writeFileSync(join(logs, name), packed(piece)),
    halves: async (name, piece) => {
      const bytes = packed(piece)
      const half = Math.floor(bytes.length / 2)
      writeFileSync(join(logs, name), bytes.subarray(0, half))
      await setTimeout(200 + random() * 600)
      appendFileSync(join(logs, name), bytes.subarray(half))
    },
    moved: (name, piece) => {
      writeFileSync(join(elsewhere, name), packed(piece))
      renameSync(join(elsewhere, name), join(logs, name))
    },
    renamed: async (name, piece) => {
      writeFileSync(join(logs, `.${name}.part`), packed(piece))
      await setTimeout(random() * 300)
      renameSync(join(logs, `.${name}.part`), join(logs, name))
    },
    grown: async (_, { first, count }) => {
      for (let at = first; at < first + count; at++) {
        const line = `${JSON.stringify(stopLogging(at, principals))}\n`
        const middle = Math.floor(line.length / 2)
        appendFileSync(growing, line.slice(0, middle))
        if (random() < 0.2) await setTimeout(20)
        appendFileSync(growing, line.slice(middle))
      }
      if (++grown % LINES_FOR === 0) rotate()
    },
  }
  const names = Object.keys(ways)
  const packed = ({ first, count }: Piece): Buffer => stopLoggingFile(first, count, principals)

  return {
    logs,
    /** How many pieces came in which way. */
    counts,
    /** Lets a piece come in some way, every fourth a second time under another name. */
    arrive: async (piece: Piece): Promise<void> => {
      const way = names[Math.floor(random() * names.length)] as string
      counts[way] = (counts[way] ?? 0) + 1
      await ways[way]?.(`${piece.first}.json.gz`, piece)
      if (random() >= 0.25) return
      counts.again = (counts.again ?? 0) + 1
      writeFileSync(join(logs, `again-${piece.first}.json.gz`), packed(piece))
    },
  }
}
