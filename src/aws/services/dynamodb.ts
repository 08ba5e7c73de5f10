/** The calls to Amazon DynamoDB besides those of the store. */
export {
  DeleteItemCommand as DeleteItem,
  DynamoDBClient as Client,
  PutItemCommand as PutItem,
} from '@aws-sdk/client-dynamodb'
