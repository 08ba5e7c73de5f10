/** The files of a folder as inputs: what each reads, and what is kept of it when it was handled or failed. */
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs'
import { reasonOf } from '../../core/reason.ts'
import { type Input, MAX_INPUT } from '../../core/source.ts'
import { systemPath } from '../file-name.ts'
import type { FolderLedger } from './ledger.ts'
import { type SeenFile, versionOf } from './listing.ts'
import type { Failures } from './settling.ts'
import { growsByLines, type Piece, type Rotated, type Tails } from './tail.ts'

export interface Offered {
  readonly input: Input
  /** It was handled, and there is more of the same file. */
  readonly hasMore: () => boolean
}

export interface FolderInputs {
  /** It is new or has changed, and did not fail a moment ago. */
  readonly isDue: (file: SeenFile) => boolean
  readonly whole: (file: SeenFile) => Offered
  /** Undefined when it holds no whole line that was not handled. */
  readonly news: (file: SeenFile, isSettled: boolean) => Offered | undefined
  readonly rest: (rotated: Rotated) => Input
}

export const createFolderInputs = ({
  ledger,
  failures,
  tails,
  now,
}: {
  readonly ledger: FolderLedger
  readonly failures: Failures
  readonly tails: Tails
  readonly now: () => number
}): FolderInputs => ({
  isDue: (file) => !ledger.has(file) && failures.isDue(failureId(file), now()),
  whole: (file) => {
    let { version } = file
    const input: Input = {
      kind: 'log',
      name: file.path,
      read: async () => {
        const found = inWords(() => readWhole(file.path))
        version = found.version
        return found.bytes
      },
      ack: () => ledger.note(file, version),
      fail: async () => void failures.note(failureId(file), now()),
    }
    return { input, hasMore: () => false }
  },
  news: (file, isSettled) => {
    let piece: Piece
    try {
      piece = tails.read(file.path, isSettled)
    } catch (error) {
      return { input: unreadable(file, error, failures, now), hasMore: () => false }
    }
    const { bytes, version } = piece
    if (bytes.length === 0 && version === undefined) return undefined
    let isDone = false
    const done = async (): Promise<void> => {
      failures.forget(failureId(file))
      piece.done()
      isDone = true
      if (version !== undefined) await ledger.note(file, version)
    }
    const input: Input = {
      kind: 'log',
      name: file.path,
      read: async () => bytes,
      ack: done,
      // Lines that cannot be handled are set aside in the end: those that follow must not wait for them.
      fail: async () => {
        if (failures.note(failureId(file), now())) await done()
      },
    }
    return { input, hasMore: () => isDone && piece.hasMore }
  },
  rest: ({ path, piece }) => {
    const done = async (): Promise<void> => piece.done()
    return { kind: 'log', name: path, read: async () => piece.bytes, ack: done, fail: done }
  },
})

const unreadable = (file: SeenFile, error: unknown, failures: Failures, now: () => number): Input => ({
  kind: 'log',
  name: file.path,
  read: async () => {
    throw new Error(reasonOf(error), { cause: error })
  },
  ack: async () => {},
  fail: async () => void failures.note(failureId(file), now()),
})

/** A file that grows is the same one whatever its version. */
const failureId = ({ path, key, version }: SeenFile): string => (growsByLines(path) ? key : `${key} ${version}`)

/** @throws Error in words */
const inWords = <Result>(read: () => Result): Result => {
  try {
    return read()
  } catch (error) {
    throw new Error(reasonOf(error), { cause: error })
  }
}

const readWhole = (path: string): { readonly bytes: Buffer; readonly version: string } => {
  const file = openSync(systemPath(path), 'r')
  try {
    const stats = fstatSync(file, { bigint: true })
    if (stats.size > MAX_INPUT) throw new Error(`larger than ${MAX_INPUT} bytes`)
    return { bytes: readFileSync(file), version: versionOf(stats) }
  } finally {
    closeSync(file)
  }
}
