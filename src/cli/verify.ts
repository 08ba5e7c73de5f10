/** `tattletrail verify`. */
import { prepareVerify } from '../app/verify/verify.ts'
import { renderVerify, verifyJson } from '../report/verify.ts'
import { runJob } from './job.ts'
import { colorsFor, widthOf, writeLines } from './output.ts'
import { readScope, type ScopeOptions } from './scope.ts'

export interface VerifyOptions extends ScopeOptions {
  readonly digests?: readonly string[]
  readonly keys?: readonly string[]
  readonly format?: 'text' | 'jsonl'
}

/** Returns the exit code: 130 when interrupted, 1 when something is wrong, 3 when something could not be checked, else 0. */
export const verifyCommand = async (paths: readonly string[], options: VerifyOptions): Promise<number> => {
  const format = options.format ?? (process.stdout.isTTY ? 'text' : 'jsonl')
  const prepared = await prepareVerify(paths, {
    digests: options.digests ?? [],
    keys: options.keys ?? [],
    scope: readScope(options),
  })
  const report = await runJob(prepared)
  await writeLines(
    format === 'text' ? [renderVerify(report, colorsFor(process.stdout), widthOf(process.stdout))] : verifyJson(report),
  )
  if (report.interrupted) return 130
  if (report.faults.some(({ checked }) => checked)) return 1
  return report.faults.length + report.failures.length + report.uncovered.length > 0 ? 3 : 0
}
