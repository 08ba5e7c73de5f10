/** What behavioural rules remember, in a DynamoDB table. */
import { ConditionalCheckFailedException, PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { Memory, MemoryRow } from '../../core/store.ts'
import { byMemoryTime, mergeMemories, tie } from '../precedence.ts'
import type { Calls } from './calls.ts'
import { memoryItem, number, text, toMemory } from './items.ts'
import type { Lists } from './lists.ts'
import * as at from './table.ts'
import { AT_ONCE, NOBODY } from './writes.ts'

/** Whether a memory in the table gives way: as `givesWay`, and when it is over. */
const GIVES_WAY: Readonly<Record<MemoryRow['keep'], string>> = {
  first: '',
  earliest: ' OR moment > :time OR (moment = :time AND tie > :tie)',
  latest: ' OR moment < :time OR (moment = :time AND tie < :tie)',
}

export const createMemory = (calls: Calls, lists: Lists): Memory => ({
  remember: (rows, now) =>
    calls.attempt(async () => {
      const merged = mergeMemories(rows, now)
      let written = 0
      for (let start = 0; start < merged.length; start += AT_ONCE) {
        const some = merged.slice(start, start + AT_ONCE).map((row) => rememberOne(calls, row, now))
        written += (await Promise.all(some)).reduce((sum, count) => sum + count, 0)
      }
      return written
    }),
  recall: async (unit, now) => {
    const live = { expression: 'expires > :now', values: { ':now': number(now) } }
    return (await lists.all(at.memoryKey(unit, '').pk, '', live)).map((item) => toMemory(unit, item)).sort(byMemoryTime)
  },
})

const rememberOne = async ({ client, table }: Calls, row: MemoryRow, now: number): Promise<number> => {
  try {
    await client.send(
      new PutItemCommand({
        TableName: table,
        Item: memoryItem(row),
        ConditionExpression: `${NOBODY} OR expires <= :now${GIVES_WAY[row.keep]}`,
        ExpressionAttributeValues: {
          ':now': number(now),
          ...(row.keep !== 'first' && { ':time': number(row.time), ':tie': text(tie(row.body)) }),
        },
      }),
    )
    return 1
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return 0
    throw error
  }
}
