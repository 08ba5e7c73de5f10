/** What a person is told when a command could not run. */
import { RefusedRules, renderRefusal } from '../app/config/refusal.ts'
import { StoreError } from '../core/store.ts'
import { UsageError } from '../core/usage-error.ts'
import { oneLine } from '../report/terminal.ts'

export const explainFailure = (error: unknown): string => {
  if (error instanceof RefusedRules) return renderRefusal(error)
  const message = error instanceof Error ? error.message : String(error)
  const lines = message.split('\n').map((line) => oneLine(line, 1000))
  // A system error (a disk that is full, a path that is none) says all in its message.
  const isPlain =
    error instanceof Error && (error instanceof UsageError || error instanceof StoreError || 'syscall' in error)
  const trace = error instanceof Error && !isPlain ? (error.stack ?? '').split('\n').slice(1, 6) : []
  return `tattletrail: ${[...lines, ...trace].join('\n')}\n`
}
