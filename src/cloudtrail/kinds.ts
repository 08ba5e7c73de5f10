/** Tells a CloudTrail record from everything else that lies in a trail's bucket or comes down the same queue. */
import { child, isObject, type JsonObject, own, text } from '../core/json.ts'

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
 * S3 event names hold a colon (`ObjectCreated:Put`) but for these three ("Amazon S3 event message structure");
 * CloudTrail's are API names and hold none.
 */
const S3_NAMES = new Set(['ReducedRedundancyLostObject', 'LifecycleTransition', 'IntelligentTiering'])

/** Whether a record of this name may be something else than a CloudTrail record, so that the name alone proves nothing. */
export const isDoubtfulName = (eventName: string): boolean => eventName.includes(':') || S3_NAMES.has(eventName)

/** Messages of S3, SNS and SQS about objects. They say where a log is; they are not the log. */
const isNotification = (value: JsonObject): boolean => {
  const source = own(value, 'eventSource') ?? own(value, 'EventSource')
  return typeof source === 'string' && /^aws:(s3|sns|sqs)$/.test(source)
}

/** The kind of an element of `Records`, or undefined for a record. A string `eventName` makes it one, but for S3's own names. */
export const kindOfRecord = (value: JsonObject): SkipKind | undefined => {
  const name = own(value, 'eventName')
  if (typeof name === 'string') return isDoubtfulName(name) && isNotification(value) ? 's3-notification' : undefined
  if (isNotification(value)) return 's3-notification'
  const type = own(value, 'eventType')
  const category = own(value, 'eventCategory')
  // CloudTrail user guide, "record contents for Insights events" and "record contents for aggregated events": neither has an eventName.
  if (type === 'AwsCloudTrailInsight' || category === 'Insight') return 'insight'
  if (type === 'AwsAggregatedEvent' || category === 'Aggregated') return 'aggregated'
  return undefined
}

/** Any of these at the top of an object says CloudTrail. */
const RECORD_KEYS = ['eventName', 'eventSource', 'eventVersion', 'eventID', 'eventTime', 'userIdentity']

export const looksLikeRecord = (value: JsonObject): boolean => RECORD_KEYS.some((key) => Object.hasOwn(value, key))

/** The kind of an object that is neither a record nor a container of records. */
export const kindOfOther = (value: JsonObject): SkipKind => {
  if (text(value, 'Event') === 's3:TestEvent') return 's3-test-event'
  // CloudTrail user guide, "CloudTrail digest file structure".
  if (Object.hasOwn(value, 'digestStartTime') || Object.hasOwn(value, 'digestS3Object')) return 'digest'
  // AWS Config delivers `configurationItems` (snapshot, history) to `AWSLogs/<account>/Config/`.
  if (Array.isArray(own(value, 'configurationItems')) || Object.hasOwn(value, 'configSnapshotId')) return 'config'
  // An SNS envelope, a trail's own notification, the answer of SQS ReceiveMessage.
  if (text(value, 'Type') === 'Notification' && Object.hasOwn(value, 'Message'))
    return String(own(value, 'Message')).includes('s3:TestEvent') ? 's3-test-event' : 's3-notification'
  if (Object.hasOwn(value, 's3ObjectKey') && Object.hasOwn(value, 's3Bucket')) return 's3-notification'
  if (Array.isArray(own(value, 'Messages'))) return 's3-notification'
  return 'not-cloudtrail'
}

/** The record inside an EventBridge envelope; GuardDuty findings and the like have the same envelope and are not records. */
export const detailOf = (value: JsonObject): JsonObject | undefined => {
  const detail = Object.hasOwn(value, 'detail-type') ? child(value, 'detail') : undefined
  return isObject(detail) && looksLikeRecord(detail) ? detail : undefined
}
