/** What a person is told when a command could not run. */
import { renderRefusal } from '../app/refusal.ts'
import { RefusedRules } from '../app/rules.ts'
import { oneLine } from '../report/terminal.ts'

export const explainFailure = (error: unknown): string => {
  if (error instanceof RefusedRules) return renderRefusal(error)
  const message = error instanceof Error ? error.message : String(error)
  const lines = message.split('\n').map((line) => oneLine(line, 1000))
  const isUsage = error instanceof Error && error.name === 'UsageError'
  const trace = error instanceof Error && !isUsage ? (error.stack ?? '').split('\n').slice(1, 6) : []
  return `tattletrail: ${[...lines, ...trace].join('\n')}\n`
}
