/** A table: bait for whoever scans them all. */
import { z } from 'zod'
import { arnIn, change, content, defineCanary, nameOf, posture } from './define.ts'

const DATA = { data: 'AWS::DynamoDB::Table' } as const

export const dynamodbTable = defineCanary({
  kind: 'dynamodb_table',
  title: 'DynamoDB table',
  source: 'dynamodb.amazonaws.com',
  config: z.strictObject({
    name: nameOf(/^[\w.-]{3,255}$/, 'what the table is called'),
    key: nameOf(/^[\w.-]{1,255}$/, 'its partition key').default('id'),
    items: z.array(z.record(z.string(), z.string())).max(20).default([]).meta({ description: 'what is in it' }),
  }),
  sees: [
    content('GetItem BatchGetItem Query Scan TransactGetItems ExecuteStatement BatchExecuteStatement', DATA),
    content('UpdateItem DeleteItem BatchWriteItem TransactWriteItems', DATA),
    content('ExportTableToPointInTime CreateBackup RestoreTableToPointInTime EnableKinesisStreamingDestination'),
    change('PutItem', DATA),
    change('UpdateTable UpdateContinuousBackups UpdateTimeToLive PutResourcePolicy DeleteResourcePolicy DeleteTable'),
    change('UpdateKinesisStreamingDestination DisableKinesisStreamingDestination UpdateContributorInsights'),
    change('UpdateTableReplicaAutoScaling TagResource UntagResource'),
    posture('DescribeTable DescribeContinuousBackups DescribeTimeToLive GetResourcePolicy ListTagsOfResource'),
  ],
  cannotSee: [
    'Reads of items are data events: without a trail that logs them for this table only its settings are watched.',
  ],
  benign: ['backup.amazonaws.com', 'dynamodb.application-autoscaling.amazonaws.com'],
  place: 'Beside the tables of a service that matters, named as they are, with a few items in it.',
  permissions: ['dynamodb:CreateTable', 'dynamodb:DescribeTable', 'dynamodb:DeleteTable', 'dynamodb:PutItem'],
  resources: ({ name, key }) => ({
    Table: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        TableName: name,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: key, AttributeType: 'S' }],
        KeySchema: [{ AttributeName: key, KeyType: 'HASH' }],
      },
    },
  }),
  /** They go with the table. */
  steps: ({ name, items }) =>
    items.map((item, at) => {
      const Item = Object.fromEntries(Object.entries(item).map(([key, value]) => [key, { S: value }]))
      return {
        name: `Item${at + 1}`,
        call: { service: 'dynamodb', command: 'PutItem', input: { TableName: name, Item } },
      }
    }),
  names: ({ name }, deployed) => {
    const arn = arnIn(deployed, 'dynamodb', `table/${name}`)
    const request = ['tableName', 'tableArn', 'resourceArn', 'sourceTableName', 'sourceTableArn']
    return { request: request.map((field) => ({ [field]: [name, arn] })), arns: [arn, `${arn}/*`] }
  },
  touch: ({ name }) => ({ service: 'dynamodb', command: 'Scan', input: { TableName: name, Limit: 1 } }),
  bait: ({ name }) => ({ TABLE_NAME: name }),
})
