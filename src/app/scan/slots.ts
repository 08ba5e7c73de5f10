/** Slots of a scan: this thread, or a worker thread that builds the same engine. */
import { constants, openSync } from 'node:fs'
import { Socket } from 'node:net'
import { addAbortSignal } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { emptyRead } from '../../cloudtrail/read-log.ts'
import { reasonOf } from '../../core/reason.ts'
import { MAX_INPUT } from '../../core/source.ts'
import type { Engine } from '../../flows/engine.ts'
import type { ScanSlot } from '../../flows/scan.ts'
import { type FileReport, scanFile } from '../../flows/scan-file.ts'
import { systemPath } from '../../sources/file-name.ts'
import { readWhole } from '../../sources/files.ts'
import type { EngineSpec } from './engine.ts'

/** Reads and scans one file. A file that cannot be read is a failed input, not an exception. */
export const scanPath = (path: string, engine: Engine): FileReport => {
  try {
    return scanFile(readWhole(path), path, engine)
  } catch (error) {
    return failedReport(path, reasonOf(error))
  }
}

/** Standard input. */
export const STDIN = '-'

/**
 * This thread. Between two files, and while it waits for a pipe, it lets messages and signals in.
 * @param remote scans what lies elsewhere; undefined for what lies here
 */
export const ownSlot = (
  engine: Engine,
  isPipe: (file: string) => boolean,
  signal: AbortSignal,
  remote: (file: string) => Promise<FileReport> | undefined = () => undefined,
): ScanSlot => ({
  scan: async (file) => {
    await setImmediate()
    const fetched = remote(file)
    if (fetched) return fetched
    return isPipe(file) ? scanPipe(file, engine, signal) : scanPath(file, engine)
  },
  close: async () => {},
})

const scanPipe = async (path: string, engine: Engine, signal: AbortSignal): Promise<FileReport> => {
  const name = path === STDIN ? 'standard input' : path
  try {
    return scanFile(await readPipe(path, signal), name, engine)
  } catch (error) {
    return failedReport(name, reasonOf(error))
  }
}

/** Waits for bytes without blocking, so that Ctrl-C still ends the scan; stops when there are too many to be read. */
const readPipe = async (path: string, signal: AbortSignal): Promise<Buffer> => {
  const stream =
    path === STDIN
      ? process.stdin
      : new Socket({
          fd: openSync(systemPath(path), constants.O_RDONLY | constants.O_NONBLOCK),
          readable: true,
          writable: false,
        })
  addAbortSignal(signal, stream)
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    chunks.push(chunk)
    size += chunk.length
    if (size > MAX_INPUT) break
  }
  return Buffer.concat(chunks)
}

/** Files that wait in a worker, so that it need not wait for this thread, which is busy with files of its own. */
const AHEAD = 3

/**
 * Slots that share one worker, which starts at once. A worker that dies (out of memory, for example) fails the file it was
 * at; another takes the rest.
 */
export const workerSlots = (spec: EngineSpec, signal: AbortSignal): readonly ScanSlot[] => {
  const waiting: { readonly file: string; readonly resolve: (report: FileReport) => void }[] = []
  const fail = (reason: string): void => {
    const first = waiting.shift()
    first?.resolve(failedReport(first.file, reason))
  }
  const start = (): Worker =>
    new Worker(new URL('./scan-worker.js', import.meta.url), { workerData: spec })
      .on('message', (report: FileReport) => waiting.shift()?.resolve(report))
      .on('error', (error) => {
        worker = undefined
        fail(`the worker died: ${error.message}`)
        for (const { file } of waiting) ask(file)
      })
  let worker: Worker | undefined = start()
  const ask = (file: string): void => {
    worker ??= start()
    worker.postMessage(file)
  }
  signal.addEventListener('abort', () => {
    void worker?.terminate()
    while (waiting.length > 0) fail('interrupted')
  })
  const slot: ScanSlot = {
    scan: (file) =>
      new Promise((resolve) => {
        waiting.push({ file, resolve })
        ask(file)
      }),
    close: async () => {
      await worker?.terminate()
    },
  }
  return Array.from({ length: AHEAD }, () => slot)
}

export const failedReport = (file: string, reason: string): FileReport => ({
  file,
  bytes: 0,
  read: { ...emptyRead, records: 1, failed: [{ reason, count: 1 }] },
  matched: [],
  ruleErrors: [],
})
