/** A store that is throttled, loses its answers and reports conflicts, and destinations that fail: nothing is lost, nothing is counted twice. */
import { setImmediate } from 'node:timers/promises'
import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { expect, test } from 'vitest'
import { type Policy, SCHEDULE } from '../../src/alerting/decide.ts'
import { atLeast } from '../../src/alerting/match.ts'
import { builtinRules } from '../../src/app/rules/pack.ts'
import { createEngine } from '../../src/app/scan/engine.ts'
import type { Alert, Notification } from '../../src/core/alert.ts'
import type { Message, SendResult } from '../../src/core/destination.ts'
import type { Finding } from '../../src/core/finding.ts'
import { isStaged } from '../../src/core/rule.ts'
import { type Store, StoreBusyError } from '../../src/core/store.ts'
import { createDelivery } from '../../src/flows/delivery/deliver.ts'
import { ingest } from '../../src/flows/ingest.ts'
import { scan } from '../../src/flows/scan.ts'
import { scanFile } from '../../src/flows/scan-file.ts'
import { simulate } from '../../src/simulate/index.ts'
import { openDynamodb } from '../../src/stores/dynamodb/store.ts'
import { TABLE } from '../../src/stores/dynamodb/table.ts'
import { openMemory } from '../../src/stores/memory.ts'
import { seeded } from '../chaos/destination.ts'
import { emptyMoto } from '../moto.ts'

const DESTINATIONS = ['first', 'second', 'third']
/** Alerts below it are not told. */
const LOWEST = 'low'
/** The records of a day, dealt out to a few files: two of them next to each other are never in one. */
const files = (count: number, events: number, stories: readonly string[]) => {
  const records = [...simulate({ events, days: 1, start: '2026-03-02', seed: 5, stories })].flatMap(
    ({ text }) => (JSON.parse(text) as { Records?: readonly object[] }).Records ?? [],
  )
  return Array.from({ length: count }, (_, at) => ({
    path: `${at}.json`,
    bytes: Buffer.from(JSON.stringify({ Records: records.filter((_, index) => index % count === at) })),
  }))
}
/** One rule that fires on these logs is on trial: its alerts are kept, and nobody is notified. */
const STAGED = 'User was created'
const pack = builtinRules()
const loaded = {
  ...pack,
  rules: pack.rules.map((rule) => (rule.title === STAGED ? { ...rule, status: 'experimental' as const } : rule)),
  problems: [],
}

/** Of a hundred calls four are refused, four are done and their answers lost, and four commits meet another. */
const flaky = (store: Store, random: () => number) => {
  /** `unsettled`: a destination took a message, and the store refused to hear of it. Only those are told twice. */
  const counts = { failures: 0, unsettled: 0, open: 0 }
  const call = async (name: keyof Store, method: (...args: never[]) => Promise<unknown>, args: never[]) => {
    const luck = random()
    if (luck < 0.12) counts.failures++
    if (luck < 0.04) {
      const [rows] = args as unknown as [readonly Notification[]]
      if (name === 'settle' && rows.some(({ status }) => status === 'sent')) counts.unsettled++
      throw new StoreBusyError('throttled')
    }
    if (name === 'commit' && luck < 0.08) return 'conflict'
    const result = await method.apply(store, args)
    if (luck < 0.12) throw new StoreBusyError('the answer was lost')
    return result
  }
  const weak = new Proxy(store, {
    get: (target, name: keyof Store) => {
      const method = target[name]
      if (typeof method !== 'function' || name === 'close') return method
      return (...args: never[]) => {
        counts.open++
        return call(name, method as (...args: never[]) => Promise<unknown>, args).finally(() => counts.open--)
      }
    },
  })
  /** A pass that failed at one destination goes on at the others: time must not move on before they are done. */
  const rest = async (): Promise<void> => {
    do await setImmediate()
    while (counts.open > 0)
  }
  return { weak, counts, rest }
}

const until = async <Result>(work: () => Promise<Result>): Promise<Result> => {
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof StoreBusyError) && !/kept changing/.test(String(error))) throw error
    }
  }
}

const live = async (store: Store, logs: ReturnType<typeof files>) => {
  const random = seeded(11)
  const { weak, counts, rest } = flaky(store, random)
  let clock = Date.parse('2026-03-03T00:00:00Z')
  const engine = createEngine(loaded, { scope: {} })
  const policy: Policy = {
    route: { name: 'all', match: { level: LOWEST }, destinations: DESTINATIONS, continue: false, routes: [] },
    silences: [],
    schedule: SCHEDULE,
    sendsResolved: new Set(),
  }
  const notes = () => ({ respond: [], description: '', destinations: [], groups: false })
  const memory = engine.memory(8 * 86_400_000)
  const ingester = { engine, memory, store: weak, policy: async () => policy, notes, now: () => clock }
  /** By destination: what it took, each as often as it came. */
  const taken = new Map(DESTINATIONS.map((id) => [id, [] as Message[]]))
  const send =
    (id: string) =>
    async (message: Message): Promise<SendResult> => {
      const luck = random()
      if (luck < 0.1) return { ok: false, retry: true, reason: 'status 429', retryAfter: 1000 }
      if (luck < 0.2) return { ok: false, retry: true, reason: 'status 500' }
      if (luck < 0.3) return { ok: false, retry: true, reason: 'socket hang up' }
      taken.get(id)?.push(message)
      return { ok: true }
    }
  const limits = { rate: 1_000_000, stormCap: 1_000_000 }
  const { pass } = createDelivery({
    store: weak,
    senders: new Map(DESTINATIONS.map((id) => [id, { id, limits, send: send(id) }])),
    now: () => clock,
    renewSecrets: async () => false,
    random,
    sleep: () => new Promise(() => {}),
  })
  const deliver = () => until(() => pass().finally(rest))
  const order = [...logs, ...logs.filter((_, index) => index % 4 === 0)]
    .map((file) => ({ file, place: random() }))
    .sort((a, b) => a.place - b.place)
  for (const { file } of order) {
    await until(() => ingest(file.bytes, file.path, ingester))
    clock += 1000
    await deliver()
  }
  for (let quiet = 0; quiet < 3; clock += 10 * 60_000) {
    const { sent, failed, postponed } = await deliver()
    const waiting = await store.notifications({ status: 'due', limit: 1 })
    quiet = sent + failed + postponed === 0 && waiting.length === 0 ? quiet + 1 : 0
  }
  const alerts = await store.listAlerts({ limit: 100_000 })
  return { alerts, taken, counts, findings: await store.findings({ limit: 1_000_000 }) }
}

/** What a destination must know in the end: each alert that is to be told, as it was last told. */
const wanted = (alerts: readonly Alert[], id: string) =>
  alerts
    .filter(({ rule, level }) => !isStaged(rule) && atLeast(level, LOWEST))
    .map((alert) => [alert.id, alert.notified[id]?.revision])
    .sort()

const latest = (messages: readonly Message[]) => {
  const revisions = new Map<string, number>()
  for (const { alert } of messages) revisions.set(alert.id, Math.max(revisions.get(alert.id) ?? 0, alert.revision))
  return [...revisions].sort()
}

const scanned = async (logs: ReturnType<typeof files>): Promise<readonly Finding[]> => {
  const engine = createEngine(loaded, { scope: {} })
  const slot = {
    scan: async (path: string) => scanFile(logs.find((file) => file.path === path)?.bytes as Buffer, path, engine),
    close: async () => {},
  }
  const input = { files: logs.map(({ path }) => path).sort(), failures: [], skipped: {} }
  return (await scan(input, [slot], engine, () => {}, new AbortController().signal)).findings
}

const check = async (store: Store, logs: ReturnType<typeof files>) => {
  const expected = await scanned(logs)
  const { alerts, taken, counts, findings } = await live(store, logs)
  expect(counts.failures).toBeGreaterThan(50)
  expect(expected.length).toBeGreaterThan(5)
  const plain = (all: readonly Finding[]) => all.map(({ file: _, ...rest }) => JSON.stringify(rest)).sort()
  expect(plain(findings)).toEqual(plain(expected))
  expect(alerts.reduce((sum, { count }) => sum + count, 0)).toBe(expected.length)
  expect(alerts.some(({ rule }) => isStaged(rule))).toBe(true)
  expect(wanted(alerts, 'first').length).toBeGreaterThan(5)
  for (const [id, messages] of taken) expect([id, latest(messages)]).toEqual([id, wanted(alerts, id)])
  const all = [...taken.values()].flat()
  expect(all.length - new Set(all.map(({ id }) => id)).size).toBeLessThanOrEqual(counts.unsettled)
  await store.close()
}

test(
  'memory, with failures injected',
  () => check(openMemory(), files(150, 300, ['leaked-key', 'secrets-harvest', 'crypto-miner'])),
  120_000,
)

test('DynamoDB on moto, with failures injected', async ({ skip }) => {
  const moto = await emptyMoto('one-at-a-time')
  if (!moto) return skip('moto is not installed')
  const client = new DynamoDBClient(moto.client)
  await client.send(new CreateTableCommand({ ...TABLE, TableName: 'outage' } as unknown as CreateTableCommandInput))
  await check(openDynamodb(client, 'outage'), files(12, 5, ['leaked-key']))
}, 240_000)
