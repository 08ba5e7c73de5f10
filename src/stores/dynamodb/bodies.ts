/** Items that are one body: a thread, a cursor. */
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { Json } from '../../core/json.ts'
import type { Calls } from './calls.ts'
import { BUDGET, pack, unpack } from './fit.ts'
import { keyItem } from './items.ts'
import type { Key } from './table.ts'

/** Null when there is none. */
export const getBody = ({ client, table, attempt }: Calls, key: Key): Promise<Json> =>
  attempt(async () => {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: table, Key: keyItem(key), ConsistentRead: true }),
    )
    return Item ? unpack<Json>(Item.body) : null
  })

export const putBody = ({ client, table, attempt }: Calls, key: Key, body: Json): Promise<void> =>
  attempt(async () => {
    const item = { ...keyItem(key), body: pack(body, BUDGET.other, 'free') }
    await client.send(new PutItemCommand({ TableName: table, Item: item }))
  })
