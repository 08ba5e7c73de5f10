/** Records inside of what hands them on, and batches of other services that are none of CloudTrail's. */
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../core/json.ts'
import { type ReadOptions, type ReadResult, readLog } from './read-log.ts'

const record = (eventName: string): JsonObject => ({
  eventVersion: '1.11',
  userIdentity: { type: 'IAMUser', userName: 'dana' },
  eventTime: '2026-03-04T02:14:09Z',
  eventSource: 'iam.amazonaws.com',
  eventName,
  eventID: `id-of-${eventName}`,
})
const A = record('CreateUser')
const B = record('DeleteTrail')
const text = (value: unknown): string => JSON.stringify(value)
const base64 = (value: string | Buffer): string => Buffer.from(value as string).toString('base64')
const packed = (value: Json): string => base64(gzipSync(text(value)))

const read = (input: string | Buffer, options: ReadOptions = {}) => {
  const names: unknown[] = []
  const result = readLog(Buffer.from(input as string), options, (one) => names.push(one.eventName))
  return { names, result }
}
const sum = ({ evaluated, skipped, failed }: ReadResult): number =>
  evaluated + Object.values(skipped).reduce((a, b) => a + b, 0) + failed.reduce((a, b) => a + b.count, 0)

const subscription = (...messages: readonly string[]): JsonObject => ({
  messageType: 'DATA_MESSAGE',
  owner: '123456789012',
  logGroup: 'trail',
  logEvents: messages.map((message, id) => ({ id: `${id}`, timestamp: 1, message })),
})
const kinesis = (data: string): JsonObject => ({
  kinesis: { kinesisSchemaVersion: '1.0', partitionKey: 'p', sequenceNumber: '1', data },
  eventSource: 'aws:kinesis',
  eventVersion: '1.0',
  eventID: 'shardId-000000000000:1',
  eventName: 'aws:kinesis:record',
  awsRegion: 'eu-west-1',
  eventSourceARN: 'arn:aws:kinesis:eu-west-1:123456789012:stream/logs',
})
const firehose = (...data: readonly string[]): JsonObject => ({
  invocationId: 'i',
  deliveryStreamArn: 'arn:aws:firehose:eu-west-1:123456789012:deliverystream/logs',
  region: 'eu-west-1',
  records: data.map((one, recordId) => ({ recordId: `${recordId}`, approximateArrivalTimestamp: 1, data: one })),
})

/** Everything that may lie around a list of records. */
const AROUND: Readonly<Record<string, (inside: readonly JsonObject[]) => JsonObject>> = {
  'Records of a log': (inside) => ({ Records: inside }),
  'lookup-events': (inside) => ({ Events: inside.map((one) => ({ CloudTrailEvent: text(one) })) }),
  'a subscription': (inside) => subscription(...inside.map(text)),
  'a subscription to a function': (inside) => ({ awslogs: { data: packed(subscription(...inside.map(text))) } }),
  'a subscription in Kinesis': (inside) => ({
    Records: inside.map((one) => kinesis(packed(subscription(text(one))))),
  }),
  'JSON in Kinesis': (inside) => ({ Records: inside.map((one) => kinesis(base64(text(one)))) }),
  'Kinesis by EventBridge Pipes': (inside) => ({
    Records: inside.map((one) => {
      const { kinesis: flat, ...rest } = kinesis(packed(one))
      return { ...(flat as JsonObject), ...rest }
    }),
  }),
  'aws kinesis get-records': (inside) => ({
    Records: inside.map((one) => ({ SequenceNumber: '1', PartitionKey: 'p', Data: packed(one) })),
    NextShardIterator: 'n',
  }),
  'a subscription in Firehose': (inside) => firehose(...inside.map((one) => packed(subscription(text(one))))),
  'lines in Firehose': (inside) => firehose(base64(inside.map((one) => `${text(one)}\n`).join(''))),
  'a log in lower case': (inside) => ({ records: inside }),
  'a search of Elasticsearch': (inside) => ({
    took: 3,
    hits: {
      total: { value: inside.length, relation: 'eq' },
      hits: inside.map((one) => ({ _index: 'logs', _id: '1', _source: { event: { original: text(one) } } })),
    },
  }),
  'Firehose from Kafka': (inside) => ({
    records: inside.map((one) => ({ recordId: '1', kafkaRecordValue: base64(text(one)) })),
  }),
  'filter-log-events': (inside) => ({
    events: inside.map((one) => ({ logStreamName: 's', timestamp: 1, message: text(one), eventId: '1' })),
    searchedLogStreams: [],
  }),
  'get-query-results': (inside) => ({
    results: inside.map((one) => [
      { field: '@timestamp', value: '2026-03-04 02:14:09.000' },
      { field: '@message', value: text(one) },
    ]),
    status: 'Complete',
  }),
  'SQS, to a function': (inside) => ({
    Records: inside.map((one) => ({ messageId: '1', eventSource: 'aws:sqs', body: text(one) })),
  }),
  'SNS, to a function': (inside) => ({
    Records: inside.map((one) => ({ EventSource: 'aws:sns', Sns: { Type: 'Notification', Message: text(one) } })),
  }),
  'receive-message': (inside) => ({ Messages: inside.map((one) => ({ MessageId: '1', Body: text(one) })) }),
  'put-audit-events': (inside) => ({ auditEvents: inside.map((one) => ({ id: '1', eventData: text(one) })) }),
}
const eventBridge = (detail: JsonObject): JsonObject => ({
  version: '0',
  'detail-type': 'AWS API Call via CloudTrail',
  source: 'aws.iam',
  detail,
})
/** Everything that may lie around one. */
const AROUND_ONE: Readonly<Record<string, (inside: JsonObject) => JsonObject>> = {
  'CloudTrail Lake': (eventData) => ({ eventVersion: '1.0', eventID: 'e', eventTime: 't', eventData }),
  'CloudTrail Lake, as text': (inside) => ({ eventData: text(inside) }),
  SNS: (inside) => ({ Type: 'Notification', TopicArn: 'arn', Message: text(inside) }),
  Filebeat: (inside) => ({ '@timestamp': 't', message: text(inside), agent: { type: 'filebeat' } }),
  'the Elastic Common Schema': (inside) => ({ '@timestamp': 't', event: { kind: 'event', original: text(inside) } }),
  'the same, flat': (inside) => ({ 'event.original': text(inside) }),
  'a document of an index': (inside) => ({ _index: 'logs', _source: { event: { original: text(inside) } } }),
  'Firehose, what it could not deliver': (inside) => ({
    ...{ attemptsMade: 4, arrivalTimestamp: 1, errorCode: '400', errorMessage: 'refused', attemptEndingTimestamp: 2 },
    rawData: base64(text(inside)),
  }),
  'Logs Insights': (inside) => ({ '@timestamp': 't', '@message': inside }),
}

const WAYS: readonly (readonly [string, (inside: readonly JsonObject[]) => JsonObject | readonly JsonObject[]])[] = [
  ...Object.entries(AROUND),
  ...Object.entries({ EventBridge: eventBridge, ...AROUND_ONE }).map(
    ([name, wrap]) => [name, (all: readonly JsonObject[]) => all.map(wrap)] as const,
  ),
]

describe.each(WAYS)('records in %s', (_, wrap) => {
  const log = wrap([A, B])
  const lines = [log].flat().map(text)
  test.each([
    ['compact', Buffer.from(text(log as Json))],
    ['pretty-printed', Buffer.from(JSON.stringify(log, null, 2))],
    ['as lines', Buffer.from(`${lines.join('\n')}\n`)],
    ['packed', gzipSync(text(log as Json))],
  ])('%s', (_, bytes) => {
    const { names, result } = read(bytes)
    expect(names).toEqual(['CreateUser', 'DeleteTrail'])
    expect(result).toMatchObject({ records: 2, evaluated: 2, failed: [], skipped: {} })
    const wanted = read(bytes, { wants: (name) => name === 'DeleteTrail' })
    expect(wanted.names).toEqual(['DeleteTrail'])
    expect(wanted.result).toMatchObject({ records: 2, evaluated: 2, failed: [], skipped: {} })
  })
})

test('in each other, in any order', { tags: 'property' }, () => {
  const log = fc.tuple(
    fc.array(fc.constantFrom(A, B), { minLength: 1, maxLength: 3 }),
    fc.constantFrom((one: JsonObject) => one, eventBridge),
    fc.array(fc.constantFrom(...Object.values(AROUND_ONE)), { maxLength: 2 }),
    fc.array(fc.constantFrom(...Object.values(AROUND)), { maxLength: 3 }),
  )
  fc.assert(
    fc.property(log, ([records, innermost, inner, outer]) => {
      const wrapped = records.map((one) => inner.reduce<JsonObject>((inside, wrap) => wrap(inside), innermost(one)))
      const whole = outer.reduce<JsonObject>((inside, wrap) => wrap([inside]), { Records: wrapped })
      const { names, result } = read(text(whole))
      expect(names).toEqual(records.map(({ eventName }) => eventName))
      expect(result.records).toBe(records.length)
    }),
  )
})

const foreign = (eventSource: string, more: JsonObject = {}): JsonObject => ({
  eventID: '1',
  eventVersion: '1.0',
  awsRegion: 'eu-west-1',
  eventSource,
  ...more,
})
const NOT_BASE64 = ['%%%', '{"not": "base64"}', 'e', '==', 'e30%', 'e30\u0000']
const FAILING: readonly (readonly [string, Json, readonly string[]])[] = [
  [
    'DynamoDB',
    { Records: [foreign('aws:dynamodb', { eventName: 'INSERT', dynamodb: { Keys: {} } }), A] },
    ['record 1 is an event of aws:dynamodb, not of CloudTrail'],
  ],
  ['SES', { Records: [foreign('aws:ses', { ses: { mail: {}, receipt: {} } }), A] }, ['aws:ses']],
  [
    'CodeCommit',
    { Records: [foreign('aws:codecommit', { eventName: 'ReferenceChanges', eventTime: 't' }), A] },
    ['aws:codecommit'],
  ],
  ['one that comes with a call', { Records: [foreign('aws:anything', { eventName: 'CreateUser' }), A] }, ['anything']],
  ['one by itself', [foreign('aws:docdb', { events: [{ event: A }] }), A], ['record 1 is an event of aws:docdb']],
  [
    'Amazon MSK',
    [{ eventSource: 'aws:kafka', records: { 'logs-0': [{ topic: 'logs', value: base64(text(A)) }] } }, A],
    ['aws:kafka'],
  ],
  ['Kafka of one’s own', [{ eventSource: 'SelfManagedKafka', records: {} }, A], ['SelfManagedKafka']],
  ['Amazon MQ', [{ eventSource: 'aws:mq', messages: [{ data: base64(text(A)) }] }, A], ['aws:mq']],
  ['Kinesis without data', { Records: [foreign('aws:kinesis', { kinesis: {} }), A] }, ['aws:kinesis']],
  [
    'Kinesis with something else in it',
    { Records: [kinesis(base64('Hello, this is a test.')), kinesis(base64('\u00f3\u0089\u009a\u00c2')), A] },
    ['record 1: not valid JSON at line 1', 'record 2: not valid JSON'],
  ],
  [
    'DynamoDB in Kinesis',
    { Records: [kinesis(packed(foreign('aws:dynamodb'))), A] },
    ['record 1: line 1 is an event of'],
  ],
  [
    'a damaged message',
    { Records: [kinesis(packed(subscription(text(A).slice(0, 50)))), A] },
    ['record 1: record 1 is not valid JSON'],
  ],
  [
    'an archive that ends early',
    { Records: [kinesis(base64(gzipSync(text({ Records: [] })).subarray(0, -4))), A] },
    ['record 1: gzip: unexpected end of data'],
  ],
  ...NOT_BASE64.map(
    (data) => ['a subscription that is not base64', [{ awslogs: { data } }, A], ['record 1: not base64']] as const,
  ),
  ...NOT_BASE64.map(
    (data) =>
      [
        'what Firehose could not deliver, and no base64',
        [{ attemptsMade: 1, rawData: data }, A],
        ['record 1: not base64'],
      ] as const,
  ),
  ...NOT_BASE64.map((data) => ['Firehose that is not base64', [firehose(data), A], ['record 1: not base64']] as const),
  ...NOT_BASE64.map(
    (data) => ['Kinesis that is not base64', { Records: [kinesis(data), A] }, ['record 1: not base64']] as const,
  ),
  ['a log event without text', { Events: [{ EventId: '1' }, { CloudTrailEvent: text(A) }] }, ['holds no event']],
]

describe('not of CloudTrail, by name', () => {
  test.each(FAILING)('%s', (_, log, reasons) => {
    for (const options of [{}, { wants: (name?: string) => name === 'CreateUser' }]) {
      const { names, result } = read(text(log), options)
      expect(names).toEqual(['CreateUser'])
      expect(result.failed.map(({ reason }) => reason)).toEqual(
        reasons.map((reason) => expect.stringContaining(reason)),
      )
      expect(result.records).toBe(sum(result))
    }
  })

  test.each<[string, JsonObject]>([
    ['another log', { level: 'info', message: 'started' }],
    ['an event of ECS that has a name', { 'detail-type': 'ECS Service Action', detail: { eventName: 'STEADY' } }],
    ['events of something else', { events: [{ id: 1 }], results: [], records: [{ a: 1 }] }],
    ['a search of another index', { took: 1, hits: { total: { value: 1 }, hits: [{ _source: { level: 'info' } }] } }],
    ['a delivery of something else', { attemptsMade: 1, message: 'started' }],
    ['a document of another index', { _source: { event: { kind: 'event' } } }],
    ['a CloudWatch alarm', { AlarmName: 'a', NewStateValue: 'ALARM', Trigger: {} }],
  ])('%s is passed over', (_, value) => {
    expect(read(text(value)).result).toMatchObject({ records: 1, skipped: { 'not-cloudtrail': 1 }, failed: [] })
  })
})

describe('what an export task of CloudWatch Logs and `aws logs tail` write', () => {
  const lines = (stamp: string): string => `${stamp}${text(A)}\n${stamp}${text(B)}\n`
  test.each([
    '2026-03-04T02:14:09.000Z ',
    '2026-03-04T02:14:09 ',
    '2026-03-04T02:14:09.123000+00:00 123456789012_CloudTrail_eu-west-1 ',
  ])('%j', (stamp) => {
    for (const bytes of [Buffer.from(lines(stamp)), gzipSync(lines(stamp)), Buffer.from(`${stamp}${text(A)}`)]) {
      const { names, result } = read(bytes)
      expect(names).toEqual(['CreateUser', 'DeleteTrail'].slice(0, names.length))
      expect(result.failed).toEqual([])
      expect(result.evaluated).toBeGreaterThan(0)
    }
    expect(read(lines(stamp)).names).toHaveLength(2)
    expect(read(lines(stamp).replaceAll('{"', '{\n "')).names).toHaveLength(2)
  })

  test('a line that is none fails alone', () => {
    const { names, result } = read(`${lines('2026-03-04T02:14:09.000Z ')}2026-03-04T02:14:10.000Z START\n${text(A)}\n`)
    expect(names).toEqual(['CreateUser', 'DeleteTrail', 'CreateUser'])
    expect(result.failed).toEqual([{ reason: expect.stringContaining('line 3'), count: 1 }])
  })
})

test('wrapped without end is refused', () => {
  const deep = Array.from({ length: 11 }).reduce<JsonObject>((inside) => ({ message: text(inside) }), A)
  expect(read(text(deep)).result.failed).toEqual([{ reason: 'line 1 is wrapped more than 10 times', count: 1 }])
})
