/** What two older tools publish to a topic: the JSON of cloudtrail-tattletail, and the four lines of the AWS Security Blog. */
import type { Alert } from '../core/alert.ts'
import type { Message } from '../core/destination.ts'
import type { Finding } from '../core/finding.ts'
import { type JsonObject, own } from '../core/json.ts'
import { AWS_LIMIT, jsonText, shrink } from './alert-json.ts'
import { fit, plain } from './escape.ts'

/** `{name, description, record, match}`: `match` is what the rule's jq program made, `record` that of the latest finding. */
export const tattletail = ({ rule, description, findings }: Alert): JsonObject => {
  const latest = findings.at(-1)
  const record = latest ? (latest.record ?? outlineOf(latest)) : null
  return shrink({ name: rule.title, description, record, match: latest?.annotation ?? null }, AWS_LIMIT)
}

/** Three bytes a character at most: with all that goes around it, it stays below 256 KiB. */
const PARAMS = 60_000
const FIELD = 1_000

/**
 * `Event / Source / Params / Region`, the parameters as compact JSON (AWS Security Blog, "How to Receive Alerts When Specific
 * APIs Are Called by Using AWS CloudTrail, Amazon SNS, and AWS Lambda"). Undefined for what is not one call.
 */
export const eventLines = ({ alert, reason }: Message): string | undefined => {
  const latest = alert.findings.at(-1)
  if (!latest || reason === 'storm' || reason === 'test') return undefined
  const { name, source, region } = latest.event
  const params = (latest.record && own(latest.record, 'requestParameters')) ?? null
  return [
    `Event  : ${fit(name, FIELD, plain)}`,
    `Source : ${fit(source, FIELD, plain)}`,
    `Params : ${fit(jsonText(params), PARAMS, plain)}`,
    `Region : ${fit(region, FIELD, plain)}`,
  ].join('\n')
}

/** Under CloudTrail's own names what a finding without its record knows of it: a correlation has no record of its own. */
const outlineOf = ({ event, principal, sourceIp }: Finding): JsonObject => ({
  eventID: event.id,
  eventTime: event.time,
  eventSource: event.source,
  eventName: event.name,
  awsRegion: event.region,
  recipientAccountId: event.accountId,
  sourceIPAddress: sourceIp,
  ...(event.errorCode !== null && { errorCode: event.errorCode }),
  userIdentity: {
    type: principal.kind,
    arn: principal.arn,
    accountId: principal.accountId,
    accessKeyId: principal.accessKeyId,
  },
})
