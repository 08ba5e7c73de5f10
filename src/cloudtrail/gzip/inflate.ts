/** Gzip or not, by its first bytes: what comes out is text, in bounded memory whatever the file claims. */
import { constants, crc32, gunzipSync, inflateRawSync } from 'node:zlib'
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

/**
 * One layer of one member, and nothing behind it: what is not part of the text is proven by no hash of it. What AWS hashes is the
 * first member ("Custom implementations of CloudTrail log file integrity validation").
 */
export const inflateMember = (bytes: Buffer, maxInflated: number): Inflated => {
  if (!isGzip(bytes)) return inflate(bytes, maxInflated)
  const start = headerLength(bytes)
  const options = { chunkSize: chunkSizeOf(bytes, maxInflated), maxOutputLength: maxInflated, info: true }
  try {
    const { buffer: text, engine } = withInfo(inflateRawSync(bytes.subarray(start), options))
    const trailer = bytes.subarray(start + engine.bytesWritten)
    if (trailer.length < TRAILER) return { text, cut: true }
    if (trailer.length > TRAILER) return { reason: behindEnd(trailer.length - TRAILER) }
    const isWhole = trailer.readUInt32LE(0) === crc32(text) && trailer.readUInt32LE(4) === text.length % 2 ** 32
    return isWhole ? { text, cut: false } : { reason: 'gzip: incorrect data check' }
  } catch (error) {
    const isTooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
    return { reason: isTooLarge ? tooLarge(maxInflated) : `gzip: ${(error as Error).message}` }
  }
}

/** RFC 1952, section 2.3: checksum and size of the text. */
const TRAILER = 8

/** RFC 1952, section 2.3: ten bytes, then what the flags say: extra fields, a name and a comment that end with zero, a checksum. */
const headerLength = (bytes: Buffer): number => {
  const flags = bytes[3] ?? 0
  let at = 10
  if (flags & 4 && at + 2 <= bytes.length) at += 2 + bytes.readUInt16LE(at)
  for (const text of [8, 16]) if (flags & text) at = bytes.indexOf(0, at) + 1 || bytes.length
  return flags & 2 ? at + 2 : at
}

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
    const { buffer: text, engine } = withInfo(gunzipSync(bytes, { ...options, ...more, info: true }))
    room.left -= text.length
    // Zlib is done at the first zero byte behind a member. Tapes are filled up with them; other bytes would be lost unseen.
    const rest = bytes.subarray(engine.bytesWritten)
    return rest.some((byte) => byte !== 0) ? { reason: behindEnd(rest.length) } : { text, cut }
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

/** What `info: true` makes of the answer; the types do not know. */
const withInfo = (answer: unknown) =>
  answer as { readonly buffer: Buffer; readonly engine: { readonly bytesWritten: number } }

const behindEnd = (count: number): string => `gzip: ${count} bytes behind the end`

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
