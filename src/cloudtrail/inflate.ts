/** Gzip or not, by its first bytes: what comes out is text, in bounded memory whatever the file claims. */
import { constants, gunzipSync } from 'node:zlib'
import { inflateAgain } from './inflate-again.ts'

export type Inflated =
  | {
      readonly text: Buffer
      /** The compressed data ended early: `text` is what came before the end. */
      readonly cut: boolean
    }
  | { readonly reason: string }

/** How much may still come out of what one input holds, in bytes. */
export interface Room {
  readonly total: number
  left: number
}

export const newRoom = (total: number): Room => ({ total, left: total })

/** RFC 1951: a deflate stream never expands by more than 1032 : 1, so a larger size in a trailer is a lie. */
const MAX_RATIO = 1032

/** A file that a delivery stream packed once more, and a person after it: nobody packs more often by accident. */
const MAX_LAYERS = 4

/** One layer. The text is valid until the next call. */
export const inflate = (bytes: Buffer, maxInflated: number): Inflated => {
  if (!isGzip(bytes))
    return bytes.length > maxInflated ? { reason: tooLarge(maxInflated) } : { text: bytes, cut: false }
  const chunkSize = chunkSizeOf(bytes, maxInflated)
  const text = chunkSize <= maxInflated ? inflateAgain(bytes, chunkSize) : undefined
  return text && text.length <= maxInflated ? { text, cut: false } : gunzip(bytes, newRoom(maxInflated))
}

/** All layers. The text is valid until the next call. */
export const inflateAll = (bytes: Buffer, maxInflated: number): Inflated => {
  const outer = inflate(bytes, maxInflated)
  if ('reason' in outer || outer.text === bytes || !isGzip(outer.text)) return outer
  const room = newRoom(maxInflated)
  room.left -= outer.text.length
  return inflateRest(outer, 1, room)
}

/** All layers, into memory of its own, out of the room that is left. */
export const inflateApart = (bytes: Buffer, room: Room): Inflated => inflateRest({ text: bytes, cut: false }, 0, room)

const inflateRest = (outer: Inflated, done: number, room: Room): Inflated => {
  let inflated = outer
  for (let layers = done; 'text' in inflated && isGzip(inflated.text); layers++) {
    if (layers === MAX_LAYERS) return { reason: `gzip in gzip, more than ${MAX_LAYERS} times` }
    const { cut } = inflated
    inflated = gunzip(inflated.text, room)
    if (cut && 'text' in inflated) inflated = { ...inflated, cut }
  }
  return inflated
}

const gunzip = (bytes: Buffer, room: Room): Inflated => {
  const options = { chunkSize: chunkSizeOf(bytes, room.left), maxOutputLength: Math.max(1, room.left) }
  const unpack = (more: object, cut: boolean): Inflated => {
    const text = gunzipSync(bytes, { ...options, ...more })
    room.left -= text.length
    return { text, cut }
  }
  try {
    return unpack({}, false)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ERR_BUFFER_TOO_LARGE') return { reason: tooLarge(room.total) }
    if (code !== 'Z_BUF_ERROR') return { reason: `gzip: ${(error as Error).message}` }
  }
  try {
    return unpack({ finishFlush: constants.Z_SYNC_FLUSH }, true)
  } catch (error) {
    return { reason: `gzip: ${(error as Error).message}` }
  }
}

const isGzip = (bytes: Buffer): boolean => bytes.length >= 2 && bytes[0] === 0x1f && bytes[1] === 0x8b

/**
 * RFC 1952: the last four bytes hold the size modulo 2^32. Untrusted, and of the last member only: a hint for one exact allocation.
 */
const chunkSizeOf = (bytes: Buffer, maxInflated: number): number => {
  const claimed = bytes.length >= 18 ? bytes.readUInt32LE(bytes.length - 4) : 0
  return Math.max(1024, Math.min(claimed + 1, bytes.length * MAX_RATIO, maxInflated))
}

export const tooLarge = (maxInflated: number): string =>
  `larger than ${Math.round(maxInflated / 2 ** 20)} MiB when unpacked`
