/** Files that grow line by line: only what is new in them is read. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import type { SeenFile } from './folder-listing.ts'

const GROWS = /\.(jsonl|ndjson)$/i
/** So much at once; a longer line is read as it is. */
const PIECE = 64 * 2 ** 20
const LINE_END = 0x0a

export const growsByLines = (path: string): boolean => GROWS.test(path)

interface Mark {
  readonly inode: number
  readonly offset: number
}

export interface Tails {
  /** Whether there is something that was not handled yet, as far as its size tells. */
  readonly hasNews: (file: SeenFile) => boolean
  /**
   * What is new, up to the last whole line; with `isSettled` the last line needs no end. `done` keeps that it was handled and
   * says whether there is more. @throws the system's error
   */
  readonly read: (file: SeenFile, isSettled: boolean) => { readonly bytes: Buffer; readonly done: () => boolean }
}

/** Remembered as long as the process lives; after that a file that grows is read from its beginning once. */
export const createTails = (): Tails => {
  const marks = new Map<string, Mark>()
  return {
    hasNews: ({ path, inode, size }) => {
      const mark = marks.get(path)
      return !mark || mark.inode !== inode || mark.offset !== size
    },
    read: ({ path }, isSettled) => {
      const file = openSync(path, 'r')
      try {
        const { ino: inode, size } = fstatSync(file)
        const mark = marks.get(path)
        const start = mark?.inode === inode && mark.offset <= size && endsLine(file, mark.offset) ? mark.offset : 0
        const piece = readPiece(file, start, Math.min(size - start, PIECE))
        const isWhole = start + piece.length >= size
        const end = piece.lastIndexOf(LINE_END) + 1
        const bytes = (isWhole && isSettled) || (!isWhole && end === 0) ? piece : piece.subarray(0, end)
        return {
          bytes,
          done: () => {
            marks.set(path, { inode, offset: start + bytes.length })
            return !isWhole
          },
        }
      } finally {
        closeSync(file)
      }
    },
  }
}

/** A file that was cut and written anew most likely has no line end there. */
const endsLine = (file: number, offset: number): boolean =>
  offset === 0 || readPiece(file, offset - 1, 1)[0] === LINE_END

const readPiece = (file: number, position: number, length: number): Buffer => {
  const piece = Buffer.allocUnsafe(length)
  let read = 0
  for (let got = 1; read < length && got > 0; read += got)
    got = readSync(file, piece, read, length - read, position + read)
  return piece.subarray(0, read)
}
