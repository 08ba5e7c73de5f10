/** Every shape in which AWS tells of logs, and what else comes in their place. */
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../core/json.ts'
import { notALog, readNotification } from './notification.ts'

const KEY = 'AWSLogs/123456789012/CloudTrail/eu-west-1/2026/03/04/a log+1.json.gz'
const encoded = KEY.replaceAll(' ', '+').replace('log+1', 'log%2B1')
const s3Record = (key: string, eventName = 'ObjectCreated:Put') => ({
  eventSource: 'aws:s3',
  awsRegion: 'eu-west-1',
  eventName,
  s3: { bucket: { name: 'example-trail' }, object: { key } },
})
const S3 = { Records: [s3Record(encoded), s3Record('b.json.gz')] }
const sns = (message: unknown) => ({ Type: 'Notification', Message: JSON.stringify(message) })
const bus = (kind: string, detail: JsonObject) => ({
  source: 'aws.any',
  'detail-type': kind,
  region: 'eu-west-1',
  detail,
})
const BOTH = [KEY, 'b.json.gz'].map((key) => ({ bucket: 'example-trail', key, region: 'eu-west-1' }))
const CREATED = bus('Object Created', { bucket: { name: 'example-trail' }, object: { key: KEY } })
const RECORD = { eventVersion: '1.11', eventName: 'StopLogging', eventID: 'e-1' }

describe('what it is about', () => {
  test.each<[string, unknown, unknown]>([
    ['S3 notification, all of its records', S3, { kind: 'objects', objects: BOTH }],
    ['the same inside SNS', sns(S3), { kind: 'objects', objects: BOTH }],
    [
      'the same as Lambda gets it from SNS',
      { Records: [{ EventSource: 'aws:sns', Sns: sns(S3) }] },
      { kind: 'objects', objects: BOTH },
    ],
    ['S3 by EventBridge, the key as it is', CREATED, { kind: 'objects', objects: [BOTH[0]] }],
    ['the same inside SNS', sns(CREATED), { kind: 'objects', objects: [BOTH[0]] }],
    [
      "CloudTrail's own notification",
      { s3Bucket: 'example-trail', s3ObjectKey: [KEY] },
      { kind: 'objects', objects: [{ bucket: 'example-trail', key: KEY }] },
    ],
    [
      'the same with one key',
      { s3Bucket: 'example-trail', s3ObjectKey: KEY },
      { kind: 'objects', objects: [{ bucket: 'example-trail', key: KEY }] },
    ],
    ['S3 test event', { Service: 'Amazon S3', Event: 's3:TestEvent' }, { kind: 'nothing', what: 's3 test event' }],
    [
      'a removal',
      { Records: [s3Record(KEY, 'ObjectRemoved:Delete')] },
      { kind: 'nothing', what: 's3 event that created nothing' },
    ],
    [
      'a subscription of a topic in another account',
      { Type: 'SubscriptionConfirmation', Message: 'You have chosen to subscribe' },
      { kind: 'nothing', what: 'sns subscription that waits to be confirmed' },
    ],
    [
      'what CloudTrail says when a trail is given a topic',
      { Type: 'Notification', Message: 'CloudTrail validation message.' },
      { kind: 'nothing', what: 'cloudtrail validation message' },
    ],
    ['no records', { Records: [] }, { kind: 'nothing', what: 'no records' }],
  ])('%s', (_, body, expected) => {
    expect(readNotification(JSON.stringify(body))).toEqual(expected)
  })

  test.each([
    ['an API call by EventBridge', bus('AWS API Call via CloudTrail', RECORD), 'bus-event'],
    ['a sign-in by EventBridge', bus('AWS Console Sign In via CloudTrail', RECORD), 'bus-event'],
    ['a finding of GuardDuty', bus('GuardDuty Finding', { id: 'g' }), 'bus-event'],
    ['an event of a service', bus('EC2 Instance State-change Notification', {}), 'bus-event'],
    ['an event without detail', { 'detail-type': 'Object Created', detail: 3 }, 'bus-event'],
    ['one that is hardly an event', { source: 'a', account: 'b', time: 'c', region: 'd' }, 'bus-event'],
    ['a log file itself', { Records: [RECORD] }, 'log'],
    ['one record', RECORD, 'log'],
    ['CloudWatch Logs, to a function', { awslogs: { data: 'x' } }, 'log'],
    ['CloudWatch Logs, unpacked', { messageType: 'DATA_MESSAGE', logEvents: [] }, 'log'],
    ['Kinesis', { Records: [{ eventSource: 'aws:kinesis', kinesis: { data: 'x' } }] }, 'log'],
    ['Firehose', { deliveryStreamArn: 'a', records: [{ recordId: '1', data: 'x' }] }, 'log'],
    ['a batch of another service', { Records: [{ eventSource: 'aws:dynamodb', eventName: 'INSERT' }] }, 'log'],
    ['a batch of Kafka', { eventSource: 'aws:kafka', records: {} }, 'log'],
  ])('%s is handed on as it is', (_, body, kind) => {
    const text = JSON.stringify(body)
    expect(readNotification(text)).toEqual({ kind, bytes: Buffer.from(text) })
  })
})

describe('what others publish on the same topic is dropped by name', () => {
  const alarm = { AlarmName: 'a', AlarmDescription: null, NewStateValue: 'ALARM', OldStateValue: 'OK', Trigger: {} }
  test.each<[string, JsonObject | string]>([
    ['cloudwatch alarm', alarm],
    ['cloudwatch alarm', { source: 'aws.cloudwatch', alarmArn: 'arn', accountId: '1', time: 't', alarmData: {} }],
    ['auto scaling notification', { Event: 'autoscaling:EC2_INSTANCE_LAUNCH', AutoScalingGroupName: 'g' }],
    ['auto scaling notification', { Event: 'autoscaling:TEST_NOTIFICATION', AutoScalingGroupName: 'g' }],
    ['rds event', { 'Event Source': 'db-instance', 'Event ID': 'http://example.com', 'Source ID': 'db' }],
    ['ses notification', { notificationType: 'Bounce', bounce: {}, mail: {} }],
    ['ses event', { eventType: 'Delivery', mail: {} }],
    ['cost anomaly', { anomalyId: 'a', monitorArn: 'arn', impact: {} }],
    [
      'notification of developer tools',
      {
        ...{ account: '123456789012', source: 'aws.codebuild', time: 't', region: 'eu-west-1' },
        ...{ detailType: 'CodeBuild Build State Change', notificationRuleArn: 'arn', detail: {} },
      },
    ],
    ['cloudformation event', "StackId='arn:aws:cloudformation:eu-west-1:123456789012:stack/a/b'\nTimestamp='t'\n"],
    ['budget notification', 'AWS Budget Notification March 04, 2026\nAWS Account 123456789012\n'],
    ['cloudtrail validation message', 'CloudTrail validation message.'],
    ['sns subscription that ended', { Type: 'UnsubscribeConfirmation', Message: 'You have chosen to deactivate' }],
  ])('%s', (what, message) => {
    const body = typeof message === 'string' ? message : JSON.stringify(message)
    expect(readNotification(body)).toEqual({ kind: 'nothing', what })
    expect(readNotification(JSON.stringify({ Type: 'Notification', Message: body }))).toEqual({ kind: 'nothing', what })
  })
})

test.each([
  ['{"eventVersion":"1.11","a":', '}'],
  ['{"Records":[{"a":', '}]}'],
  ['{"detail-type":"AWS API Call via CloudTrail","detail":{"a":', '}}'],
])('as deep as a message of 1 MiB can be: %s', (before, after) => {
  const body = `${before}${'['.repeat(500_000)}${']'.repeat(500_000)}${after}`
  const notification = readNotification(body)
  expect('bytes' in notification && notification.bytes.toString() === body).toBe(true)
})

describe('not understood, with a reason', () => {
  test.each<[string, string]>([
    ['', 'not JSON'],
    ['[]', 'not a JSON object'],
    ['{"a":1}', 'none of the known shapes: a'],
    [JSON.stringify({ Records: [7] }), 'no objects'],
    [JSON.stringify({ Records: [s3Record('')] }), 'without bucket or key'],
    [JSON.stringify({ Records: [{ eventSource: 'aws:s3', eventName: 'ObjectCreated:Put' }] }), 'without bucket or key'],
    [JSON.stringify(sns(sns(sns(sns(sns(sns(S3))))))), 'wrapped too often'],
    [JSON.stringify({ Records: [{ Sns: {} }] }), 'without a message'],
    [JSON.stringify({ Records: [{ Sns: sns(RECORD) }, { Sns: sns(RECORD) }] }), 'several SNS messages in one'],
  ])('%s', (body, reason) => {
    expect(readNotification(body)).toMatchObject({ kind: 'unknown', reason: expect.stringContaining(reason) })
  })
})

test('a key that is no percent-encoding stays as it is', () => {
  const body = JSON.stringify({ Records: [s3Record('100%.json.gz')] })
  expect(readNotification(body)).toMatchObject({ objects: [{ key: '100%.json.gz' }] })
})

test.each([
  [KEY, undefined],
  ['AWSLogs/123456789012/CloudTrail-Digest/eu-west-1/2026/03/04/x.json.gz', 'digest'],
  ['AWSLogs/123456789012/CloudTrail-Insight/eu-west-1/2026/03/04/x.json.gz', 'insight'],
  ['2026/03/04/02/logs-1-2026-03-04-02-14-09-0f8fad5b-d9cb-469f-a165-70867728950e', undefined],
  ['logs-1-2026-03-04-02-14-09-0f8fad5b', 'other file'],
  ['exportedlogs/0f8fad5b/stream/000000.gz', undefined],
  ['exportedlogs/aws-logs-write-test', 'other file'],
  ['a.jsonl.1', undefined],
  ['tattletrail.toml', 'other file'],
])('%s', (key, kind) => {
  expect(notALog(key)).toBe(kind)
})
