/** The calls to Amazon SQS. */
export {
  ChangeMessageVisibilityCommand as ChangeMessageVisibility,
  DeleteMessageCommand as DeleteMessage,
  GetQueueAttributesCommand as GetQueueAttributes,
  GetQueueUrlCommand as GetQueueUrl,
  ReceiveMessageCommand as ReceiveMessage,
  SendMessageCommand as SendMessage,
  SQSClient as Client,
} from '@aws-sdk/client-sqs'
