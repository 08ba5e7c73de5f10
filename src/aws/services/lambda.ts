/** The calls to AWS Lambda. */
export {
  LambdaClient as Client,
  ListEventSourceMappingsCommand as ListEventSourceMappings,
} from '@aws-sdk/client-lambda'
