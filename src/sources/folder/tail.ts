/** Files that grow line by line: only what is new in them is read, also when they are rotated, cut or written anew. */
import { createHash } from 'node:crypto'
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs'
import { systemPath } from '../file-name.ts'
import { versionOf } from './listing.ts'

const GROWS = /\.(?:jsonl|ndjson)(?:[.-]\d+)?$/i
/** So much at once; a longer line is read as it is. */
const PIECE = 64 * 2 ** 20
const LINE_END = 0x0a
/** Files that are kept open, so that what was written before a rotation can still be read. */
const MOST_OPEN = 64

export const growsByLines = (path: string): boolean => GROWS.test(path)

export interface Piece {
  readonly bytes: Buffer
  /** Of the file as it was read, when nothing of it is left to read. */
  readonly version: string | undefined
  /** There is more of it already. */
  readonly hasMore: boolean
  /** It was handled. */
  readonly done: () => void
}

/** A file that was read and is no longer where it was, with what is left in it. */
export interface Rotated {
  readonly path: string
  readonly piece: Piece
}

export interface Tails {
  /**
   * What is new in the file, up to the last whole line; with `isSettled` the last line needs no end.
   * @throws the system's error
   */
  readonly read: (path: string, isSettled: boolean) => Piece
  readonly rotated: () => IterableIterator<Rotated>
  readonly close: () => void
}

interface Tail {
  readonly file: number
  readonly inode: string
  /** Everything before it was handled. */
  offset: number
  /** Of what was handled: whether it is still the same tells whether the file only grew. */
  print: string
}

/**
 * Remembered as long as the process lives; after that a file that grew is read from its beginning once. What is written and
 * cut away again between two looks is not seen ("copytruncate", logrotate(8): "some logging data might be lost").
 */
export const createTails = (): Tails => {
  /** The one that was read last stands last. */
  const tails = new Map<string, Tail>()
  const drop = (path: string): void => {
    const tail = tails.get(path)
    if (tail) closeSync(tail.file)
    tails.delete(path)
  }
  const open = (path: string): Tail => {
    const known = tails.get(path)
    tails.delete(path)
    const file = known?.file ?? openSync(systemPath(path), 'r')
    const tail = known ?? { file, inode: inodeOf(fstatSync(file, { bigint: true })), offset: 0, print: '' }
    tails.set(path, tail)
    for (const idle of tails.keys()) {
      if (tails.size <= MOST_OPEN) break
      drop(idle)
    }
    return tail
  }
  return {
    read: (path, isSettled) => readOn(open(path), isSettled),
    rotated: function* () {
      for (const [path, tail] of [...tails]) {
        let piece = inodeAt(path) === tail.inode ? undefined : readOn(tail, true)
        while (piece && piece.bytes.length > 0) {
          yield { path, piece }
          piece = piece.hasMore ? readOn(tail, true) : undefined
        }
        if (inodeAt(path) !== tail.inode) drop(path)
      }
    },
    close: () => {
      for (const path of [...tails.keys()]) drop(path)
    },
  }
}

const readOn = (tail: Tail, isSettled: boolean): Piece => {
  const stats = fstatSync(tail.file, { bigint: true })
  const size = Number(stats.size)
  const start = tail.offset <= size && printOf(tail.file, tail.offset) === tail.print ? tail.offset : 0
  const piece = readPiece(tail.file, start, Math.min(size - start, PIECE))
  const isWhole = start + piece.length >= size
  const lines = piece.lastIndexOf(LINE_END) + 1
  const bytes = (isWhole && isSettled) || (!isWhole && lines === 0) ? piece : piece.subarray(0, lines)
  const end = start + bytes.length
  return {
    bytes,
    version: end >= size ? versionOf(stats) : undefined,
    hasMore: !isWhole,
    done: () => {
      tail.offset = end
      tail.print = printOf(tail.file, end)
    },
  }
}

const BLOCK = 4096
/** What is longer than so many blocks is known by as many, evenly spread, the first and the last among them. */
const BLOCKS = 64

/** Tells the beginning of a file, `length` bytes long, from any other: records carry ids of their own. */
const printOf = (file: number, length: number): string => {
  const hash = createHash('sha256').update(String(length))
  const whole = length <= BLOCK * BLOCKS
  const step = whole ? BLOCK : (length - BLOCK) / (BLOCKS - 1)
  for (let at = 0; at < length; at += step) {
    hash.update(readPiece(file, Math.floor(at), Math.min(BLOCK, length - Math.floor(at))))
  }
  return length === 0 ? '' : hash.digest('base64')
}

const inodeOf = ({ dev, ino }: { readonly dev: bigint; readonly ino: bigint }): string => `${dev}:${ino}`

const inodeAt = (path: string): string | undefined => {
  try {
    return inodeOf(statSync(systemPath(path), { bigint: true }))
  } catch {
    return undefined
  }
}

const readPiece = (file: number, position: number, length: number): Buffer => {
  const piece = Buffer.allocUnsafe(length)
  let read = 0
  for (let got = 1; read < length && got > 0; read += got)
    got = readSync(file, piece, read, length - read, position + read)
  return piece.subarray(0, read)
}
