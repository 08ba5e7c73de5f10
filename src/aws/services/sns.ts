/** The calls to Amazon SNS. */
export { PublishCommand as Publish, SNSClient as Client } from '@aws-sdk/client-sns'
