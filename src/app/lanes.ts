/** Lanes of a scan: this thread, or a worker thread that builds the same engine. */
import { readFileSync } from 'node:fs'
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

/** A worker that dies (out of memory, for example) fails the file it was at; the lane starts another for the next. */
export const workerLane = (spec: EngineSpec, signal: AbortSignal): Lane => {
  let worker: Worker | undefined
  const start = (): Worker => new Worker(new URL('./scan-worker.js', import.meta.url), { workerData: spec })
  return {
    scan: (file) =>
      new Promise((resolve) => {
        const current = (worker ??= start())
        const settle = (report: FileReport): void => {
          current.off('message', settle).off('error', fail)
          signal.removeEventListener('abort', stop)
          resolve(report)
        }
        const fail = (error: Error): void => {
          worker = undefined
          settle(failedReport(file, `the worker died: ${error.message}`))
        }
        const stop = (): void => {
          void current.terminate()
          settle(failedReport(file, 'interrupted'))
        }
        signal.addEventListener('abort', stop)
        current.on('message', settle).on('error', fail)
        current.postMessage(file)
      }),
    close: async () => {
      await worker?.terminate()
    },
  }
}

const failedReport = (file: string, reason: string): FileReport => ({
  file,
  bytes: 0,
  read: { ...emptyRead, records: 1, failed: [{ reason, count: 1 }] },
  hits: [],
  ruleErrors: [],
})
