/** The store of a deployment: one DynamoDB table, on demand, shared by every function. */
import { z } from 'zod'
import { defineStore } from './define.ts'

export const dynamodb = defineStore({
  type: 'dynamodb',
  title: 'Amazon DynamoDB table: a deployment in AWS',
  config: z.strictObject({
    table: z.string().min(1).default('tattletrail').meta({ description: 'the name of the table' }),
    region: z
      .string()
      .min(1)
      .optional()
      .meta({ description: 'where the table is; default: the Region of the environment' }),
  }),
  // A transaction needs the permissions of its actions (DynamoDB Developer Guide, "Using IAM with DynamoDB transactions").
  permissions: [
    'dynamodb:BatchGetItem',
    'dynamodb:DeleteItem',
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'dynamodb:Scan',
    'dynamodb:UpdateItem',
  ],
  name: ({ table, region }) => `DynamoDB table ${table}${region === undefined ? '' : ` in ${region}`}`,
  // Loaded when opened: it brings the SDK's client.
  open: async ({ table, region }) => {
    const [{ openDynamodb }, { createDynamoDB }] = await Promise.all([
      import('./dynamodb/store.ts'),
      import('../aws/dynamodb.ts'),
    ])
    return openDynamodb(createDynamoDB(region), table)
  },
})
