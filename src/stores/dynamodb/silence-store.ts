/** Silences in a DynamoDB table. */
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import type { Silence } from '../../core/alert.ts'
import type { SilenceStore } from '../../core/store.ts'
import type { Calls } from './calls.ts'
import { BUDGET, pack, unpack } from './fit.ts'
import { keyItem, number } from './items.ts'
import type { Lists } from './lists.ts'
import * as at from './table.ts'

export const createSilenceStore = (calls: Calls, lists: Lists): SilenceStore => ({
  silences: async () =>
    (await lists.all(at.SILENCES))
      // One that was never put has a count at most.
      .filter((item) => item.body)
      .map((item) => ({ ...unpack<Silence>(item.body), hidden: Number(item.hiddenCount?.N) })),
  putSilence: (silence) =>
    calls.attempt(async () => {
      await calls.client.send(
        new UpdateItemCommand({
          TableName: calls.table,
          Key: keyItem(at.silenceKey(silence.id)),
          UpdateExpression: 'SET body = :body, hiddenCount = if_not_exists(hiddenCount, :hidden)',
          ExpressionAttributeValues: {
            ':body': pack(silence, BUDGET.other, 'known'),
            ':hidden': number(silence.hidden),
          },
        }),
      )
    }),
})
