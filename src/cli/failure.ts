/** What a person is told when a command could not run. */
import { RefusedRules, renderRefusal } from '../app/config/refusal.ts'
import { StoreError } from '../core/store.ts'
import { UsageError } from '../core/usage-error.ts'
import { AccountError } from '../flows/canary/account.ts'
import { oneLine } from '../report/terminal.ts'

/** A store or an account of AWS that did not do it: nothing that another way of typing would change. */
export const isOutside = (error: unknown): boolean => error instanceof StoreError || error instanceof AccountError

export const explainFailure = (error: unknown): string => {
  if (error instanceof RefusedRules) return renderRefusal(error)
  const message = error instanceof Error ? error.message : String(error)
  const lines = message.split('\n').map((line) => oneLine(line, 1000))
  // A system error (a disk that is full, a path that is none) says all in its message.
  const isPlain = error instanceof Error && (error instanceof UsageError || isOutside(error) || 'syscall' in error)
  const trace = error instanceof Error && !isPlain ? (error.stack ?? '').split('\n').slice(1, 6) : []
  return `tattletrail: ${[...lines, ...trace].join('\n')}\n`
}
