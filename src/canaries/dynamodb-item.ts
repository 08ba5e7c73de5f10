/** An item in a table of yours: bait for whoever looks up the one that stands out. */
import { z } from 'zod'
import { arnIn, change, content, defineCanary, nameOf } from './define.ts'

const DATA = { data: 'AWS::DynamoDB::Table', denied: 'nothing' } as const

export const dynamodbItem = defineCanary({
  kind: 'dynamodb_item',
  title: 'DynamoDB item',
  source: 'dynamodb.amazonaws.com',
  config: z.strictObject({
    table: nameOf(/^[\w.-]{3,255}$/, 'a table that is there'),
    key: nameOf(/^[\w-]{1,255}$/, 'its partition key, a text').default('id'),
    value: nameOf(/^[\w@.:/ -]{1,1024}$/, 'of the item: what the key is'),
    item: z.record(z.string(), z.string()).default({}).meta({ description: 'what else is in it' }),
  }),
  sees: [content('GetItem UpdateItem', DATA), change('PutItem DeleteItem', DATA)],
  cannotSee: [
    'Reads of items are data events: without a trail that logs them for the table nothing is seen.',
    'Scan, Query and batches return the item and name no key in a record; a denied call may name the table alone.',
  ],
  benign: ['backup.amazonaws.com'],
  place: 'A customer, an administrator or an account that nobody has, referred to in a ticket or a test.',
  permissions: ['dynamodb:PutItem', 'dynamodb:DeleteItem'],
  steps: ({ table, key, value, item }) => {
    const Key = { [key]: { S: value } }
    const Item = { ...Object.fromEntries(Object.entries(item).map(([name, text]) => [name, { S: text }])), ...Key }
    const isNew = { ConditionExpression: 'attribute_not_exists(#key)', ExpressionAttributeNames: { '#key': key } }
    return [
      {
        name: 'Item',
        call: { service: 'dynamodb', command: 'PutItem', input: { TableName: table, Item, ...isNew } },
        undo: { service: 'dynamodb', command: 'DeleteItem', input: { TableName: table, Key } },
      },
    ]
  },
  names: ({ table, key, value }, deployed) => {
    const arn = arnIn(deployed, 'dynamodb', `table/${table}`)
    const tableName = [table, arn]
    // Records have the value of a key with or without its type.
    const spellings = [`key.${key}`, `key.${key}.S`, `key.${key}.s`]
    return { request: spellings.map((path) => ({ tableName, [path]: [value] })), logged: [arn] }
  },
  touch: ({ table, key, value }) => ({
    ...{ service: 'dynamodb', command: 'GetItem' },
    input: { TableName: table, Key: { [key]: { S: value } } },
  }),
})
