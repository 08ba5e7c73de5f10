/** A queue that buckets, topics and buses notify. */
import { setTimeout } from 'node:timers/promises'
import { z } from 'zod'
import type { Clients } from '../aws/clients.ts'
import { isRetryable } from '../aws/retry.ts'
import { reasonOf } from '../core/reason.ts'
import type { Input, Source } from '../core/source.ts'
import { UsageError } from '../core/usage-error.ts'
import { defineSource } from './define.ts'
import { fetchAhead } from './fetch-ahead.ts'
import { inputsOf } from './notification-inputs.ts'

/** "The duration (in seconds) for which the call waits for a message": the longest (SQS API reference, "ReceiveMessage"). */
const WAIT = 20
/** As many as are handled well within the time that they are hidden from others; seconds. */
const AT_ONCE = 5
const HIDDEN = 300
/** A message that could not be handled comes back later each time; the queue's redrive policy ends it. */
const FIRST_PAUSE = 30
const LONGEST_PAUSE = 900
const AFTER_ERROR = 5_000

export interface SqsOptions {
  /** False: ends when the queue has nothing to give. */
  readonly follow: boolean
  /** The queue could not be used just now; it is tried again. */
  readonly onProblem: (reason: string) => void
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

interface ReceivedMessage {
  readonly Body?: string
  readonly MessageId?: string
  readonly ReceiptHandle?: string
  readonly Attributes?: Readonly<Record<string, string>>
}

/** What was received and not handled when it is stopped, others may have at once. */
export const sqsSource = (queueUrl: string, clients: Clients, { follow, onProblem, now }: SqsOptions): Source => {
  const hide = async (ReceiptHandle: string | undefined, VisibilityTimeout: number): Promise<void> => {
    try {
      await clients.call('sqs', 'ChangeMessageVisibility', { QueueUrl: queueUrl, ReceiptHandle, VisibilityTimeout })
    } catch (error) {
      // Then it comes back when its time is up.
      onProblem(reasonOf(error))
    }
  }
  /** @param open messages that nothing was said of yet */
  const inputsOfMessage = (message: ReceivedMessage, open: Set<ReceivedMessage>): readonly Input[] => {
    const { Body, MessageId, ReceiptHandle, Attributes } = message
    const tries = Number(Attributes?.ApproximateReceiveCount ?? 1)
    return inputsOf(Body ?? '', `message ${MessageId}`, clients, {
      ack: async () => {
        await clients.call('sqs', 'DeleteMessage', { QueueUrl: queueUrl, ReceiptHandle })
        open.delete(message)
      },
      fail: async () => {
        await hide(ReceiptHandle, Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(tries - 1, 9)))
        open.delete(message)
      },
    })
  }
  return {
    type: 'sqs',
    inputs: async function* (signal) {
      while (!signal.aborted) {
        const messages = await receive(queueUrl, clients, signal, onProblem)
        if (messages.length === 0 && !follow) return
        const open = new Set(messages)
        const hideAll = (seconds: number) => Promise.all([...open].map((one) => hide(one.ReceiptHandle, seconds)))
        let hidden = now()
        for await (const input of fetchAhead(messages.flatMap((message) => inputsOfMessage(message, open)))) {
          if (signal.aborted) break
          // An object that took long must not cost the others their turn.
          if (now() - hidden > (HIDDEN * 1000) / 2) {
            hidden = now()
            await hideAll(HIDDEN)
          }
          yield input
        }
        if (signal.aborted) await hideAll(0)
      }
    },
  }
}

const receive = async (
  QueueUrl: string,
  clients: Clients,
  signal: AbortSignal,
  onProblem: (reason: string) => void,
): Promise<readonly ReceivedMessage[]> => {
  const request = {
    QueueUrl,
    MaxNumberOfMessages: AT_ONCE,
    WaitTimeSeconds: WAIT,
    VisibilityTimeout: HIDDEN,
    MessageSystemAttributeNames: ['ApproximateReceiveCount' as const],
  }
  try {
    return ((await clients.call('sqs', 'ReceiveMessage', request, { signal })).Messages ??
      []) as readonly ReceivedMessage[]
  } catch (error) {
    if (signal.aborted) return []
    if (!isRetryable(error)) throw new UsageError(`${QueueUrl}: ${problemOf(error)}`, { cause: error })
    onProblem(reasonOf(error))
    await setTimeout(AFTER_ERROR, undefined, { signal }).catch(() => {})
    return []
  }
}

const problemOf = (error: unknown): string => {
  const reason = reasonOf(error)
  if (/NonExistentQueue|QueueDoesNotExist/.test(reason)) return 'there is no such queue: check queue_url and the Region'
  return /^AccessDenied/.test(reason)
    ? `${reason}: needs sqs:ReceiveMessage, sqs:DeleteMessage and sqs:ChangeMessageVisibility`
    : reason
}

export const sqs = defineSource({
  type: 'sqs',
  title: 'Queue that buckets, topics and buses notify',
  config: z.strictObject({
    queue_url: z
      .string()
      .regex(/^(?:https:\/\/|http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])[:/])\S+$/, {
        error: 'expected the URL of a queue, https://sqs.REGION.amazonaws.com/ACCOUNT/NAME',
      })
      .meta({ description: 'the queue that the bucket notifies' }),
  }),
  permissions: ['s3:GetObject', 'sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:ReceiveMessage'],
  name: ({ queue_url }) => queue_url,
  open: ({ queue_url }, tools) => sqsSource(queue_url, tools.clients, tools),
})
