/** Canaries in a DynamoDB table: an item each. */
import { ConditionalCheckFailedException, PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { CanaryRow, CanaryStore } from '../../core/store.ts'
import type { Calls } from './calls.ts'
import { BUDGET, pack, unpack } from './fit.ts'
import { keyItem, number } from './items.ts'
import type { Lists } from './lists.ts'
import * as at from './table.ts'
import { NOBODY } from './writes.ts'

export const createCanaryStore = ({ client, table, attempt }: Calls, lists: Lists): CanaryStore => ({
  canaries: async () => (await lists.all(at.CANARIES)).map(({ body }) => unpack<CanaryRow>(body)),
  putCanary: (row) =>
    attempt(async () => {
      const before = row.revision - 1
      const put = new PutItemCommand({
        TableName: table,
        Item: {
          ...keyItem(at.canaryKey(row.id)),
          revision: number(row.revision),
          body: pack(row, BUDGET.other, 'known'),
        },
        ...(before === 0
          ? { ConditionExpression: NOBODY }
          : { ConditionExpression: 'revision = :before', ExpressionAttributeValues: { ':before': number(before) } }),
      })
      return client.send(put).then(
        () => 'committed',
        (error: unknown) => {
          if (error instanceof ConditionalCheckFailedException) return 'conflict'
          throw error
        },
      )
    }),
})
