/**
 * Inflates into one buffer that is used again for the next file. A new buffer of several megabytes per file costs about a third
 * of the inflating in page faults, and worse with several threads.
 *
 * Node has no public call that inflates into a given buffer, so this uses the handle inside its Gunzip stream, and only for
 * the plain case: whatever is missing or unusual gives `undefined`, and the caller uses the public `gunzipSync`
 * (docs/decisions/0003-inflate-into-one-buffer.md).
 */
import { constants, createGunzip } from 'node:zlib'

interface Handle {
  reset(): void
  writeSync(flush: number, input: Buffer, at: number, length: number, output: Buffer, to: number, room: number): void
  onerror(message: string, errno: number, code: string): void
}

interface Inflater {
  readonly handle: Handle
  /** After a write: how much room and how much input is left. */
  readonly left: Uint32Array
}

const SMALLEST = 8 * 2 ** 20
const LARGEST = 64 * 2 ** 20

let inflater: Inflater | null | undefined
let output = Buffer.alloc(0)
let failed = false

/**
 * @param size how many bytes are expected; more make it give up
 * @returns the text, valid until the next call; `undefined` when it could not be had this way
 */
export const inflateAgain = (bytes: Buffer, size: number): Buffer | undefined => {
  if (inflater === undefined) inflater = open()
  if (inflater === null || size >= LARGEST) return undefined
  const { handle, left } = inflater
  if (output.length <= size) output = Buffer.allocUnsafeSlow(Math.max(SMALLEST, 2 ** Math.ceil(Math.log2(size + 1))))
  failed = false
  handle.reset()
  handle.writeSync(constants.Z_FINISH, bytes, 0, bytes.length, output, 0, output.length)
  const [room, input] = left
  if (failed || input !== 0 || room === undefined || room === 0) return undefined
  return output.subarray(0, output.length - room)
}

const open = (): Inflater | null => {
  const { _handle: handle, _writeState: left } = createGunzip() as unknown as {
    _handle?: Partial<Handle>
    _writeState?: unknown
  }
  if (typeof handle?.reset !== 'function' || typeof handle.writeSync !== 'function' || !(left instanceof Uint32Array))
    return null
  handle.onerror = () => {
    failed = true
  }
  return { handle: handle as Handle, left }
}
