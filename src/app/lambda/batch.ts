/** Ingesting in a function: the messages of a queue one by one, or an event that comes by itself. */
import type { Clients } from '../../aws/clients.ts'
import { isRetryable } from '../../aws/retry.ts'
import { isObject, type Json, type JsonObject, own, text } from '../../core/json.ts'
import { reasonOf } from '../../core/reason.ts'
import { StoreBusyError } from '../../core/store.ts'
import type { Ingester } from '../../flows/ingest.ts'
import { take } from '../../flows/run.ts'
import { inputsOf } from '../../sources/notification-inputs.ts'
import { type IntakeCounts, watchIntake } from './counts.ts'

/** What a function hands back of a batch (Lambda Developer Guide, "Implementing partial batch responses"). */
export interface BatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[]
}

/** What it hands back to a delivery stream: each record (Firehose Developer Guide, "Required parameters for data transformation"). */
export interface StreamResponse {
  readonly records: readonly JsonObject[]
}

export interface IngestParts {
  readonly ingester: Ingester
  readonly clients: Clients
  /** Where a message goes after its last try; absent: the queue's own redrive policy does it, without the reason. */
  readonly deadLetters: { readonly queueUrl: string; readonly maxReceives: number } | undefined
  /** Milliseconds that are left. */
  readonly remaining: () => number
  readonly sleep: (milliseconds: number) => Promise<void>
}

export interface Ingested {
  /** Undefined for an event that comes from neither a queue nor a delivery stream. */
  readonly response: BatchResponse | StreamResponse | undefined
  readonly counts: IntakeCounts & {
    readonly Messages: number
    readonly GivenBack: number
    readonly DeadMessages: number
    readonly InputAge: number
  }
  /** What failed, and why. */
  readonly failures: readonly IntakeFailure[]
}

export interface IntakeFailure {
  readonly input: string
  readonly reason: string
  readonly became: 'given back' | 'dead letter' | 'failed'
}

/** For the answer to be written, and for the line that says what was done. */
const RESERVE = 3_000

export const ingestEvent = async (event: Json, id: string, parts: IngestParts): Promise<Ingested> => {
  const { counts, on } = watchIntake()
  const messages = messagesOf(event)
  const failures: IntakeFailure[] = []
  const givenBack: string[] = []
  const work = (body: string, name: string): Promise<Failure | undefined> => takeAll(body, name, parts, on)
  if (!messages) {
    const failure = await work(JSON.stringify(event), `event ${id}`)
    if (failure) failures.push({ input: `event ${id}`, reason: failure.reason, became: 'failed' })
  }
  for (const message of messages ?? []) {
    const input = `message ${message.id}`
    const failure = await inTime(() => work(message.body, input), parts)
    if (!failure) continue
    const { reason, passes } = failure
    const became = !passes && (await sendToDeadLetters(message, reason, parts)) ? 'dead letter' : 'given back'
    failures.push({ input, reason, became })
    if (became === 'given back') givenBack.push(message.id)
  }
  return {
    response: messages
      ? { batchItemFailures: givenBack.map((itemIdentifier) => ({ itemIdentifier })) }
      : passedOn(event),
    counts: {
      ...counts,
      Messages: messages?.length ?? 0,
      GivenBack: givenBack.length,
      DeadMessages: failures.filter(({ became }) => became === 'dead letter').length,
      InputAge: ageOf(event, parts.ingester.now()),
    },
    failures,
  }
}

interface QueueMessage {
  readonly id: string
  readonly body: string
  readonly receives: number
  readonly queue: string
}

/** Undefined when the event is not from a queue (Lambda Developer Guide, "Example Amazon SQS message event"). */
const messagesOf = (event: Json): readonly QueueMessage[] | undefined => {
  const records = isObject(event) ? own(event, 'Records') : undefined
  if (!Array.isArray(records)) return undefined
  const messages = records.filter(isObject).filter((record) => text(record, 'eventSource') === 'aws:sqs')
  if (messages.length === 0) return undefined
  return messages.map((record) => ({
    id: text(record, 'messageId') ?? '',
    body: text(record, 'body') ?? '',
    receives: Number(attribute(record, 'ApproximateReceiveCount') ?? 1),
    queue: text(record, 'eventSourceARN') ?? '',
  }))
}

/** As they came: a stream that hands its records to the function goes on with them. */
const passedOn = (event: Json): StreamResponse | undefined => {
  const records = isObject(event) && text(event, 'deliveryStreamArn') !== undefined ? own(event, 'records') : undefined
  if (!Array.isArray(records)) return undefined
  return { records: records.filter(isObject).map((record) => ({ ...record, result: 'Ok' })) }
}

const attribute = (record: JsonObject, name: string): string | undefined => {
  const attributes = own(record, 'attributes')
  return isObject(attributes) ? text(attributes, name) : undefined
}

/** What passes by itself (a store that is busy, a service that is throttled, no time left) says nothing against the message. */
interface Failure {
  readonly reason: string
  readonly passes: boolean
}

/** Everything that one message is about; returns why something of it failed. What passes comes before what does not. */
const takeAll = async (
  body: string,
  name: string,
  { ingester, clients }: IngestParts,
  on: Parameters<typeof take>[2],
): Promise<Failure | undefined> => {
  let failed: string | undefined
  let passes = false
  const settlement = {
    ack: async () => {},
    fail: async (reason: string) => {
      failed = reason
    },
  }
  for (const input of inputsOf(body, name, clients, settlement)) {
    const reason = await take(input, ingester, on).catch((error: unknown) => {
      passes ||= error instanceof StoreBusyError || isRetryable(error)
      return reasonOf(error)
    })
    // Which object it was, of all those that a message may name.
    if (reason !== undefined) await input.fail(`${input.name}: ${reason}`)
  }
  return failed === undefined ? undefined : { reason: failed, passes }
}

const LATE: Failure = { reason: 'no time was left', passes: true }

/** What is still under way when the time is over is offered again: what of it was done is done only once. */
const inTime = async (
  work: () => Promise<Failure | undefined>,
  { remaining, sleep }: IngestParts,
): Promise<Failure | undefined> => {
  const left = remaining() - RESERVE
  return left <= 0 ? LATE : Promise.race([work(), sleep(left).then(() => LATE)])
}

/** Whether the message is among the dead letters now, with its reason: the redrive policy of a queue tells none. */
const sendToDeadLetters = async (
  { id, body, receives, queue }: QueueMessage,
  reason: string,
  { deadLetters, clients }: IngestParts,
): Promise<boolean> => {
  if (!deadLetters || receives < deadLetters.maxReceives) return false
  const attributes = { reason, source: queue, message: id }
  try {
    await clients.call('sqs', 'SendMessage', {
      QueueUrl: deadLetters.queueUrl,
      MessageBody: body,
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes)
          .map(([name, value]) => [name, attributeText(value)] as const)
          .filter(([, value]) => value !== '')
          .map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
      ),
    })
    return true
  } catch {
    return false
  }
}

const MAX_ATTRIBUTE = 1_000

/** "#x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF" (SQS API Reference, "SendMessage"). */
const attributeText = (value: string): string =>
  value.slice(0, MAX_ATTRIBUTE).replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '?')

/** Since the oldest input of the event set off, in milliseconds; 0 when it does not say. */
const ageOf = (event: Json, now: number): number => {
  const records = isObject(event) ? own(event, 'Records') : undefined
  const parts = Array.isArray(records) ? records.filter(isObject) : isObject(event) ? [event] : []
  const times = parts.map(timeOf).filter((time) => Number.isFinite(time))
  return times.length === 0 ? 0 : Math.max(0, now - Math.min(...times))
}

const timeOf = (record: JsonObject): number => {
  const sns = own(record, 'Sns')
  const written = text(record, 'eventTime') ?? text(record, 'time') ?? (isObject(sns) ? text(sns, 'Timestamp') : '')
  return Number(attribute(record, 'SentTimestamp') ?? Date.parse(written ?? ''))
}
