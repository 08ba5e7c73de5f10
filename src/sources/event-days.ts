/** Which days log files are about, told from their first and last records without reading them whole. */
import { closeSync, openSync, readSync } from 'node:fs'
import { constants, gunzipSync } from 'node:zlib'
import { systemPath } from './file-name.ts'

/** Enough for a record of usual size, compressed or not. */
const PIECE = 65_536
const MAX_INFLATED = 64 * 2 ** 20
const EVENT_DAY = /"eventTime"\s*:\s*"(\d{4}-\d\d-\d\d)T/g

/**
 * The days at both ends of each file; of a compressed file only the beginning can be read alone. A file of CloudTrail's own
 * holds minutes, so that is enough. What cannot be read says nothing here: the scan names it.
 */
export const daysOf = (
  files: readonly { readonly path: string; readonly size: number; readonly isPipe: boolean }[],
) => {
  const days = new Set<string>()
  for (const { path, size, isPipe } of files) {
    if (isPipe) continue
    for (const text of endsOf(path, size)) for (const [, day = ''] of text.matchAll(EVENT_DAY)) days.add(day)
  }
  return [...days].sort()
}

const endsOf = (path: string, size: number): readonly string[] => {
  try {
    const file = openSync(systemPath(path), 'r')
    try {
      const head = readPiece(file, 0)
      if (head[0] === 0x1f && head[1] === 0x8b)
        return [
          gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: MAX_INFLATED }).toString('latin1'),
        ]
      return [head, ...(size > PIECE ? [readPiece(file, size - PIECE)] : [])].map((piece) => piece.toString('latin1'))
    } finally {
      closeSync(file)
    }
  } catch {
    return []
  }
}

const readPiece = (file: number, position: number): Buffer => {
  const piece = Buffer.alloc(PIECE)
  return piece.subarray(0, readSync(file, piece, 0, PIECE, position))
}
