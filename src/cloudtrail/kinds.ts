/** Tells a CloudTrail record from everything else that lies in a trail's bucket or comes down the same queue. */
import { child, type JsonObject, own, text } from '../core/json.ts'

/** Why something readable was not evaluated. */
export type SkipKind =
  | 'empty'
  | 'digest'
  | 'insight'
  | 'aggregated'
  | 'config'
  | 's3-notification'
  | 's3-test-event'
  | 'not-cloudtrail'

/**
 * How services name themselves in the batches that they hand to functions, also under `Records` ("Using AWS Lambda with other
 * services", "Amazon S3 event message structure"). CloudTrail names a service by its host: nothing that begins so is a record.
 */
export const FOREIGN: readonly string[] = ['aws:', 'SelfManagedKafka']

/** The service whose batch this is of. */
export const foreignSource = (value: JsonObject): string | undefined => {
  const source = own(value, 'eventSource') ?? own(value, 'EventSource')
  return typeof source === 'string' && FOREIGN.some((begin) => source.startsWith(begin)) ? source : undefined
}

/** Their messages are mostly about objects: they say where a log is; they are not the log. */
export const NOTIFIERS: readonly string[] = ['aws:s3', 'aws:sns', 'aws:sqs']

/** Any of these at the top of an object says CloudTrail. */
const RECORD_KEYS = ['eventName', 'eventSource', 'eventVersion', 'eventID', 'eventTime', 'userIdentity']

export const looksLikeRecord = (value: JsonObject): boolean => RECORD_KEYS.some((key) => Object.hasOwn(value, key))

/** What an object is by itself; undefined when it may hold records. */
export const kindOf = (value: JsonObject): SkipKind | 'record' | undefined => {
  if (foreignSource(value) !== undefined) return undefined
  if (typeof own(value, 'eventName') === 'string') return 'record'
  // CloudWatch Logs asks in this way whether its destination is there (user guide, "Subscription filters": messageType).
  if (own(value, 'messageType') === 'CONTROL_MESSAGE') return 'not-cloudtrail'
  const type = own(value, 'eventType')
  const category = own(value, 'eventCategory')
  // CloudTrail user guide, "record contents for Insights events" and "record contents for aggregated events": neither has an eventName.
  if (type === 'AwsCloudTrailInsight' || category === 'Insight') return 'insight'
  if (type === 'AwsAggregatedEvent' || category === 'Aggregated') return 'aggregated'
  // CloudTrail Lake lays an envelope of the same fields around what it takes in ("CloudTrail Lake integrations event schema").
  return looksLikeRecord(value) && !Object.hasOwn(value, 'eventData') ? 'record' : undefined
}

/** The kind of an object that is neither a record nor a container of records, nor another service's. */
export const kindOfOther = (value: JsonObject): SkipKind => {
  if (foreignSource(value) !== undefined) return 's3-notification'
  if (text(value, 'Event') === 's3:TestEvent') return 's3-test-event'
  // CloudTrail user guide, "CloudTrail digest file structure".
  if (Object.hasOwn(value, 'digestStartTime') || Object.hasOwn(value, 'digestS3Object')) return 'digest'
  // AWS Config delivers `configurationItems` (snapshot, history) to `AWSLogs/<account>/Config/`.
  if (Array.isArray(own(value, 'configurationItems')) || Object.hasOwn(value, 'configSnapshotId')) return 'config'
  // An SNS envelope, a trail's own notification, the answer of SQS ReceiveMessage.
  if (text(value, 'Type') === 'Notification' && Object.hasOwn(value, 'Message')) return 's3-notification'
  if (Object.hasOwn(value, 's3ObjectKey') && Object.hasOwn(value, 's3Bucket')) return 's3-notification'
  if (Array.isArray(own(value, 'Messages'))) return 's3-notification'
  return 'not-cloudtrail'
}

/**
 * An event of the bus that holds no record, in its envelope ("Event structure", EventBridge events reference); a finding that GuardDuty
 * exported to a bucket is the `detail` of one (GuardDuty User Guide, "Exporting findings to Amazon S3").
 */
export const busEventOf = (value: JsonObject): JsonObject | undefined => {
  const type = text(value, 'detail-type')
  if (type !== undefined) return child(value, 'detail') && !type.endsWith('via CloudTrail') ? value : undefined
  if (text(child(value, 'service'), 'serviceName') !== 'guardduty' || text(value, 'schemaVersion') === undefined)
    return undefined
  const { id = '', accountId: account = '', region = '', updatedAt: time = '' } = value
  return { 'detail-type': 'GuardDuty Finding', source: 'aws.guardduty', id, account, region, time, detail: value }
}

/**
 * The record inside an EventBridge envelope. Others have the same envelope: findings of GuardDuty, and events of ECS, which have
 * an `eventName` too. Those of CloudTrail end in `via CloudTrail` ("AWS service events delivered via CloudTrail").
 */
export const detailOf = (value: JsonObject): JsonObject | undefined => {
  const detail = child(value, 'detail')
  const type = text(value, 'detail-type')
  if (detail === undefined || type === undefined || !looksLikeRecord(detail)) return undefined
  return type.endsWith(' via CloudTrail') || Object.hasOwn(detail, 'eventVersion') ? detail : undefined
}
