/** The EventBridge envelope of a bare CloudTrail record: what EventBridge puts around it. */
import { isObject, type Json, type JsonObject, own, text } from '../../core/json.ts'

/** Top-level fields of an event (EventBridge events reference, "Event structure"). */
export const ENVELOPE_KEYS: readonly string[] = [
  'version',
  'id',
  'detail-type',
  'source',
  'account',
  'time',
  'region',
  'resources',
  'detail',
]

const API_CALL = 'AWS API Call via CloudTrail'
const SIGN_IN = 'AWS Console Sign In via CloudTrail'

/**
 * `eventType` (CloudTrail user guide, "CloudTrail record contents") -> `detail-type` (EventBridge user guide, "AWS service events
 * delivered via AWS CloudTrail"). That page spells it "Signin"; the events themselves say "Sign In".
 */
const DETAIL_TYPES: Readonly<Record<string, string>> = {
  AwsApiCall: API_CALL,
  AwsConsoleSignIn: SIGN_IN,
  AwsConsoleAction: 'AWS Console Action via CloudTrail',
  AwsServiceEvent: 'AWS Service Event via CloudTrail',
  AwsCloudTrailInsight: 'AWS Insight via CloudTrail',
  AwsVpceEvent: 'AWS Network Activity Event via CloudTrail',
}

export const KNOWN_DETAIL_TYPES: readonly string[] = Object.values(DETAIL_TYPES)

/** `iam.amazonaws.com` -> `aws.iam`. */
export const envelopeSource = (eventSource: string): string =>
  `aws.${eventSource.replace(/\.amazonaws\.com(?:\.cn)?$/, '')}`

const detailType = (record: JsonObject): string => {
  const type = text(record, 'eventType')
  if (type !== undefined) return (Object.hasOwn(DETAIL_TYPES, type) && DETAIL_TYPES[type]) || API_CALL
  return own(record, 'eventSource') === 'signin.amazonaws.com' ? SIGN_IN : API_CALL
}

/** Field of the envelope -> its value for a record; undefined when the envelope lacks it. */
const DERIVE: Readonly<Record<string, (record: JsonObject) => Json | undefined>> = {
  version: () => '0',
  id: (record) => own(record, 'eventID'),
  'detail-type': detailType,
  source: (record) => {
    const source = text(record, 'eventSource')
    return source === undefined ? undefined : envelopeSource(source)
  },
  account: (record) => own(record, 'recipientAccountId'),
  time: (record) => own(record, 'eventTime'),
  region: (record) => own(record, 'awsRegion'),
  resources: () => [],
  detail: (record) => record,
}

export const deriveField = (record: JsonObject, key: string): Json | undefined => DERIVE[key]?.(record)

export const deriveEnvelope = (record: JsonObject): JsonObject =>
  Object.fromEntries(
    ENVELOPE_KEYS.flatMap((key) => {
      const value = deriveField(record, key)
      return value === undefined ? [] : [[key, value]]
    }),
  )

/**
 * A CloudTrail record without its envelope. One with a string `eventName` at the top is a record even when it also holds an
 * object `detail`: no envelope has an `eventName`, and the index by event name depends on this.
 */
export const isBareRecord = (event: JsonObject): boolean =>
  typeof own(event, 'eventName') === 'string' ||
  (typeof own(event, 'eventSource') === 'string' && !isObject(own(event, 'detail')))

/** Whether a pattern with these top-level keys speaks of the envelope. `resources` alone does not: records have it too; `detail` always does. */
export const asksForEnvelope = (topLevelKeys: readonly string[]): boolean =>
  topLevelKeys.includes('detail') ||
  topLevelKeys.includes('detail-type') ||
  (topLevelKeys.every((key) => ENVELOPE_KEYS.includes(key)) && topLevelKeys.some((key) => key !== 'resources'))
