/** What a message tells: S3 event notifications, SNS messages, EventBridge events, records from CloudWatch Logs. */
import { isObject, type Json, type JsonObject, own, text } from '../core/json.ts'
import { reasonOf } from '../core/reason.ts'
import { isLogName } from './files.ts'

export interface S3Object {
  readonly bucket: string
  readonly key: string
  /** Of the bucket, where the message says it. */
  readonly region?: string | undefined
}

export type SourceNotification =
  | { readonly kind: 'objects'; readonly objects: readonly S3Object[] }
  /** CloudTrail events as CloudWatch Logs or a log file holds them: `bytes` is what the reader of logs understands. */
  | { readonly kind: 'log'; readonly bytes: Buffer }
  /** What EventBridge hands over, in its envelope: an event of CloudTrail, or another. */
  | { readonly kind: 'bus-event'; readonly bytes: Buffer }
  | { readonly kind: 'nothing'; readonly what: string }
  | { readonly kind: 'unknown'; readonly reason: string }

/** SNS in SQS in SNS: nobody wraps deeper by accident. */
const MAX_WRAPS = 4

/** What other services publish on the same topic as a text, by its beginning. */
const FOREIGN_TEXTS: readonly (readonly [begin: string, what: string])[] = [
  // When a trail is given a topic (github.com/aws/aws-cloudtrail-processing-library, issue 9).
  ['CloudTrail validation message.', 'cloudtrail validation message'],
  ["StackId='", 'cloudformation event'],
  ['AWS Budget Notification', 'budget notification'],
]

/** And as JSON, by the members that each of it has. */
const FOREIGN_MESSAGES: readonly (readonly [what: string, ...members: readonly string[]])[] = [
  // CloudWatch user guide, "Notifying users on alarm changes", and what an alarm hands to a function itself.
  ['cloudwatch alarm', 'AlarmName', 'NewStateValue'],
  ['cloudwatch alarm', 'alarmArn', 'alarmData'],
  ['auto scaling notification', 'AutoScalingGroupName', 'Event'],
  ['rds event', 'Event Source', 'Event ID'],
  ['ses notification', 'notificationType', 'mail'],
  ['ses event', 'eventType', 'mail'],
  ['cost anomaly', 'anomalyId', 'monitorArn'],
  // CodeCommit, CodeBuild, CodePipeline: "Understanding notification contents and security".
  ['notification of developer tools', 'notificationRuleArn'],
]

/** A record, CloudWatch Logs (as it subscribes, and to a function), Firehose, and batches of other services, which the reader names. */
const LOG_MEMBERS = ['eventVersion', 'messageType', 'awslogs', 'deliveryStreamArn', 'eventSource']

/** The text of a message. Never throws. */
export const readNotification = (body: string, wraps = 0): SourceNotification => {
  const foreign = FOREIGN_TEXTS.find(([begin]) => body.startsWith(begin))
  if (foreign) return { kind: 'nothing', what: foreign[1] }
  let message: Json
  try {
    message = JSON.parse(body) as Json
  } catch (error) {
    return { kind: 'unknown', reason: `not JSON: ${reasonOf(error)}` }
  }
  return isObject(message) ? open(message, body, wraps) : { kind: 'unknown', reason: 'not a JSON object' }
}

const open = (message: JsonObject, body: string, wraps: number): SourceNotification => {
  if (wraps > MAX_WRAPS) return { kind: 'unknown', reason: 'wrapped too often' }
  // "Amazon SNS message and JSON formats": without raw message delivery the message is a text in an envelope.
  const wrapped = own(message, 'Message')
  if (text(message, 'Type') === 'Notification' && typeof wrapped === 'string')
    return readNotification(wrapped, wraps + 1)
  // What a queue of another account gets before its subscription is confirmed, and after it ended.
  const confirmation = /^(Subscription|Unsubscribe)Confirmation$/.exec(text(message, 'Type') ?? '')?.[1]
  if (confirmation === 'Subscription') return { kind: 'nothing', what: 'sns subscription that waits to be confirmed' }
  if (confirmation) return { kind: 'nothing', what: 'sns subscription that ended' }
  if (text(message, 'Event') === 's3:TestEvent') return { kind: 'nothing', what: 's3 test event' }
  const foreign = FOREIGN_MESSAGES.find(([, ...members]) => members.every((member) => Object.hasOwn(message, member)))
  if (foreign) return { kind: 'nothing', what: foreign[0] }
  const keys = own(message, 's3ObjectKey')
  const bucket = text(message, 's3Bucket')
  // CloudTrail's own notification, when a trail names a topic.
  if (bucket !== undefined && keys !== undefined) return objects([keys].flat().map((key) => ({ bucket, key })))
  if (isEnvelope(message)) return openBusEvent(message, body)
  const records = own(message, 'Records')
  if (Array.isArray(records)) return openRecords(records, body, wraps)
  if (LOG_MEMBERS.some((member) => Object.hasOwn(message, member))) return asItCame('log', body)
  return { kind: 'unknown', reason: `none of the known shapes: ${Object.keys(message).slice(0, 5).join(', ')}` }
}

/** The text as it came: to write a value anew that is nested a hundred thousand times would overflow the stack. */
const asItCame = (kind: 'log' | 'bus-event', body: string): SourceNotification => ({ kind, bytes: Buffer.from(body) })

/** Every event has these ("Event structure", EventBridge events reference); neither a record nor a notification has. */
const isEnvelope = (message: JsonObject): boolean =>
  typeof own(message, 'detail-type') === 'string' ||
  ['source', 'account', 'time', 'region'].every((key) => typeof own(message, key) === 'string')

/** S3's "Object Created" says where a log is; every other event is one itself. */
const openBusEvent = (envelope: JsonObject, body: string): SourceNotification => {
  const detail = own(envelope, 'detail')
  if (text(envelope, 'detail-type') !== 'Object Created' || !isObject(detail)) return asItCame('bus-event', body)
  const bucket = own(detail, 'bucket')
  const object = own(detail, 'object')
  // Unlike S3's own notifications, these hold the key as it is.
  const found = {
    bucket: isObject(bucket) ? own(bucket, 'name') : null,
    key: isObject(object) ? own(object, 'key') : null,
    region: text(envelope, 'region'),
  }
  return objects([found])
}

const openRecords = (records: readonly Json[], body: string, wraps: number): SourceNotification => {
  const [first] = records
  if (records.length === 0) return { kind: 'nothing', what: 'no records' }
  if (!isObject(first)) return { kind: 'unknown', reason: 'records that are no objects' }
  const notification = own(first, 'Sns')
  if (isObject(notification)) return joined(records.map((record) => openSns(record, wraps)))
  if (text(first, 'eventSource') === 'aws:s3') return openS3(records)
  return asItCame('log', body)
}

const openSns = (record: Json, wraps: number): SourceNotification => {
  const notification = isObject(record) ? own(record, 'Sns') : undefined
  const message = isObject(notification) ? text(notification, 'Message') : undefined
  return message === undefined
    ? { kind: 'unknown', reason: 'an SNS record without a message' }
    : readNotification(message, wraps + 1)
}

/** Lambda hands over one SNS message at a time. Should there be several, they can only be taken together when all tell of objects. */
const joined = (notifications: readonly SourceNotification[]): SourceNotification => {
  const [first] = notifications as readonly [SourceNotification]
  if (notifications.length === 1) return first
  const all = notifications.flatMap((notification) => (notification.kind === 'objects' ? notification.objects : []))
  return notifications.every(({ kind }) => kind === 'objects' || kind === 'nothing') && all.length > 0
    ? { kind: 'objects', objects: all }
    : { kind: 'unknown', reason: 'several SNS messages in one, not all about objects' }
}

/** "Event message structure": the key is URL-encoded, and a space in it is a plus sign. */
const openS3 = (records: readonly Json[]): SourceNotification => {
  const created = records.filter((record) =>
    /^(?:s3:)?ObjectCreated:/.test((isObject(record) && text(record, 'eventName')) || ''),
  )
  if (created.length === 0) return { kind: 'nothing', what: 's3 event that created nothing' }
  return objects(
    created.map((record) => {
      const s3 = isObject(record) ? own(record, 's3') : undefined
      const bucket = isObject(s3) ? own(s3, 'bucket') : undefined
      const object = isObject(s3) ? own(s3, 'object') : undefined
      const key = isObject(object) ? text(object, 'key') : undefined
      return {
        bucket: isObject(bucket) ? own(bucket, 'name') : null,
        key: key === undefined ? null : decode(key),
        region: isObject(record) ? text(record, 'awsRegion') : undefined,
      }
    }),
  )
}

const decode = (key: string): string => {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '))
  } catch {
    return key
  }
}

const objects = (
  found: readonly {
    readonly bucket: Json | undefined
    readonly key: Json | undefined
    readonly region?: string | undefined
  }[],
): SourceNotification => {
  const whole = found.filter(({ bucket, key }) => typeof bucket === 'string' && typeof key === 'string' && key !== '')
  if (whole.length < found.length) return { kind: 'unknown', reason: 'an object without bucket or key' }
  return { kind: 'objects', objects: whole as readonly S3Object[] }
}

/** A kind that is not worth fetching, by the key that CloudTrail gives it (user guide, "CloudTrail log file name format"). */
export const notALog = (key: string): string | undefined =>
  key.includes('/CloudTrail-Digest/')
    ? 'digest'
    : key.includes('/CloudTrail-Insight/')
      ? 'insight'
      : isLogName(key)
        ? undefined
        : 'other file'
