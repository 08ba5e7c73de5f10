/** The record of a finding, as far as it is known. */
import type { Finding } from '../core/finding.ts'
import type { JsonObject } from '../core/json.ts'

/** As CloudTrail wrote it; of a finding without its record, such as a correlation's, what is known under CloudTrail's own names. */
export const recordOf = (finding: Finding): JsonObject => finding.record ?? outlineOf(finding)

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
