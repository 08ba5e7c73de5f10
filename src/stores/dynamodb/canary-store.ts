/** Canaries and plans in a DynamoDB table: an item each. */
import { ConditionalCheckFailedException, PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { CanaryRow, CanaryStore, PlanStore } from '../../core/store.ts'
import type { Calls } from './calls.ts'
import { BUDGET, pack, unpack } from './fit.ts'
import { keyItem, number } from './items.ts'
import type { Lists } from './lists.ts'
import * as at from './table.ts'
import { NOBODY } from './writes.ts'

export const createCanaryStore = (calls: Calls, lists: Lists): CanaryStore => {
  const { rows, put } = rowsIn(calls, lists, at.CANARIES, at.canaryKey)
  return { canaries: rows, putCanary: put }
}

export const createPlanStore = (calls: Calls, lists: Lists): PlanStore => {
  const { rows, put } = rowsIn(calls, lists, at.PLANS, at.planKey)
  return { plans: rows, putPlan: put }
}

const rowsIn = ({ client, table, attempt }: Calls, lists: Lists, list: string, keyOf: (id: string) => at.Key) => ({
  rows: async () => (await lists.all(list)).map(({ body }) => unpack<CanaryRow>(body)),
  put: (row: CanaryRow) =>
    attempt(async (): Promise<'committed' | 'conflict'> => {
      const before = row.revision - 1
      const put = new PutItemCommand({
        TableName: table,
        Item: {
          ...keyItem(keyOf(row.id)),
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
