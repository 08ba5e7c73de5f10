/** The outbox in a DynamoDB table. */
import { randomBytes } from 'node:crypto'
import { ConditionalCheckFailedException, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import type { Notification } from '../../core/alert.ts'
import type { Outbox } from '../../core/store.ts'
import { getBody, putBody } from './bodies.ts'
import { type Calls, isMet } from './calls.ts'
import { type Item, notificationItem, number, text, toNotification } from './items.ts'
import type { Lists } from './lists.ts'
import * as at from './table.ts'
import { AT_ONCE, lastOfEach, MAX_CHANGE, NOBODY, put, refuseAbove } from './writes.ts'

const STATUSES: readonly Notification['status'][] = ['due', 'sent', 'dead', 'folded', 'suppressed']

export const createOutbox = (calls: Calls, lists: Lists): Outbox => ({
  maxChange: MAX_CHANGE,
  // By the clock of who takes: no send begins in its last half, so clocks may differ by a quarter of it.
  lease: 60_000,
  take: (now, lease, limit) =>
    calls.attempt(async () => {
      const taken: Notification[] = []
      const pages = calls.query({
        IndexName: at.DUE_INDEX,
        KeyConditionExpression: 'duePk = :due AND dueAt <= :now',
        ExpressionAttributeValues: { ':due': text(at.DUE), ':now': number(now) },
        Limit: AT_ONCE,
      })
      // The index lags behind the table: a row may be gone when it is asked for, and a new one comes with the next call.
      for await (const page of pages) {
        const keys = [...page].sort(byDue).slice(0, limit - taken.length)
        taken.push(...(await Promise.all(keys.map((key) => takeOne(calls, key, now, lease)))).flat())
        if (taken.length >= limit) break
      }
      return taken
    }),
  settle: (rows) => settle(calls, rows),
  notifications: async ({ alert, status, limit }) => {
    const statuses = status === undefined ? STATUSES : [status]
    const items =
      alert === undefined
        ? await calls.get(
            await lists.first(
              statuses.map((one) => `notifications#${one}`),
              limit,
              'down',
            ),
          )
        : await lists.all(at.alertKey(alert).pk, at.NOTIFICATION)
    return items
      .map(toNotification)
      .filter((row) => statuses.includes(row.status))
      .sort((a, b) => b.created - a.created || (a.id < b.id ? 1 : -1))
      .slice(0, limit)
  },

  thread: (alert, episode, destination) => getBody(calls, at.threadKey(alert, episode, destination)),
  setThread: (alert, episode, destination, thread) => putBody(calls, at.threadKey(alert, episode, destination), thread),
})

/** All of the rows, or those of them that do not come too late. */
const settle = async (calls: Calls, rows: readonly Notification[]): Promise<void> => {
  refuseAbove(MAX_CHANGE, 'rows in one settle', rows.length)
  let left = lastOfEach(rows)
  for (let tries = 0; left.length > 0; ) {
    const outcome = await calls.transact(
      left.map((row) =>
        row.status === 'sent'
          ? put(calls, notificationItem(row), `${NOBODY} OR standing <> :sent`, { ':sent': text('sent') })
          : put(calls, notificationItem(row), `${NOBODY} OR (standing <> :sent AND attempts <= :attempts)`, {
              ':sent': text('sent'),
              ':attempts': number(row.attempts),
            }),
      ),
    )
    if (outcome.done) return
    // Those that come too late are left out; the others are written together, as before.
    const timely = left.filter((_, index) => outcome.reasons[index] !== 'ConditionalCheckFailed')
    if (timely.length === left.length) await calls.pause(++tries)
    left = timely
  }
}

/**
 * A try whose answer was lost is repeated by the client, and meets what it wrote itself: `taker` says whose row it is ("Condition
 * check failures return the item": DynamoDB API Reference, `ReturnValuesOnConditionCheckFailure`).
 * @returns the row, or nothing when another caller was faster.
 */
const takeOne = async (
  { client, table }: Calls,
  key: Item,
  now: number,
  lease: number,
): Promise<readonly Notification[]> => {
  const taker = randomBytes(16).toString('base64')
  try {
    const { Attributes } = await client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: { pk: key.pk as Item[string], sk: key.sk as Item[string] },
        UpdateExpression: 'SET dueAt = :until, attempts = attempts + :one, taker = :taker',
        ConditionExpression: 'standing = :due AND dueAt <= :now',
        ExpressionAttributeValues: {
          ':until': number(now + lease),
          ':one': number(1),
          ':due': text('due'),
          ':now': number(now),
          ':taker': text(taker),
        },
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    )
    return Attributes ? [toNotification(Attributes)] : []
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException)
      return error.Item?.taker?.S === taker ? [toNotification(error.Item)] : []
    if (isMet(error)) return []
    throw error
  }
}

const byDue = (a: Item, b: Item): number =>
  Number(a.dueAt?.N) - Number(b.dueAt?.N) || ((a.sk?.S ?? '') < (b.sk?.S ?? '') ? -1 : 1)
