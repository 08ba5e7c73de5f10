/** The calls to AWS CloudTrail. */
export { CloudTrailClient as Client, LookupEventsCommand as LookupEvents } from '@aws-sdk/client-cloudtrail'
