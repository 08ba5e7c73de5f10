/** The calls to AWS CloudTrail. */
export {
  CloudTrailClient as Client,
  ListPublicKeysCommand as ListPublicKeys,
  LookupEventsCommand as LookupEvents,
} from '@aws-sdk/client-cloudtrail'
