/** What a scan is asked for, and what became of each of its inputs: `records = evaluated + skipped + failed`. */
import type { Level } from './rule.ts'

/** Which events the person asked about; `from` is inclusive, `to` is not. Times are milliseconds, unless said otherwise. */
export interface EventScope<Time = number> {
  readonly from?: Time | undefined
  readonly to?: Time | undefined
  readonly accounts?: readonly string[] | undefined
  readonly regions?: readonly string[] | undefined
  /** Logs that were delivered so many days after `to` are looked at too. */
  readonly lateDays?: number | undefined
}

export interface FailedInput {
  readonly file: string
  readonly reason: string
}

export interface ScanSummary {
  readonly files: number
  readonly records: number
  readonly evaluated: number
  /** By kind: `digest`, `insight`, `duplicate` ... */
  readonly skipped: Readonly<Record<string, number>>
  readonly failed: number
  readonly failures: readonly FailedInput[]
  readonly rules: number
  /** Findings that are not staged. */
  readonly levels: Readonly<Record<Level, number>>
  /** Findings of rules that are on trial: kept, but they count for nothing else here. */
  readonly staged: number
  readonly principals: number
  readonly accounts: number
  /** Rules that failed while running on some record, with one reason each. */
  readonly ruleErrors: readonly { readonly rule: string; readonly count: number; readonly example: string }[]
  /** Titles of the rules that make the engine parse every record. */
  readonly readEverything: readonly string[]
  readonly interrupted: boolean
  readonly filesLeft: number
}

/** `records = collected + skipped + failed`, of what was put into a lake. */
export interface CollectSummary
  extends Pick<ScanSummary, 'files' | 'records' | 'skipped' | 'failed' | 'failures' | 'interrupted' | 'filesLeft'> {
  /** Inputs that were in the lake before. */
  readonly known: number
  readonly collected: number
}
