import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { STOP_LOGGING } from '../../../test/e2e/command.ts'
import type { Clients } from '../../aws/clients.ts'
import type { Json, JsonObject } from '../../core/json.ts'
import { StoreBusyError } from '../../core/store.ts'
import { memory } from '../../stores/memory.ts'
import { openIntake } from '../alerting/intake.ts'
import { openSources } from '../config/open-config.ts'
import { type IngestParts, ingestEvent } from './batch.ts'

const RULE = `[[rule]]\nname = "Trail stopped"\njq_match = 'select(.eventName == "StopLogging")'\n`
const QUEUE = 'arn:aws:sqs:eu-west-1:123456789012:logs'

interface Sent {
  readonly QueueUrl: string
  readonly MessageBody: string
  readonly MessageAttributes: Readonly<Record<string, { readonly StringValue: string }>>
}

/** @param answer what SQS answers to a dead letter */
const parts = async (changes: Partial<IngestParts> = {}, answer: () => Promise<unknown> = async () => ({})) => {
  const sent: Sent[] = []
  const { ingester } = await openIntake(await openSources({ file: 'a.toml', text: RULE }), false)
  const call = async (service: string, _: string, input: Sent) => {
    if (service !== 'sqs') throw new Error('no such object')
    sent.push(input)
    return answer()
  }
  const all: IngestParts = {
    ingester: ingester(await memory.open({}), () => Date.parse('2026-03-04T02:20:00Z')),
    clients: { call: call as unknown as Clients['call'], close: () => {} },
    deadLetters: { queueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/dead', maxReceives: 3 },
    remaining: () => 60_000,
    sleep: () => new Promise(() => {}),
    ...changes,
  }
  return { sent, all }
}
const message = (messageId: string, body: string, receives = 1): JsonObject => ({
  ...{ messageId, body, eventSource: 'aws:sqs', eventSourceARN: QUEUE },
  attributes: { ApproximateReceiveCount: String(receives), SentTimestamp: String(Date.parse('2026-03-04T02:19:00Z')) },
})
const log = JSON.stringify({ 'detail-type': 'AWS API Call via CloudTrail', detail: STOP_LOGGING })
const gone = JSON.stringify({ s3Bucket: 'bucket', s3ObjectKey: ['a.json.gz'] })

/** S3 refuses; dead letters would be taken. */
const refusing = (error: Error): Clients => ({
  call: (async (service: string) => {
    if (service === 's3') throw error
    return {}
  }) as unknown as Clients['call'],
  close: () => {},
})
const busy = async (): Promise<IngestParts['ingester']> => {
  const { ingester } = (await parts()).all
  const commit = () => Promise.reject(new StoreBusyError('store: another process holds it'))
  return { ...ingester, store: { ...ingester.store, commit } }
}

describe('messages of a queue', async () => {
  test('what fails is given back alone, and its tries are counted by the queue', async () => {
    const { all, sent } = await parts()
    const { response, counts, failures } = await ingestEvent(
      { Records: [message('1', log), message('2', gone, 2), message('3', 'no JSON', 1)] },
      'request',
      all,
    )
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }, { itemIdentifier: '3' }] })
    expect(counts).toMatchObject({ Messages: 3, GivenBack: 2, DeadMessages: 0, Findings: 1, InputAge: 60_000 })
    expect(failures.map(({ became }) => became)).toEqual(['given back', 'given back'])
    expect(sent).toEqual([])
  })

  test('at its last try it is put among the dead letters, and says why', async () => {
    const { all, sent } = await parts()
    const { response, counts } = await ingestEvent({ Records: [message('2', gone, 3)] }, 'request', all)
    expect(response).toEqual({ batchItemFailures: [] })
    expect(counts.DeadMessages).toBe(1)
    expect(sent).toMatchObject([
      {
        MessageBody: gone,
        MessageAttributes: {
          reason: { StringValue: expect.stringMatching(/^s3:\/\/bucket\/a\.json\.gz: .*no such object/) },
          source: { StringValue: QUEUE },
          message: { StringValue: '2' },
        },
      },
    ])
  })

  const throttled = Object.assign(new Error('slow down'), { name: 'SlowDown', $metadata: { httpStatusCode: 503 } })
  const broken = Object.assign(new Error('reset'), { code: 'ECONNRESET' })
  const PASSING: readonly (readonly [what: string, changes: Partial<IngestParts>, body: string])[] = [
    ['a busy store', { ingester: await busy() }, log],
    ['a throttled service', { clients: refusing(throttled) }, gone],
    ['a connection that broke', { clients: refusing(broken) }, gone],
  ]
  test.each(PASSING)('%s says nothing against a message: it is given back, however often', async (_, changes, body) => {
    const { all, sent } = await parts(changes)
    const { response, failures } = await ingestEvent({ Records: [message('2', body, 99)] }, 'request', all)
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] })
    expect(failures).toMatchObject([{ became: 'given back' }])
    expect(sent).toEqual([])
  })

  test('when even that fails, the queue itself moves it', async () => {
    const { all } = await parts({}, () => Promise.reject(new Error('throttled')))
    const { response } = await ingestEvent({ Records: [message('2', gone, 9)] }, 'request', all)
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] })
  })

  test('the reason holds only what an attribute may hold', async () => {
    const { all, sent } = await parts()
    const key = `\u0000\ud800\u001b[31m😀${'x'.repeat(5_000)}.json`
    const body = JSON.stringify({ s3Bucket: 'bucket', s3ObjectKey: [key] })
    await ingestEvent({ Records: [message('2', body, 3)] }, 'request', all)
    expect(sent[0]?.MessageAttributes.reason?.StringValue).toMatch(/^s3:\/\/bucket\/\?\?\?\[31m😀x{900,1000}$/u)
  })

  test('one that hangs is given back before the time is over, and so are those after it', async () => {
    const hangs = { call: () => new Promise<never>(() => {}), close: () => {} } as unknown as Clients
    let left = 10_000
    const sleep = async (milliseconds: number): Promise<void> => {
      left -= milliseconds
    }
    const { all } = await parts({ clients: hangs, remaining: () => left, sleep })
    const { response, counts } = await ingestEvent(
      { Records: [message('1', gone, 9), message('2', log, 9)] },
      'request',
      all,
    )
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }, { itemIdentifier: '2' }] })
    expect(counts.DeadMessages).toBe(0)
  })
})

describe('events of other services', () => {
  const data = Buffer.from(gzipSync(JSON.stringify({ logEvents: [{ message: JSON.stringify(STOP_LOGGING) }] })))
  const packed = data.toString('base64')
  const kinesis = { eventSource: 'aws:kinesis', eventName: 'aws:kinesis:record', kinesis: { data: packed } }

  test('CloudWatch Logs are read out of Kinesis', async () => {
    const { counts, failures, response } = await ingestEvent({ Records: [kinesis] }, 'request', (await parts()).all)
    expect([counts.Findings, failures, response]).toEqual([1, [], undefined])
  })

  test('and out of Firehose, whose records go on', async () => {
    const event = { deliveryStreamArn: 'arn', records: [{ recordId: '1', data: packed }] }
    const { counts, response } = await ingestEvent(event, 'request', (await parts()).all)
    expect(counts.Findings).toBe(1)
    expect(response).toEqual({ records: [{ recordId: '1', data: packed, result: 'Ok' }] })
  })

  test('a batch of another service fails by name', async () => {
    const event = { Records: [{ eventSource: 'aws:dynamodb', eventName: 'StopLogging', dynamodb: {} }] }
    const { counts, failures } = await ingestEvent(event, 'request', (await parts()).all)
    expect([counts.Findings, counts.Failed]).toEqual([0, 1])
    expect(failures).toMatchObject([{ became: 'failed', reason: expect.stringContaining('an event of aws:dynamodb') }])
  })

  test('an alarm on the same topic is dropped', async () => {
    const alarm = JSON.stringify({ Type: 'Notification', Message: '{"AlarmName":"a","NewStateValue":"ALARM"}' })
    const { counts, response } = await ingestEvent({ Records: [message('1', alarm)] }, 'request', (await parts()).all)
    expect(counts).toMatchObject({ Records: 1, Skipped: 1, GivenBack: 0, DeadMessages: 0 })
    expect(response).toEqual({ batchItemFailures: [] })
  })
})

const ODD: readonly Json[] = [
  null,
  'text',
  [],
  {},
  { Records: null },
  { Records: [null, 4] },
  { Records: [{ eventSource: 'aws:sqs' }] },
  { Records: [{ eventSource: 'aws:sqs', body: 5, messageId: {}, attributes: [] }] },
  { Records: [{ eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', s3: { object: {} } }] },
  { Records: [message('1', `{"eventVersion":"1.11","a":${'['.repeat(500_000)}${']'.repeat(500_000)}}`)] },
]

test.each(ODD.map((event) => [JSON.stringify(event).slice(0, 90), event] as const))('odd: %s', async (_, event) => {
  const { all } = await parts()
  const { counts, response, failures } = await ingestEvent(event, 'request', all)
  expect(counts.Records).toBe(counts.Evaluated + counts.Skipped + counts.Failed)
  expect(failures).toMatchObject([{ reason: expect.stringMatching(/./) }])
  if (response) expect(response).toMatchObject({ batchItemFailures: [expect.anything()] })
})

test('what only looks like a log of CloudWatch fails by name', async () => {
  const { all } = await parts()
  const event = JSON.parse('{"__proto__": {"Records": []}, "awslogs": {"data": "????"}}')
  const { counts, failures } = await ingestEvent(event, 'request', all)
  expect(counts).toMatchObject({ Records: 1, Skipped: 0, Findings: 0 })
  expect(failures).toMatchObject([{ reason: expect.stringContaining('not base64') }])
})

test('a message that is nested too deep takes none of its neighbours with it', async () => {
  const { all } = await parts()
  const deep = message('1', `{"Records":[{"a":${'['.repeat(500_000)}${']'.repeat(500_000)}}]}`)
  const { response, counts } = await ingestEvent({ Records: [deep, message('2', log)] }, 'request', all)
  expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] })
  expect(counts.Findings).toBe(1)
})
