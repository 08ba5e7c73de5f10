/** The calls to AWS CloudTrail. */
export {
  CloudTrailClient as Client,
  DescribeTrailsCommand as DescribeTrails,
  GetEventSelectorsCommand as GetEventSelectors,
  GetTrailCommand as GetTrail,
  GetTrailStatusCommand as GetTrailStatus,
  ListPublicKeysCommand as ListPublicKeys,
  ListTrailsCommand as ListTrails,
  LookupEventsCommand as LookupEvents,
  StartLoggingCommand as StartLogging,
  StopLoggingCommand as StopLogging,
} from '@aws-sdk/client-cloudtrail'
