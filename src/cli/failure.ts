/** What a person is told when a command could not run. */
import { ConfigError, renderProblems } from '../app/problems.ts'
import { oneLine } from '../report/terminal.ts'

export const explainFailure = (error: unknown): string => {
  if (error instanceof ConfigError) return renderProblems(error)
  const message = error instanceof Error ? error.message : String(error)
  const known = error instanceof Error && error.name === 'UsageError'
  const cause = error instanceof Error && !known && error.stack ? `\n${error.stack.split('\n').slice(1, 6).join('\n')}` : ''
  return `tattletrail: ${message.split('\n').map((line) => oneLine(line, 1000)).join('\n')}${cause}\n`
}
