/** What a function writes: one line of JSON for each invocation, which carries its metrics, and one for each thing that is wrong. */
import type { LocatedProblem } from '../../config/located.ts'
import { oneLine } from '../../report/terminal.ts'
import { RefusedRules } from '../config/refusal.ts'

export const NAMESPACE = 'Tattletrail'

/** What is counted, and its unit in CloudWatch. `Records = Evaluated + Skipped + Failed`. */
export const METRICS = {
  Records: 'Count',
  Evaluated: 'Count',
  Skipped: 'Count',
  Failed: 'Count',
  Findings: 'Count',
  Duplicates: 'Count',
  Remembered: 'Count',
  Notifications: 'Count',
  /** Rules that failed on a record. */
  RuleErrors: 'Count',
  /** Messages of a queue: handed over, given back, and put among the dead letters. */
  Messages: 'Count',
  GivenBack: 'Count',
  DeadMessages: 'Count',
  /** Of the oldest input of the invocation: how long it was on its way. */
  InputAge: 'Milliseconds',
  Sent: 'Count',
  FailedSends: 'Count',
  DeadNotifications: 'Count',
  Folded: 'Count',
  Postponed: 'Count',
  Resolved: 'Count',
  ColdStart: 'Count',
  /** 1 while the configuration, as it is now, cannot be read or used. */
  OldConfiguration: 'Count',
  Duration: 'Milliseconds',
} as const

export type Counts = Partial<Record<keyof typeof METRICS, number>>

export interface Invocation {
  readonly functionName: string
  readonly requestId: string
  readonly message: string
  readonly counts: Counts
  readonly details: Readonly<Record<string, unknown>>
  readonly now: number
}

/**
 * CloudWatch makes metrics of the line by itself (CloudWatch User Guide, "Specification: Embedded metric format"): the
 * values stand at the top, `_aws` says which of them are metrics.
 */
export const invocationLine = ({ functionName, requestId, message, counts, details, now }: Invocation): string =>
  JSON.stringify({
    _aws: {
      Timestamp: now,
      CloudWatchMetrics: [
        {
          Namespace: NAMESPACE,
          Dimensions: [['FunctionName']],
          Metrics: Object.keys(counts).map((Name) => ({ Name, Unit: METRICS[Name as keyof typeof METRICS] })),
        },
      ],
    },
    level: 'error' in details ? 'ERROR' : 'INFO',
    FunctionName: functionName,
    requestId,
    message,
    ...counts,
    ...details,
  })

const MAX_TEXT = 500

/** Nothing of a record, and no line of the configuration, which may hold secrets: places and reasons only. */
export const problemLine = (message: string, error: unknown): string =>
  JSON.stringify({ level: 'ERROR', message, ...describe(error) })

export const warningLine = (problems: readonly LocatedProblem[]): string =>
  JSON.stringify({ level: 'WARN', message: 'about rules and configuration', problems: problems.map(place) })

/** What an invocation that fails tells, with where it happened. */
export const describe = (error: unknown): { readonly error: string; readonly [key: string]: unknown } => {
  if (error instanceof RefusedRules)
    return { error: 'the configuration or a rule is wrong', problems: error.problems.map(place) }
  if (!(error instanceof Error)) return { error: short(String(error)) }
  return { error: short(`${error.name}: ${error.message}`), stack: (error.stack ?? '').split('\n').slice(1, 8) }
}

export const short = (text: string): string => oneLine(text, MAX_TEXT)

const place = ({ file, line, column, message, hint, severity }: LocatedProblem): object => ({
  at: `${file}:${line}:${column}`,
  message: short(message),
  hint: hint && short(hint),
  severity,
})
