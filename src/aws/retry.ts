/** Which errors of the AWS SDK are worth another try. */

/** The names by which services say "too fast" (AWS SDKs and Tools Reference Guide, "Retry behavior"), and those of SNS, SQS and SES. */
const THROTTLED = new Set([
  'BandwidthLimitExceeded',
  'EC2ThrottledException',
  'KMSThrottlingException',
  'KmsThrottled',
  'LimitExceededException',
  'PriorRequestNotComplete',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
  'TransactionInProgressException',
])

/** Credentials and clocks are put right without a change of what is sent. */
const PASSING = new Set([
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'InternalErrorException',
  'InternalException',
  'InternalFailure',
  'InternalServiceErrorException',
  'RequestExpired',
  'RequestTimeTooSkewed',
  'RequestTimeout',
  'RequestTimeoutException',
  'SendingPausedException',
  'ServiceUnavailable',
  'TokenProviderError',
])

/** An error that carries no answer of a service (refused, reset, timed out, no such host, given up) may pass too. */
export const isRetryable = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false
  if (THROTTLED.has(error.name) || PASSING.has(error.name)) return true
  const status = statusOf(error)
  if (status !== undefined) return status >= 500 || status === 429 || status === 408
  return 'code' in error || error.name === 'AbortError' || error.name === 'TimeoutError'
}

const statusOf = (error: Error): number | undefined => {
  const metadata = '$metadata' in error ? (error.$metadata as { httpStatusCode?: unknown } | undefined) : undefined
  return typeof metadata?.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined
}
