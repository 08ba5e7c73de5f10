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

/** An error that carries no answer of a service (refused, reset, timed out, no such host, given up) may pass too, and so may one that such an error caused. */
export const isRetryable = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false
  if (THROTTLED.has(error.name) || PASSING.has(error.name)) return true
  // The SDK gives them the status of an answer that broke off half-way too.
  if (error.name === 'AbortError' || error.name === 'TimeoutError' || isOfNetwork(error)) return true
  if (error.cause !== undefined && isRetryable(error.cause)) return true
  const status = statusOf(error)
  return status === undefined ? 'code' in error : status >= 500 || status === 429 || status === 408
}

/** ECONNRESET and its like (Node.js API, "Common system errors"). */
const isOfNetwork = (error: Error): boolean => 'code' in error && /^E[A-Z]+$/.test(String(error.code))

const statusOf = (error: Error): number | undefined => {
  const metadata = '$metadata' in error ? (error.$metadata as { httpStatusCode?: unknown } | undefined) : undefined
  return typeof metadata?.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined
}
