/** What sources have handled, in a DynamoDB table: an item each. */
import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { HandledStore } from '../../core/store.ts'
import type { Calls } from './calls.ts'
import { BUDGET, pack, unpack } from './fit.ts'
import { keyItem } from './items.ts'
import type { Lists } from './lists.ts'
import * as at from './table.ts'
import { AT_ONCE } from './writes.ts'

export const createHandledStore = (calls: Calls, lists: Lists): HandledStore => {
  const { client, table } = calls
  const each = <Item>(items: readonly Item[], write: (item: Item) => Promise<unknown>): Promise<void> =>
    calls.attempt(async () => {
      for (let start = 0; start < items.length; start += AT_ONCE)
        await Promise.all(items.slice(start, start + AT_ONCE).map(write))
    })
  return {
    handled: async (source) =>
      new Map(
        (await lists.all(at.handledKey(source, '').pk, at.HANDLED)).map(({ body }) => unpack<[string, string]>(body)),
      ),
    noteHandled: (source, versions) =>
      each([...versions], ([key, version]) =>
        client.send(
          new PutItemCommand({
            TableName: table,
            Item: { ...keyItem(at.handledKey(source, key)), body: pack([key, version], BUDGET.other, 'free') },
          }),
        ),
      ),
    forgetHandled: (source, keys) =>
      each(keys, (key) =>
        client.send(new DeleteItemCommand({ TableName: table, Key: keyItem(at.handledKey(source, key)) })),
      ),
  }
}
