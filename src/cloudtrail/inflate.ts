/** Gzip or not, by its first bytes: what comes out is text, in bounded memory whatever the file claims. */
import { constants, gunzipSync } from 'node:zlib'
import { inflateAgain } from './inflate-again.ts'

export type Inflated =
  | {
      readonly text: Buffer /** The compressed data ended early: `text` is what came before the end. */
      readonly cut: boolean
    }
  | { readonly reason: string }

/** RFC 1951: a deflate stream never expands by more than 1032 : 1, so a larger size in a trailer is a lie. */
const MAX_RATIO = 1032

/** The text is valid until the next call. */
export const inflate = (bytes: Buffer, maxInflated: number): Inflated => {
  if (bytes.length < 2 || bytes[0] !== 0x1f || bytes[1] !== 0x8b)
    return bytes.length > maxInflated ? { reason: tooLarge(maxInflated) } : { text: bytes, cut: false }
  // RFC 1952: the last four bytes hold the size modulo 2^32. Untrusted, and of the last member only: a hint for one exact allocation.
  const claimed = bytes.length >= 18 ? bytes.readUInt32LE(bytes.length - 4) : 0
  const chunkSize = Math.max(1024, Math.min(claimed + 1, bytes.length * MAX_RATIO, maxInflated))
  const text = chunkSize <= maxInflated ? inflateAgain(bytes, chunkSize) : undefined
  if (text && text.length <= maxInflated) return { text, cut: false }
  const options = { chunkSize, maxOutputLength: maxInflated }
  try {
    return { text: gunzipSync(bytes, options), cut: false }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ERR_BUFFER_TOO_LARGE') return { reason: tooLarge(maxInflated) }
    if (code !== 'Z_BUF_ERROR') return { reason: `gzip: ${(error as Error).message}` }
  }
  try {
    return { text: gunzipSync(bytes, { ...options, finishFlush: constants.Z_SYNC_FLUSH }), cut: true }
  } catch (error) {
    return { reason: `gzip: ${(error as Error).message}` }
  }
}

export const tooLarge = (maxInflated: number): string =>
  `larger than ${Math.round(maxInflated / 2 ** 20)} MiB when unpacked`
