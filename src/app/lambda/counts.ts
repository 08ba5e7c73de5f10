/** Counts of one invocation, by what the flows tell. */
import type { DeliverReport } from '../../flows/delivery/deliver.ts'
import type { CommitReport } from '../../flows/ingest.ts'
import type { RunEvents } from '../../flows/run.ts'
import type { Counts } from './log.ts'

export type IntakeCounts = Record<
  | 'Records'
  | 'Evaluated'
  | 'Skipped'
  | 'Failed'
  | 'Findings'
  | 'Duplicates'
  | 'Remembered'
  | 'Notifications'
  | 'RuleErrors',
  number
>

export const watchIntake = (): {
  readonly counts: IntakeCounts
  readonly on: Pick<RunEvents, 'skipped' | 'findings' | 'ingested'>
} => {
  const counts: IntakeCounts = {
    ...{ Records: 0, Evaluated: 0, Skipped: 0, Failed: 0 },
    ...{ Findings: 0, Duplicates: 0, Remembered: 0, Notifications: 0, RuleErrors: 0 },
  }
  const commit = ({ findings, duplicates, notifications }: CommitReport): void => {
    counts.Findings += findings
    counts.Duplicates += duplicates
    counts.Notifications += notifications
  }
  return {
    counts,
    on: {
      // What is no log counts as one record that was skipped, so that the sum comes out.
      skipped: () => {
        counts.Records++
        counts.Skipped++
      },
      findings: (_, report) => {
        counts.Records++
        counts.Evaluated++
        commit(report)
      },
      ingested: (_, report) => {
        counts.Records += report.read.records
        counts.Evaluated += report.read.evaluated
        counts.Skipped += Object.values(report.read.skipped).reduce((sum, count) => sum + count, 0)
        counts.Failed += report.read.failed.reduce((sum, { count }) => sum + count, 0)
        counts.Remembered += report.remembered
        counts.RuleErrors += report.ruleErrors.reduce((sum, { count }) => sum + count, 0)
        commit(report)
      },
    },
  }
}

export const deliveryCounts = (reports: readonly DeliverReport[], resolved: number): Counts => {
  const sum = (key: keyof DeliverReport): number => reports.reduce((total, report) => total + report[key], 0)
  return {
    Sent: sum('sent'),
    FailedSends: sum('failed'),
    DeadNotifications: sum('dead'),
    Folded: sum('folded'),
    Postponed: sum('postponed'),
    Resolved: resolved,
  }
}
