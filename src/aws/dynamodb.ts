/** The DynamoDB client. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'

/** Throttles are waited out by the SDK: eight tries with backoff are some seconds (AWS SDKs reference, "Retry behavior"). */
const MAX_ATTEMPTS = 8

/** Endpoint and credentials come from where the SDK looks: `AWS_ENDPOINT_URL_DYNAMODB`, profiles, roles. */
export const createDynamoDB = (region?: string): DynamoDBClient =>
  new DynamoDBClient({
    ...(region !== undefined && { region }),
    maxAttempts: MAX_ATTEMPTS,
    retryMode: 'standard',
    requestHandler: { connectionTimeout: 3_000, requestTimeout: 8_000, throwOnRequestTimeout: true },
  })
