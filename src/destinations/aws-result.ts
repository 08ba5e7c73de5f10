/** An answer of AWS -> the outcome of a send, and what the AWS destinations have in common. */
import { createHash } from 'node:crypto'
import { isRetryable } from '../aws/retry.ts'
import type { Message, SendResult } from '../core/destination.ts'
import { reasonOf } from '../core/reason.ts'
import { fit } from './escape.ts'

/** Throttling, faults of the service and of the network are tried again; a refusal is not, and says which error it is. */
export const awsResult = async (call: () => Promise<unknown>): Promise<SendResult> => {
  try {
    await call()
    return { ok: true }
  } catch (error) {
    return { ok: false, retry: isRetryable(error), reason: fit(reasonOf(error), 500) }
  }
}

/** For subscribers that filter: level, rule, account and alert, as attributes of SNS and SQS. Values may not be empty. */
export const attributes = ({ alert, reason }: Message): Record<string, { DataType: 'String'; StringValue: string }> =>
  Object.fromEntries(
    Object.entries({
      level: alert.level,
      reason,
      rule: alert.rule.id,
      account: alert.findings.at(-1)?.event.accountId ?? '',
      alert: alert.id,
    }).map(([name, value]) => [name, { DataType: 'String', StringValue: fit(value, 200) || 'unknown' }]),
  )

/**
 * For FIFO topics and queues: alerts overtake each other, the messages of one alert do not; and a repetition within five
 * minutes is dropped. At most 128 letters, digits and signs (SQS API reference, "SendMessage").
 */
export const ordering = ({ id, alert }: Message): { MessageGroupId: string; MessageDeduplicationId: string } => ({
  MessageGroupId: digest(alert.id),
  MessageDeduplicationId: digest(id),
})

/** The same for the same text, and safe in headers and ids. */
export const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 40)
