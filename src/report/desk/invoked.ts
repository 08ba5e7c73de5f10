/** What a function of the deployment did, run on this machine. */
import type { Notification } from '../../core/alert.ts'
import type { Json } from '../../core/json.ts'
import { defineFormat } from '../format.ts'
import { jsonLine, oneLine } from '../terminal.ts'
import { number, plural } from '../text.ts'

type Counts<Name extends string> = Readonly<Record<Name, number>>

export interface InvokedFunction {
  readonly ingested: {
    /** What the function answers; undefined for an event that does not come from a queue. */
    readonly response: object | undefined
    readonly counts: Counts<'Records' | 'Evaluated' | 'Skipped' | 'Failed' | 'Findings' | 'Duplicates'>
    readonly failures: readonly { readonly input: string; readonly reason: string }[]
  }
  /** What would be sent. */
  readonly would: readonly { readonly notification: Notification; readonly type: string; readonly payload: Json }[]
  readonly delivered?: Readonly<Partial<Counts<'Sent' | 'FailedSends' | 'DeadNotifications'>>> | undefined
}

export const invokedText = defineFormat({
  name: 'text',
  title: 'what would be sent, what failed, and counts',
  render: ({ ingested, would, delivered }: InvokedFunction, { colors }) => {
    const { Records, Evaluated, Skipped, Failed, Findings, Duplicates } = ingested.counts
    return [
      ...would.flatMap(({ notification: { destination, alert }, type, payload }) => [
        `${colors.bold(oneLine(destination, 60))} ${colors.dim(`(${type})`)}: ${oneLine(alert.findings.at(-1)?.message ?? '', 400)}`,
        `  ${colors.dim(jsonLine(payload))}`,
      ]),
      ...ingested.failures.map(({ input, reason }) => colors.red(`${oneLine(input, 100)}: ${oneLine(reason, 400)}`)),
      `records ${number(Records)} = evaluated ${number(Evaluated)} + skipped ${number(Skipped)} + failed ${number(Failed)}; ${plural(Findings, 'finding')}, ${plural(Duplicates, 'duplicate')}`,
      ...(delivered
        ? [
            `${number(delivered.Sent ?? 0)} sent, ${number(delivered.FailedSends ?? 0)} to be tried again, ${number(delivered.DeadNotifications ?? 0)} dead`,
          ]
        : []),
      `response: ${jsonLine(ingested.response ?? null)}`,
    ]
  },
})

export const invokedJsonl = defineFormat({
  name: 'jsonl',
  title: 'one notification, failure or sum a line, as JSON',
  render: ({ ingested, would, delivered }: InvokedFunction) => [
    ...would.map(({ notification: { destination, reason, alert }, type, payload }) =>
      jsonLine({ kind: 'notification', destination, type, reason, alert: alert.id, payload }),
    ),
    ...ingested.failures.map((failure) => jsonLine({ kind: 'failure', ...failure })),
    jsonLine({ kind: 'ingested', ...ingested.counts, response: ingested.response ?? null }),
    ...(delivered ? [jsonLine({ kind: 'delivered', ...delivered })] : []),
  ],
})
