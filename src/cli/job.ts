/** Work that Ctrl-C ends early, with what there is by then. */
import type { ScanProgress } from '../flows/scan.ts'
import { colorsFor } from './output.ts'
import { createProgress } from './progress.ts'

export interface Job<Result> {
  readonly files: number
  readonly bytes: number
  run(onProgress: (done: ScanProgress) => void, signal: AbortSignal): Promise<Result>
}

/** The signal is aborted by the first SIGINT or SIGTERM; the second of either ends the process, as it does by itself. */
export const untilInterrupted = async <Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> => {
  const interrupt = new AbortController()
  const listening = ['SIGINT', 'SIGTERM'] as const
  const onInterrupt = (): void => {
    stopListening()
    interrupt.abort()
  }
  const stopListening = (): void => {
    for (const name of listening) process.off(name, onInterrupt)
  }
  for (const name of listening) process.on(name, onInterrupt)
  try {
    return await work(interrupt.signal)
  } finally {
    stopListening()
  }
}

/** Shows progress on standard error. */
export const runJob = <Result>(job: Job<Result>): Promise<Result> =>
  untilInterrupted(async (signal) => {
    const progress = createProgress(job, colorsFor(process.stderr))
    try {
      return await job.run(progress.update, signal)
    } finally {
      progress.clear()
    }
  })
