/** The JSON that cloudtrail-tattletail publishes to a topic: `{name, description, record, match}`. */
import type { Alert } from '../core/alert.ts'
import type { JsonObject } from '../core/json.ts'
import { AWS_LIMIT, shrink } from './alert-json.ts'

/** `record` holds what the latest finding keeps of it, under CloudTrail's own names; `match` what the rule's jq program made. */
export const tattletail = ({ rule, description, findings }: Alert): JsonObject => {
  const latest = findings.at(-1)
  if (!latest) return { name: rule.title, description, record: null, match: null }
  const { event, principal, sourceIp, annotation } = latest
  const record = {
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
  }
  return shrink({ name: rule.title, description, record, match: annotation }, AWS_LIMIT)
}
