/** Runs a prepared job: progress on standard error, and Ctrl-C ends it early with what there is. */
import type { ScanProgress } from '../flows/scan.ts'
import { colorsFor } from './output.ts'
import { createProgress } from './progress.ts'

export interface Job<Result> {
  readonly files: number
  readonly bytes: number
  run(onProgress: (done: ScanProgress) => void, signal: AbortSignal): Promise<Result>
}

export const runJob = async <Result>(job: Job<Result>): Promise<Result> => {
  const interrupt = new AbortController()
  const onInterrupt = (): void => interrupt.abort()
  process.once('SIGINT', onInterrupt)
  process.once('SIGTERM', onInterrupt)
  const progress = createProgress(job, colorsFor(process.stderr))
  const result = await job.run(progress.update, interrupt.signal)
  progress.clear()
  process.off('SIGINT', onInterrupt)
  process.off('SIGTERM', onInterrupt)
  return result
}

/** The configuration that is named, or that the environment names. */
export const configOf = ({ config }: { readonly config?: string }): { readonly config?: string } => {
  const named = config ?? (process.env.TATTLETRAIL_CONFIG || undefined)
  return named === undefined ? {} : { config: named }
}
