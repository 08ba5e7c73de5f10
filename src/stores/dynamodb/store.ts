/** Alerts, findings, notifications and memories in a DynamoDB table. */
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type TransactWriteItem,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import type { Alert, Notification, Silence } from '../../core/alert.ts'
import { byTime } from '../../core/finding.ts'
import type { Json } from '../../core/json.ts'
import type { Memory, Store } from '../../core/store.ts'
import { byMemoryTime, mergeMemories, tie } from '../precedence.ts'
import { createCalls, isMet, MAX_ACTIONS } from './calls.ts'
import { BUDGET, pack, unpack } from './fit.ts'
import {
  alertItem,
  findingItem,
  findingsOf,
  type Item,
  keyItem,
  memoryItem,
  notificationItem,
  number,
  text,
  toAlert,
  toFinding,
  toMemory,
  toNotification,
} from './items.ts'
import { createLists } from './lists.ts'
import * as at from './table.ts'

/** Findings and overtaken keys in a change: half of a transaction's actions, so that the rest of the change fits too. */
const MAX_CHANGE = 50
/** Rows taken or remembered at the same time. */
const AT_ONCE = 16

const STATUSES = ['due', 'sent', 'dead', 'folded'] as const
/** Of an item that is to be written: what must hold of the one that is there. */
const NOBODY = 'attribute_not_exists(pk)'

/** Whether a memory in the table gives way: as `givesWay`, and when it is over. */
const GIVES_WAY: Readonly<Record<Memory['keep'], string>> = {
  first: '',
  earliest: ' OR moment > :time OR (moment = :time AND tie > :tie)',
  latest: ' OR moment < :time OR (moment = :time AND tie < :tie)',
}

export const openDynamodb = (client: DynamoDBClient, table: string): Store => {
  const calls = createCalls(client, table)
  const { attempt } = calls
  const { first, all, firstFindings } = createLists(calls)

  const put = (item: Item, condition?: string, values?: Item): TransactWriteItem => ({
    Put: {
      TableName: table,
      Item: item,
      ...(condition !== undefined && { ConditionExpression: condition }),
      ...(values && { ExpressionAttributeValues: values }),
    },
  })

  /** One body that is the whole item: a thread, a cursor. */
  const getBody = (key: at.Key): Promise<Json> =>
    attempt(async () => {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: table, Key: keyItem(key), ConsistentRead: true }),
      )
      return Item ? unpack<Json>(Item.body) : null
    })
  const putBody = (key: at.Key, body: Json): Promise<void> =>
    attempt(async () => {
      const item = { ...keyItem(key), body: pack(body, BUDGET.other, 'free') }
      await client.send(new PutItemCommand({ TableName: table, Item: item }))
    })

  /** @returns the row, or nothing when another caller was faster. */
  const takeOne = async (key: Item, now: number, lease: number): Promise<readonly Notification[]> => {
    try {
      const { Attributes } = await client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: { pk: key.pk as Item[string], sk: key.sk as Item[string] },
          UpdateExpression: 'SET dueAt = :until, attempts = attempts + :one',
          ConditionExpression: 'standing = :due AND dueAt <= :now',
          ExpressionAttributeValues: {
            ':until': number(now + lease),
            ':one': number(1),
            ':due': text('due'),
            ':now': number(now),
          },
          ReturnValues: 'ALL_NEW',
        }),
      )
      return Attributes ? [toNotification(Attributes)] : []
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException || isMet(error)) return []
      throw error
    }
  }

  const rememberOne = async (memory: Memory, now: number): Promise<number> => {
    try {
      await client.send(
        new PutItemCommand({
          TableName: table,
          Item: memoryItem(memory),
          ConditionExpression: `${NOBODY} OR expires <= :now${GIVES_WAY[memory.keep]}`,
          ExpressionAttributeValues: {
            ':now': number(now),
            ...(memory.keep !== 'first' && { ':time': number(memory.time), ':tie': text(tie(memory.body)) }),
          },
        }),
      )
      return 1
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return 0
      throw error
    }
  }

  return {
    maxChange: MAX_CHANGE,
    alerts: async (ids) => (await calls.get(ids.map(at.alertKey))).map(toAlert),
    listAlerts: async ({ status, limit }) => {
      const statuses: readonly Alert['status'][] = status === undefined ? ['firing', 'resolved'] : [status]
      const keys = await first(
        statuses.map((one) => `alerts#${one}`),
        limit,
        'down',
      )
      return (await calls.get(keys))
        .map(toAlert)
        .filter((alert) => statuses.includes(alert.status))
        .sort((a, b) => b.changed - a.changed || (a.id < b.id ? -1 : 1))
    },
    knownFindings: async (keys) => {
      const found = new Set((await calls.get(keys.map(at.findingKey), 'keys')).map((item) => item.pk?.S))
      return new Set(keys.filter((key) => found.has(at.findingKey(key).pk)))
    },
    findings: async ({ alert, limit }) => {
      const keys = alert === undefined ? await firstFindings(limit) : await first([findingsOf(alert)], limit, 'up')
      return (await calls.get(keys)).map(toFinding).sort(byTime)
    },
    commit: async ({ alert, findings, overtaken, notifications, hidden }) => {
      refuseAbove(MAX_CHANGE, 'findings and overtaken keys in one change', findings.length + overtaken.length)
      const gone = new Set(overtaken)
      const replaced = new Set(findings.map(({ key }) => key).filter((key) => gone.has(key)))
      const actions = [
        alert.revision === 1
          ? put(alertItem(alert), NOBODY)
          : put(alertItem(alert), 'revision = :read', { ':read': number(alert.revision - 1) }),
        ...findings.map(({ key, finding }) =>
          put(findingItem(key, alert.id, finding), replaced.has(key) ? undefined : NOBODY),
        ),
        ...[...gone]
          .filter((key) => !replaced.has(key))
          .map((key): TransactWriteItem => ({ Delete: { TableName: table, Key: keyItem(at.findingKey(key)) } })),
        ...lastOfEach(notifications).map((row) =>
          put(notificationItem(row), `${NOBODY} OR (standing = :due AND attempts = postponed)`, {
            ':due': text('due'),
            ':never': number(0),
          }),
        ),
        ...Object.entries(hidden).map(
          ([id, count]): TransactWriteItem => ({
            Update: {
              TableName: table,
              Key: keyItem(at.silenceKey(id)),
              UpdateExpression: 'ADD hiddenCount :count',
              ExpressionAttributeValues: { ':count': number(count) },
            },
          }),
        ),
      ]
      refuseAbove(MAX_ACTIONS, 'rows in one change', actions.length)
      return (await calls.transact(actions)).done ? 'committed' : 'conflict'
    },

    take: (now, lease, limit) =>
      attempt(async () => {
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
          taken.push(...(await Promise.all(keys.map((key) => takeOne(key, now, lease)))).flat())
          if (taken.length >= limit) break
        }
        return taken
      }),
    settle: async (rows) => {
      refuseAbove(MAX_CHANGE, 'rows in one settle', rows.length)
      let left = lastOfEach(rows)
      for (let tries = 0; left.length > 0; ) {
        const outcome = await calls.transact(
          left.map((row) =>
            row.status === 'sent'
              ? put(notificationItem(row), `${NOBODY} OR standing <> :sent`, { ':sent': text('sent') })
              : put(notificationItem(row), `${NOBODY} OR (standing <> :sent AND attempts <= :attempts)`, {
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
    },
    notifications: async ({ alert, status, limit }) => {
      const statuses = status === undefined ? STATUSES : [status]
      const items =
        alert === undefined
          ? await calls.get(
              await first(
                statuses.map((one) => `notifications#${one}`),
                limit,
                'down',
              ),
            )
          : await all(at.alertKey(alert).pk, at.NOTIFICATION)
      return items
        .map(toNotification)
        .filter((row) => statuses.includes(row.status))
        .sort((a, b) => b.created - a.created || (a.id < b.id ? 1 : -1))
        .slice(0, limit)
    },

    thread: (alert, episode, destination) => getBody(at.threadKey(alert, episode, destination)),
    setThread: (alert, episode, destination, thread) => putBody(at.threadKey(alert, episode, destination), thread),

    remember: (memories, now) =>
      attempt(async () => {
        const rows = mergeMemories(memories, now)
        let written = 0
        for (let start = 0; start < rows.length; start += AT_ONCE) {
          const some = rows.slice(start, start + AT_ONCE).map((memory) => rememberOne(memory, now))
          written += (await Promise.all(some)).reduce((sum, count) => sum + count, 0)
        }
        return written
      }),
    recall: async (unit, now) => {
      const live = { expression: 'expires > :now', values: { ':now': number(now) } }
      return (await all(at.memoryKey(unit, '').pk, '', live)).map((item) => toMemory(unit, item)).sort(byMemoryTime)
    },

    silences: async () =>
      (await all(at.SILENCES))
        // One that was never put has a count at most.
        .filter((item) => item.body)
        .map((item) => ({ ...unpack<Silence>(item.body), hidden: Number(item.hiddenCount?.N) })),
    putSilence: (silence) =>
      attempt(async () => {
        await client.send(
          new UpdateItemCommand({
            TableName: table,
            Key: keyItem(at.silenceKey(silence.id)),
            UpdateExpression: 'SET body = :body, hiddenCount = if_not_exists(hiddenCount, :hidden)',
            ExpressionAttributeValues: {
              ':body': pack(silence, BUDGET.other, 'known'),
              ':hidden': number(silence.hidden),
            },
          }),
        )
      }),

    cursor: (source) => getBody(at.cursorKey(source)),
    setCursor: (source, position) => putBody(at.cursorKey(source), position),
    close: async () => client.destroy(),
  }
}

const refuseAbove = (limit: number, what: string, count: number): void => {
  if (count > limit) throw new RangeError(`${count} ${what}: the DynamoDB store takes at most ${limit}`)
}

/** A transaction may touch a row once. */
const lastOfEach = (rows: readonly Notification[]): readonly Notification[] => [
  ...new Map(rows.map((row) => [row.id, row])).values(),
]

const byDue = (a: Item, b: Item): number =>
  Number(a.dueAt?.N) - Number(b.dueAt?.N) || ((a.sk?.S ?? '') < (b.sk?.S ?? '') ? -1 : 1)
