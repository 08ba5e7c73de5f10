/** A queue that buckets, topics and buses notify. */
import { setTimeout } from 'node:timers/promises'
import type { Clients } from '../aws/clients.ts'
import { isRetryable, reasonOf } from '../aws/retry.ts'
import type { Source } from '../core/source.ts'
import { inputsOf } from './knocks.ts'

/** "The duration (in seconds) for which the call waits for a message": the longest (SQS API reference, "ReceiveMessage"). */
const WAIT = 20
/** As many as are handled well within the time that they are hidden from others. */
const AT_ONCE = 5
const HIDDEN = 300
/** A message that could not be handled comes back later each time; the queue's redrive policy ends it. */
const FIRST_PAUSE = 30
const LONGEST_PAUSE = 900
const AFTER_ERROR = 5_000

export const sqsSource = (queueUrl: string, clients: Clients, onProblem: (reason: string) => void): Source => ({
  type: 'sqs',
  inputs: async function* (signal) {
    while (!signal.aborted) {
      const messages = await receive(queueUrl, clients, signal, onProblem)
      for (const { Body, MessageId, ReceiptHandle, Attributes } of messages) {
        if (signal.aborted) return
        const tries = Number(Attributes?.ApproximateReceiveCount ?? 1)
        yield* inputsOf(Body ?? '', `message ${MessageId}`, clients, {
          ack: async () => {
            await clients.call('sqs', 'DeleteMessage', { QueueUrl: queueUrl, ReceiptHandle })
          },
          fail: async () => {
            const VisibilityTimeout = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (tries - 1))
            await clients.call('sqs', 'ChangeMessageVisibility', {
              QueueUrl: queueUrl,
              ReceiptHandle,
              VisibilityTimeout,
            })
          },
        })
      }
    }
  },
})

const receive = async (
  QueueUrl: string,
  clients: Clients,
  signal: AbortSignal,
  onProblem: (reason: string) => void,
) => {
  const request = {
    QueueUrl,
    MaxNumberOfMessages: AT_ONCE,
    WaitTimeSeconds: WAIT,
    VisibilityTimeout: HIDDEN,
    MessageSystemAttributeNames: ['ApproximateReceiveCount' as const],
  }
  try {
    return (await clients.call('sqs', 'ReceiveMessage', request, { signal })).Messages ?? []
  } catch (error) {
    if (signal.aborted) return []
    if (!isRetryable(error)) throw new Error(`${QueueUrl}: ${reasonOf(error)}`, { cause: error })
    onProblem(reasonOf(error))
    await setTimeout(AFTER_ERROR, undefined, { signal }).catch(() => {})
    return []
  }
}
