/** Lanes of a scan: this thread, or a worker thread that builds the same engine. */
import { readFileSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { emptyRead } from '../cloudtrail/read-log.ts'
import type { Lane } from '../flows/scan.ts'
import { type Engine, type FileReport, scanFile } from '../flows/scan-file.ts'
import { reasonOf } from '../sources/files.ts'
import type { EngineSpec } from './engine.ts'

/** Reads and scans one file (`-`: standard input). A file that cannot be read is a failed input, not an exception. */
export const scanPath = (path: string, engine: Engine): FileReport => {
  try {
    return scanFile(readFileSync(path === '-' ? 0 : path), path === '-' ? 'standard input' : path, engine)
  } catch (error) {
    return failedReport(path, reasonOf(error))
  }
}

/** This thread. Between two files it lets messages and signals in. */
export const ownLane = (engine: Engine): Lane => ({
  scan: async (file) => {
    await setImmediate()
    return scanPath(file, engine)
  },
  close: async () => {},
})

/** Files that wait in a worker, so that it need not wait for this thread, which is busy with files of its own. */
const AHEAD = 3

/**
 * Lanes that share one worker, which starts at once. A worker that dies (out of memory, for example) fails the file it was
 * at; another takes the rest.
 */
export const workerLanes = (spec: EngineSpec, signal: AbortSignal): readonly Lane[] => {
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
  const lane: Lane = {
    scan: (file) =>
      new Promise((resolve) => {
        waiting.push({ file, resolve })
        ask(file)
      }),
    close: async () => {
      await worker?.terminate()
    },
  }
  return Array.from({ length: AHEAD }, () => lane)
}

const failedReport = (file: string, reason: string): FileReport => ({
  file,
  bytes: 0,
  read: { ...emptyRead, records: 1, failed: [{ reason, count: 1 }] },
  told: [],
  ruleErrors: [],
})
