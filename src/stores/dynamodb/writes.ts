/** Actions of a transaction: what its facets write together, and the limits of that. */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import type { Notification } from '../../core/alert.ts'
import type { Calls } from './calls.ts'
import type { Item } from './items.ts'

/** Findings and overtaken keys in a change: half of a transaction's actions, so that the rest of the change fits too. */
export const MAX_CHANGE = 50
/** Rows taken or remembered at the same time. */
export const AT_ONCE = 16
/** Of an item that is to be written: what must hold of the one that is there. */
export const NOBODY = 'attribute_not_exists(pk)'

export const put = ({ table }: Calls, item: Item, condition?: string, values?: Item): TransactWriteItem => ({
  Put: {
    TableName: table,
    Item: item,
    ConditionExpression: condition,
    ExpressionAttributeValues: values,
  },
})

/** @throws RangeError */
export const refuseAbove = (limit: number, what: string, count: number): void => {
  if (count > limit) throw new RangeError(`${count} ${what}: the DynamoDB store takes at most ${limit}`)
}

/** A transaction may touch a row once. */
export const lastOfEach = (rows: readonly Notification[]): readonly Notification[] => [
  ...new Map(rows.map((row) => [row.id, row])).values(),
]
