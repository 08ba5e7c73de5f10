import {
  BatchGetItemCommand,
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb'
import { mockClient } from 'aws-sdk-client-mock'
import { describe, expect, test } from 'vitest'
import { storeContract } from '../../test/contracts/store.ts'
import {
  alertOf,
  changeOf,
  finding,
  memory,
  NOW,
  noise,
  notificationOf,
  olderAlert,
} from '../../test/contracts/store-fixtures.ts'
import { emptyMoto } from '../../test/moto.ts'
import type { Notification } from '../core/alert.ts'
import { StoreBusyError } from '../core/store.ts'
import { alertItem, notificationItem } from './dynamodb/items.ts'
import { openDynamodb } from './dynamodb/store.ts'
import { TABLE, TIME_TO_LIVE } from './dynamodb/table.ts'
import { dynamodb } from './dynamodb.ts'

const moto = await emptyMoto('one-at-a-time')

const client = (): DynamoDBClient => new DynamoDBClient({ ...moto?.client, maxAttempts: 3 })
let tables = 0
const createTable = async (): Promise<string> => {
  const name = `tattletrail-${++tables}`
  const admin = client()
  await admin.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: TABLE.BillingMode,
      AttributeDefinitions: [...TABLE.AttributeDefinitions],
      KeySchema: [...TABLE.KeySchema],
      GlobalSecondaryIndexes: TABLE.GlobalSecondaryIndexes.map((index) => ({
        ...index,
        KeySchema: [...index.KeySchema],
      })),
    }),
  )
  await admin.send(new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification: TIME_TO_LIVE }))
  admin.destroy()
  return name
}

describe.skipIf(!moto)('on moto', () => {
  storeContract('dynamodb', async () => {
    const table = await createTable()
    return { store: openDynamodb(client(), table), reopen: async () => openDynamodb(client(), table) }
  })

  test('the largest change is within the limits of a transaction, whatever its records hold', async () => {
    const store = openDynamodb(client(), await createTable())
    const huge = (event: string, seed: number) => finding(event, undefined, { message: noise(20_000, seed) })
    const alert = alertOf('a', 1, [huge('x', 1), huge('y', 2), huge('z', 3)])
    const findings = Array.from({ length: store.maxChange }, (_, index) => ({
      key: `k${index}`,
      finding: huge(`e${index}`, index + 1),
    }))
    const notifications = Array.from({ length: 100 - 1 - findings.length }, (_, index) => notificationOf(alert, index))
    expect(await store.commit({ ...changeOf(alert, []), findings, notifications })).toBe('committed')
    expect(await store.findings({ alert: 'a', limit: 100 })).toHaveLength(store.maxChange)
    expect(await store.take(NOW, 1, 100)).toHaveLength(notifications.length)
    await expect(
      store.commit({ ...changeOf(alertOf('a', 2, []), []), notifications: [...notifications, ...more(alert)] }),
    ).rejects.toThrow(/at most 100/)
    await store.close()
  })

  test('rows from before alerts could be acknowledged are read by their new names', async () => {
    const table = await createTable()
    const notified = { slack: { sequence: 1, level: 'high', revision: 1, at: 5, step: 0 } } as const
    const alert = alertOf('a', 1, [finding('a')], { notified })
    const row = notificationOf(alert, 1)
    const older = { ...row, alert: olderAlert(alert) }
    const admin = client()
    for (const Item of [alertItem(older.alert), notificationItem(older)])
      await admin.send(new PutItemCommand({ TableName: table, Item }))
    admin.destroy()
    const store = openDynamodb(client(), table)
    expect(await store.alerts(['a'])).toEqual([alert])
    expect(await store.listAlerts({ limit: 1 })).toEqual([alert])
    expect(await store.notifications({ alert: 'a', limit: 1 })).toEqual([row])
    expect(await store.notifications({ limit: 1 })).toEqual([row])
    expect(await store.take(NOW, 10, 1)).toMatchObject([{ alert }])
    await store.close()
  })

  test('a table that is not there is named', async () => {
    const store = openDynamodb(client(), 'none')
    await expect(store.cursor('a')).rejects.toThrow(
      'store table none: there is no such table in this account and region',
    )
  })

  test('the calls that are made are the permissions that it asks for', async () => {
    const counted = flaky(await createTable(), () => undefined)
    await exercise(counted.store)
    await counted.store.findings({ limit: 1 })
    await counted.store.setThread('a', 1, 'slack', 'ts')
    await counted.store.thread('a', 1, 'slack')
    // DeleteItem, PutItem and UpdateItem inside a transaction count as themselves.
    const called = new Set([...counted.calls].map((name) => `dynamodb:${name}`))
    expect(
      [...called]
        .filter((name) => name !== 'dynamodb:TransactWriteItems')
        .concat('dynamodb:DeleteItem')
        .sort(),
    ).toEqual([...dynamodb.permissions])
  })

  test('what was taken by a call that the client repeated is taken, and by nobody else', async () => {
    const table = await createTable()
    const { store } = flaky(table, (name) => (name === 'UpdateItem' ? 'twice' : undefined))
    const alert = alertOf('a', 1, [finding('a')])
    const row = notificationOf(alert, 1)
    await store.commit(changeOf(alert, ['a'], { notifications: [row] }))
    expect(await store.take(NOW, 1000, 10)).toEqual([{ ...row, due: NOW + 1000, attempts: row.attempts + 1 }])
    expect(await store.take(NOW, 1000, 10)).toEqual([])
    expect(await openDynamodb(client(), table).take(NOW + 1000, 1000, 10)).toHaveLength(1)
  })

  test.each(['before', 'after'] as const)(
    'one call in ten fails %s it was done: what is counted is there once, and everything is sent',
    async (when) => {
      let state = 7
      const unlucky = (): boolean => {
        state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
        return (state >>> 16) % 10 === 0
      }
      const { store, failed } = flaky(await createTable(), () => (unlucky() ? when : undefined))
      await exercise(store)
      expect(failed()).toBeGreaterThan(10)
    },
  )
})

const more = (alert: ReturnType<typeof alertOf>): readonly Notification[] =>
  Array.from({ length: 60 }, (_, index) => notificationOf(alert, 200 + index))

const insist = async <Result>(work: () => Promise<Result>): Promise<Result> => {
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof StoreBusyError)) throw error
    }
  }
}

/** Two writers, five alerts, thirty findings of which each comes twice; then everything is delivered; all invariants checked. */
const exercise = async (store: ReturnType<typeof openDynamodb>): Promise<void> => {
  const ingest = async (event: string, id: string): Promise<void> => {
    for (;;) {
      const known = await insist(() => store.knownFindings([`r1/${event}`]))
      if (known.size > 0) return
      const [stored] = await insist(() => store.alerts([id]))
      const count = (stored?.count ?? 0) + 1
      const alert = alertOf(id, (stored?.revision ?? 0) + 1, [finding(event)], { count })
      const notifications = [notificationOf(alert, alert.revision)]
      await insist(() => store.commit(changeOf(alert, [event], { notifications, hidden: { s: 1 } })))
    }
  }
  const events = Array.from({ length: 30 }, (_, index) => [`e${index}`, `alert-${index % 5}`] as const)
  await insist(() =>
    store.putSilence({ id: 's', match: {}, owner: 'dana', reason: '', created: 0, expires: 1, hidden: 0 }),
  )
  const writer = async (list: typeof events): Promise<void> => {
    for (const [event, id] of list) await ingest(event, id)
  }
  await Promise.all([writer(events), writer([...events].reverse())])

  const sent = new Set<string>()
  for (let now = NOW, empty = 0; empty < 3; now += 1_000) {
    const taken = await insist(() => store.take(now, 500, 10))
    empty = taken.length === 0 ? empty + 1 : 0
    for (const row of taken) sent.add(row.id)
    await insist(() => store.settle(taken.map((row) => ({ ...row, status: 'sent' as const }))))
  }
  const rows = Array.from({ length: 30 }, (_, index) =>
    memory(`k${index % 10}`, index, { keep: 'latest', body: `at ${index}` }),
  )
  for (let start = 0; start < rows.length; start += 7)
    await insist(() => store.remember(rows.slice(start, start + 7), NOW))
  await insist(() => store.setCursor('source', 'end'))

  const alerts = await insist(() => store.listAlerts({ limit: 10 }))
  expect(alerts.map((alert) => alert.count)).toEqual([6, 6, 6, 6, 6])
  for (const { id } of alerts) expect(await insist(() => store.findings({ alert: id, limit: 99 }))).toHaveLength(6)
  expect(await insist(() => store.silences())).toMatchObject([{ id: 's', hidden: 30 }])
  expect(sent.size).toBe(30)
  expect(await insist(() => store.notifications({ status: 'sent', limit: 99 }))).toHaveLength(30)
  expect(await insist(() => store.notifications({ status: 'due', limit: 99 }))).toEqual([])
  expect((await insist(() => store.recall('c1/dana', NOW))).map((row) => row.time)).toEqual(
    Array.from({ length: 10 }, (_, index) => 20 + index),
  )
  expect(await insist(() => store.cursor('source'))).toBe('end')
}

/** DynamoDB refuses a call with values that "are unused in expressions"; moto takes it. */
const unusedValues = (input: unknown): readonly string[] => {
  if (typeof input !== 'object' || input === null) return []
  const entries = Object.entries(input)
  const expressions = entries.flatMap(([key, value]) => (key.endsWith('Expression') ? [String(value)] : [])).join(' ')
  const used = new Set(expressions.match(/:\w+/g))
  const values = Object.keys((input as { ExpressionAttributeValues?: object }).ExpressionAttributeValues ?? {})
  return [...values.filter((name) => !used.has(name)), ...entries.flatMap(([, value]) => unusedValues(value))]
}

/** A store whose calls reach moto, except those that `fate` lets fail: as throttled, or as if the answer was lost. */
/** What becomes of a call: it is refused, done and its answer lost, or done and repeated by the client, which lost the answer. */
type Fate = 'before' | 'after' | 'twice'

const flaky = (table: string, fate: (name: string) => Fate | undefined) => {
  const real = client()
  const faked = new DynamoDBClient({})
  const mock = mockClient(faked)
  const calls = new Set<string>()
  let failures = 0
  const throttled = (name: string): Error => {
    failures++
    const metadata = { message: 'Rate exceeded', $metadata: { httpStatusCode: 400 } }
    if (name !== 'TransactWriteItems' || failures % 3 === 0)
      return Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' })
    const codes = failures % 3 === 1 ? ['None', 'ThrottlingError'] : ['TransactionConflict', 'None']
    return new TransactionCanceledException({ ...metadata, CancellationReasons: codes.map((Code) => ({ Code })) })
  }
  const commands = {
    BatchGetItem: BatchGetItemCommand,
    GetItem: GetItemCommand,
    PutItem: PutItemCommand,
    Query: QueryCommand,
    Scan: ScanCommand,
    TransactWriteItems: TransactWriteItemsCommand,
    UpdateItem: UpdateItemCommand,
  }
  for (const [name, Command] of Object.entries(commands))
    mock.on(Command as typeof PutItemCommand).callsFake(async (input) => {
      calls.add(name)
      expect(unusedValues(input)).toEqual([])
      const failure = fate(name)
      if (failure === 'before') throw throttled(name)
      if (failure === 'twice') await real.send(new (Command as typeof PutItemCommand)(input))
      const answer = await real.send(new (Command as typeof PutItemCommand)(input))
      if (failure === 'after') throw throttled(name)
      return answer
    })
  return { store: openDynamodb(faked, table), calls, failed: () => failures }
}
