/** Fuzz of notifications: what a queue may hold is always something, and never an error. */
import { ok } from 'node:assert/strict'
import { readNotification } from '../../src/sources/notification.ts'
import { defineTarget, mutated } from './target.ts'

const object = {
  bucket: { name: 'example-cloudtrail' },
  object: { key: 'AWSLogs/123456789012/CloudTrail/x.json.gz', size: 7 },
}
const s3 = JSON.stringify({
  Records: [{ eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', awsRegion: 'eu-west-1', s3: object }],
})
const record = { eventVersion: '1.11', eventID: 'e', eventName: 'StopLogging', eventSource: 'cloudtrail.amazonaws.com' }
const BODIES = [
  s3,
  JSON.stringify({ Type: 'Notification', Message: s3 }),
  JSON.stringify({ s3Bucket: 'example-cloudtrail', s3ObjectKey: ['AWSLogs/123456789012/CloudTrail/x.json.gz'] }),
  JSON.stringify({ source: 'aws.cloudtrail', 'detail-type': 'AWS API Call via CloudTrail', detail: record }),
  JSON.stringify({ source: 'aws.s3', 'detail-type': 'Object Created', detail: object }),
  JSON.stringify(record),
  'AlarmName: x',
]

export const notifications = defineTarget('notifications', 500, mutated(BODIES), (body) => {
  ok(readNotification(body).kind !== undefined)
})
