/** Every layout, every kind that is skipped, every way to be broken: what becomes of each record. */
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../core/json.ts'
import { type ReadOptions, type ReadResult, readLog } from './read-log.ts'

const record = (eventName: string, more: JsonObject = {}): JsonObject => ({
  eventVersion: '1.11',
  userIdentity: { type: 'IAMUser', userName: 'alice', accountId: '123456789012' },
  eventTime: '2026-03-01T10:00:00Z',
  eventSource: 'iam.amazonaws.com',
  eventName,
  awsRegion: 'us-east-1',
  sourceIPAddress: '192.0.2.10',
  requestParameters: null,
  eventID: `id-of-${eventName}`,
  eventType: 'AwsApiCall',
  recipientAccountId: '123456789012',
  eventCategory: 'Management',
  ...more,
})
const json = JSON.stringify
const A = record('CreateUser')
const B = record('DeleteTrail')

const read = (input: string | Buffer, options: ReadOptions = {}) => {
  const names: unknown[] = []
  const result = readLog(Buffer.from(input as string), options, (one) => names.push(one.eventName))
  return { names, result }
}
const sum = ({ evaluated, skipped, failed }: ReadResult) =>
  evaluated + Object.values(skipped).reduce((a, b) => a + b, 0) + failed.reduce((a, b) => a + b.count, 0)

const insight: JsonObject = {
  eventVersion: '1.09',
  eventTime: '2026-03-01T10:00:00Z',
  awsRegion: 'us-east-1',
  eventType: 'AwsCloudTrailInsight',
  insightDetails: {
    state: 'Start',
    eventSource: 'iam.amazonaws.com',
    eventName: 'CreateUser',
    insightType: 'ApiCallRateInsight',
  },
  eventCategory: 'Insight',
}
const aggregated: JsonObject = {
  eventVersion: '1.0',
  eventType: 'AwsAggregatedEvent',
  eventCategory: 'Aggregated',
  summary: { eventName: 'GetObject' },
}
const s3Record: JsonObject = {
  eventVersion: '2.1',
  eventSource: 'aws:s3',
  eventName: 'ObjectCreated:Put',
  s3: { bucket: { name: 'example-bucket' } },
}
const digest: JsonObject = {
  awsAccountId: '123456789012',
  digestStartTime: '2026-03-01T10:00:00Z',
  digestS3Object: 'x',
  logFiles: [],
}
const envelope = (detail: JsonObject): JsonObject => ({
  version: '0',
  'detail-type': 'AWS API Call via CloudTrail',
  source: 'aws.iam',
  detail,
})
const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`

interface Case {
  readonly name: string
  readonly input: string | Buffer
  readonly options?: ReadOptions
  readonly names?: readonly unknown[]
  readonly skipped?: Record<string, number>
  readonly failed?: readonly string[]
}

const cases: readonly Case[] = [
  { name: 'Records', input: json({ Records: [A, B] }), names: ['CreateUser', 'DeleteTrail'] },
  {
    name: 'Records, pretty-printed',
    input: JSON.stringify({ Records: [A, B] }, null, 2),
    names: ['CreateUser', 'DeleteTrail'],
  },
  {
    name: 'Records among other keys',
    input: json({ x: [{ Records: 1 }], Records: [A], y: { z: [1] } }),
    names: ['CreateUser'],
  },
  {
    name: 'Records under an escaped key',
    input: json({ Records: [A] }).replace('Records', '\\u0052ecords'),
    names: ['CreateUser'],
  },
  { name: 'no records', input: json({ Records: [] }) },
  { name: 'gzip, whatever the name says', input: gzipSync(json({ Records: [A] })), names: ['CreateUser'] },
  {
    name: 'gzip members in a row',
    input: Buffer.concat([gzipSync(json({ Records: [A] })), gzipSync(json({ Records: [B] }))]),
    names: ['CreateUser', 'DeleteTrail'],
  },
  {
    name: 'gzip members that cut a record',
    input: Buffer.concat([gzipSync(json({ Records: [A] }).slice(0, 100)), gzipSync(json({ Records: [A] }).slice(100))]),
    names: ['CreateUser'],
  },
  { name: 'a bare list', input: json([A, B]), names: ['CreateUser', 'DeleteTrail'] },
  { name: 'one record', input: json(A), names: ['CreateUser'] },
  { name: 'one record, pretty-printed', input: JSON.stringify(A, null, 2), names: ['CreateUser'] },
  { name: 'JSON lines', input: `${json(A)}\n${json(B)}\n`, names: ['CreateUser', 'DeleteTrail'] },
  {
    name: 'JSON lines from Windows with empty lines',
    input: `${json(A)}\r\n\r\n${json(B)}\r\n`,
    names: ['CreateUser', 'DeleteTrail'],
  },
  {
    name: 'JSON lines of logs',
    input: `${json({ Records: [A] })}\n${json({ Records: [B] })}`,
    names: ['CreateUser', 'DeleteTrail'],
  },
  {
    name: 'a bad line fails alone',
    input: `${json(A)}\n{"eventName":\n${json(B)}\n`,
    names: ['CreateUser', 'DeleteTrail'],
    failed: ['line 2'],
  },
  {
    name: 'a line cut short fails alone',
    input: `${json(A)}\n${json(A).slice(0, 60)}\n${json(B)}`,
    names: ['CreateUser', 'DeleteTrail'],
    failed: ['line 2'],
  },
  {
    name: 'a bad first line fails alone',
    input: `${json(A).slice(0, 60)}\n${json(A)}\n${json(B)}`,
    names: ['CreateUser', 'DeleteTrail'],
    failed: ['line 1'],
  },
  {
    name: 'a first line that is not JSON',
    input: `# exported by hand\n${json(A)}\n`,
    names: ['CreateUser'],
    failed: ['line 1, column 1'],
  },
  {
    name: 'a line that is a number',
    input: `${json(A)}\n17\n${json(B)}`,
    names: ['CreateUser', 'DeleteTrail'],
    failed: ['line 2 is not an object (number)'],
  },
  {
    name: 'values in a row',
    input: `${json(A)}${json({ Records: [B] })} ${json(A)}`,
    names: ['CreateUser', 'DeleteTrail', 'CreateUser'],
  },
  {
    name: 'pretty-printed values in a row',
    input: `${JSON.stringify(A, null, 2)}\n${JSON.stringify(B, null, 2)}\n`,
    names: ['CreateUser', 'DeleteTrail'],
  },
  {
    name: 'a compact file before a pretty one',
    input: `${json({ Records: [A] })}\n${JSON.stringify({ Records: [B] }, null, 2)}\n`,
    names: ['CreateUser', 'DeleteTrail'],
  },
  { name: 'EventBridge envelope', input: json(envelope(A)), names: ['CreateUser'] },
  {
    name: 'EventBridge envelope of something else',
    input: json(envelope({ severity: 5 })),
    skipped: { 'not-cloudtrail': 1 },
  },
  { name: 'EventBridge envelope of an insight', input: json(envelope(insight)), skipped: { insight: 1 } },
  {
    name: 'LookupEvents',
    input: json({ Events: [{ CloudTrailEvent: json(A) }, { CloudTrailEvent: '{"bad' }, { CloudTrailEvent: json(B) }] }),
    names: ['CreateUser', 'DeleteTrail'],
    failed: ['record 2 is not valid JSON'],
  },
  {
    name: 'CloudWatch Logs subscription',
    input: json({ messageType: 'DATA_MESSAGE', logEvents: [{ message: json(A) }, { message: 'hello' }] }),
    names: ['CreateUser'],
    failed: ['record 2 is not valid JSON'],
  },
  {
    name: 'CloudWatch Logs that looks whether its destination is there',
    input: json({ messageType: 'CONTROL_MESSAGE', logEvents: [{ message: 'CWL CONTROL MESSAGE: Checking health' }] }),
    skipped: { 'not-cloudtrail': 1 },
  },
  { name: 'UTF-8 byte order mark', input: `\ufeff${json({ Records: [A] })}`, names: ['CreateUser'] },
  { name: 'UTF-16', input: Buffer.from(`\ufeff${json({ Records: [A] })}`, 'utf16le'), failed: ['UTF-16'] },
  {
    name: 'invalid UTF-8',
    input: Buffer.from(json({ Records: [record('CreateUser', { x: 'a\u00ffb' })] }), 'latin1'),
    names: ['CreateUser'],
  },
  {
    name: 'a record without a name, and what has nothing of a record',
    input: json({ Records: [{ eventVersion: '1.08' }, {}, { cf: { config: {} } }] }),
    names: [undefined],
    skipped: { 'not-cloudtrail': 2 },
  },
  {
    name: 'numbers beyond measure',
    input: '{"Records":[{"eventName":"CreateUser","x":[1e999,123456789012345678901234567890,-0]}]}',
    names: ['CreateUser'],
  },
  {
    name: 'a string of 5 MB',
    input: json({ Records: [record('CreateUser', { x: 'y\\"'.repeat(1_700_000) })] }),
    names: ['CreateUser'],
  },
  { name: 'digest', input: json(digest), skipped: { digest: 1 } },
  { name: 'insights', input: json({ Records: [insight, insight] }), skipped: { insight: 2 } },
  { name: 'aggregated events', input: json({ Records: [aggregated] }), skipped: { aggregated: 1 } },
  {
    name: 'AWS Config snapshot',
    input: json({ fileVersion: '1.0', configSnapshotId: 'x', configurationItems: [] }),
    skipped: { config: 1 },
  },
  { name: 'S3 notification', input: json({ Records: [s3Record] }), skipped: { 's3-notification': 1 } },
  {
    name: 'SQS and SNS events',
    input: json({ Records: [{ eventSource: 'aws:sqs', body: '' }, { EventSource: 'aws:sns' }] }),
    skipped: { 's3-notification': 2 },
  },
  {
    name: 'SNS message',
    input: json({ Type: 'Notification', Message: json({ Records: [s3Record] }) }),
    skipped: { 's3-notification': 1 },
  },
  {
    name: 'S3 test event',
    input: json({ Service: 'Amazon S3', Event: 's3:TestEvent' }),
    skipped: { 's3-test-event': 1 },
  },
  {
    name: 'filter_config.json',
    input: json([{ source: 'iam.amazonaws.com', regexp: 'x', sns: 'y' }]),
    skipped: { 'not-cloudtrail': 1 },
  },
  { name: 'any other object', input: '{}', skipped: { 'not-cloudtrail': 1 } },
  { name: 'empty', input: '', skipped: { empty: 1 } },
  { name: 'only space', input: ' \n\n', skipped: { empty: 1 } },
  { name: 'gzip of nothing', input: gzipSync(''), skipped: { empty: 1 } },
  { name: 'Records is no list', input: '{"Records":5}', failed: ['Records is not a list (number)'] },
  {
    name: 'a record that is not an object',
    input: json({ Records: [A, 5, null, [], 'x', B] }),
    names: ['CreateUser', 'DeleteTrail'],
    failed: [
      'record 2 is not an object (number)',
      'record 3 is not an object (null)',
      'record 4 is not an object (list)',
      'record 5 is not an object (string)',
    ],
  },
  {
    name: 'a record that is not valid JSON',
    input: `{"Records":[${json(A)},{"a":tru},${json(B)}]}`,
    names: ['CreateUser', 'DeleteTrail'],
    failed: ['record 2 is not valid JSON'],
  },
  { name: 'text', input: 'eventName,eventTime\nCreateUser,now\n', failed: ['not valid JSON at line 1, column 1'] },
  {
    name: 'cut in the middle',
    input: json({ Records: [A, B, A] }).slice(0, -200),
    names: ['CreateUser', 'DeleteTrail'],
    failed: ['unexpected end of data (after 2 records)'],
  },
  {
    name: 'deep nesting',
    input: `{"Records":[{"eventName":"x","y":${nested(10_000)}},${json(A)}]}`,
    names: ['CreateUser'],
    failed: ['record 1 is nested deeper than 1000 levels'],
  },
  {
    name: 'nesting that never closes',
    input: '['.repeat(1_000_000),
    failed: ['unexpected end of data (after 0 records)'],
  },
  {
    name: 'nesting at the limit',
    input: `{"Records":[{"eventName":"x","y":${nested(4)}}]}`,
    options: { maxDepth: 5 },
    names: ['x'],
  },
  {
    name: 'nesting over the limit',
    input: `{"Records":[{"eventName":"x","y":${nested(5)}}]}`,
    options: { maxDepth: 5 },
    failed: ['nested deeper than 5'],
  },
  { name: 'corrupt gzip', input: corrupt(gzipSync(json({ Records: Array(50).fill(A) }))), failed: ['gzip: '] },
  {
    name: 'gzip cut in its header',
    input: gzipSync('x').subarray(0, 5),
    failed: ['gzip: unexpected end of data (after 0 records)'],
  },
  {
    name: 'gzip cut in its trailer',
    input: gzipSync(json({ Records: [A] })).subarray(0, -4),
    names: ['CreateUser'],
    failed: ['gzip: unexpected end of data (after 1 record)'],
  },
  {
    name: 'gzip with a lie in its trailer',
    input: lie(gzipSync(json({ Records: [A] }))),
    failed: ['gzip: incorrect length check'],
  },
  {
    name: 'larger than allowed',
    input: gzipSync(Buffer.alloc(5 * 2 ** 20)),
    options: { maxInflated: 2 ** 20 },
    failed: ['larger than 1 MiB when unpacked'],
  },
  {
    name: 'larger than allowed, not packed',
    input: Buffer.alloc(5 * 2 ** 20, 32),
    options: { maxInflated: 2 ** 20 },
    failed: ['larger than 1 MiB'],
  },
]

function corrupt(bytes: Buffer): Buffer {
  bytes.fill(0xff, 40, 60)
  return bytes
}

function lie(bytes: Buffer): Buffer {
  bytes.writeUInt32LE(0xfffffff0, bytes.length - 4)
  return bytes
}

describe('readLog', () => {
  test.each(cases)('$name', ({ input, options, names = [], skipped = {}, failed = [] }) => {
    const { names: got, result } = read(input, options)
    expect(got).toEqual(names)
    expect(result.skipped).toEqual(skipped)
    expect(result.failed.map(({ reason }) => reason)).toEqual(failed.map((reason) => expect.stringContaining(reason)))
    expect(result.records).toBe(sum(result))
  })

  test.each(cases)('$name: the same when only some are wanted', ({ input, options, names = [] }) => {
    const wanted = read(input, { ...options, wants: (name) => name === 'DeleteTrail' })
    const { result } = read(input, options)
    expect(wanted.names).toEqual(names.filter((name) => name === 'DeleteTrail'))
    expect({ ...wanted.result, parsed: 0, path: '' }).toEqual({ ...result, parsed: 0, path: '' })
  })

  test('a gigabyte of zeros ends in a clear failure', () => {
    const chunk = gzipSync(Buffer.alloc(2 ** 26))
    const { result } = read(Buffer.concat(Array(16).fill(chunk)))
    expect(result.failed).toEqual([{ reason: 'larger than 256 MiB when unpacked', count: 1 }])
  })

  test('a cut archive gives the records before the cut', () => {
    const noise = Array.from({ length: 300 }, (_, i) =>
      record('CreateUser', { x: Math.sin(i).toString(36).repeat(20) }),
    )
    const bytes = gzipSync(json({ Records: noise }))
    const { names, result } = read(bytes.subarray(0, bytes.length >> 1))
    expect(names.length).toBeGreaterThan(50)
    expect(result.failed).toEqual([
      { reason: `gzip: unexpected end of data (after ${names.length} records)`, count: 1 },
    ])
  })

  test('a thousand bad lines are counted, and a few are listed', () => {
    const { result } = read(`${json(A)}\n${'{"bad}\n'.repeat(1000)}`)
    expect(result.failed).toHaveLength(21)
    expect(result.records).toBe(1001)
  })
})
