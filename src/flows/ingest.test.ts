/** Findings on their way into the store: what is news, what is known, and what stands for something earlier. */
import { describe, expect, test } from 'vitest'
import { SCHEDULE } from '../alerting/decide.ts'
import { resolve } from '../alerting/resolve.ts'
import { aFinding } from '../alerting/testing/finding.ts'
import type { Alert } from '../core/alert.ts'
import type { Finding } from '../core/finding.ts'
import { YES } from '../core/language.ts'
import { type Store, StoreBusyError } from '../core/store.ts'
import { aCorrelation, aRule } from '../detect/testing/rules.ts'
import { openMemory } from '../stores/memory.ts'
import { type Ingester, ingest, ingestFindings } from './ingest.ts'
import { anEngine } from './testing/engine.ts'

const begin = (store: Store = openMemory(), engine = anEngine([])) => {
  const ingester: Ingester = {
    ...{ store, engine, memory: engine.memory },
    policy: async () => ({
      route: { name: 'all', match: {}, destinations: ['slack'], continue: false, routes: [] },
      silences: [],
      schedule: SCHEDULE,
      sendsResolved: new Set<string>(),
    }),
    notes: () => ({ respond: [], description: '', destinations: [], groups: false }),
    now: () => Date.parse('2026-03-04T02:20:00Z'),
  }
  return {
    ingest: (bytes: Buffer) => ingest(bytes, 'log.json', ingester),
    add: (...findings: Finding[]) => ingestFindings(findings, ingester),
    end: async () => {
      const [alert] = (await store.listAlerts({ limit: 1 })) as [Alert]
      const ended = resolve(alert, [], { sendsResolved: new Set() }, 'by hand', 1_000_000)
      expect(await store.commit({ ...ended, findings: [], overtaken: [] })).toBe('committed')
    },
    sent: async () => (await store.notifications({ limit: 10 })).map(({ id, reason }) => `${id.slice(17)} ${reason}`),
    alerts: () => store.listAlerts({ limit: 10 }),
    findings: async () => (await store.findings({ limit: 100 })).map(({ event, message }) => `${event.id} ${message}`),
  }
}

/** What a behavioural rule found, completed by the last of these events. */
const burst = (name: string, ...eventIds: string[]): Finding =>
  aFinding({
    event: { id: eventIds[2] as string },
    eventIds,
    message: eventIds.join(''),
    group: { sourceIPAddress: '198.51.100.7' },
    principal: { name },
  })

test('a burst that grows tells nobody while its alert fires, and again at once when that has ended', async () => {
  const life = begin()
  expect(await life.add(burst('dev', 'a', 'b', 'c'))).toMatchObject({ findings: 1, notifications: 1 })
  expect(await life.add(burst('dev', 'a', 'b', 'c', 'd'))).toMatchObject({ findings: 0, notifications: 0 })
  await life.end()
  expect(await life.add(burst('dev', 'a', 'b', 'c', 'd', 'e'))).toMatchObject({ findings: 0, notifications: 1 })
  expect((await life.sent()).sort()).toEqual(['1:slack:0 first', '2:slack:0 first'])
  expect(await life.alerts()).toMatchObject([{ status: 'firing', episode: 2, count: 1 }])
})

test('a late event that makes a burst that of another principal is sent, with its reason', async () => {
  const life = begin()
  await life.add(burst('alice', 'a', 'b', 'd'))
  await life.add(burst('bob', 'a', 'b', 'c', 'd'))
  const [bob] = (await life.alerts()).filter(({ groupKey }) => groupKey.includes('bob'))
  expect(bob?.decisions).toMatchObject([{ reason: 'first', destination: 'slack' }])
})

test('an alert that others keep changing is a busy store: the input is offered again', async () => {
  const life = begin({ ...openMemory(), commit: async () => 'conflict' })
  await expect(life.add(aFinding())).rejects.toThrow(StoreBusyError)
})

describe('findings on their way in', () => {
  const one = (id: string, more: Parameters<typeof aFinding>[0] = {}): Finding =>
    aFinding({ message: 'm', ...more, event: { id } })
  const other = { principal: { name: 'other' } }
  test.each<[string, readonly (readonly Finding[])[], stored: string, alerts: number, sum: readonly number[]]>([
    ['of one alert', [[one('a'), one('b')]], 'a m, b m', 1, [2, 0, 1]],
    ['of two', [[one('a'), one('b', other)]], 'a m, b m', 2, [2, 0, 2]],
    ['twice in one piece', [[one('a'), one('a')]], 'a m', 1, [1, 1, 1]],
    [
      'again',
      [
        [one('a'), one('b')],
        [one('b'), one('c')],
      ],
      'a m, b m, c m',
      1,
      [1, 1, 1],
    ],
    ['again, in other words: as it was', [[one('a')], [one('a', { message: 'n' })]], 'a m', 1, [0, 1, 0]],
    ['nothing', [[]], '', 0, [0, 0, 0]],
  ])('%s', async (_, pieces, stored, alerts, [findings, duplicates, notifications]) => {
    const life = begin()
    let last = {}
    for (const piece of pieces) last = await life.add(...piece)
    expect(last).toEqual({ findings, duplicates, notifications })
    expect((await life.findings()).sort().join(', ')).toBe(stored)
    expect(await life.alerts()).toHaveLength(alerts)
  })

  test('go in pieces that the store can take, of which each may count twice', async () => {
    const store = openMemory()
    const sizes: number[] = []
    const commit: Store['commit'] = (change) => {
      sizes.push(change.findings.length)
      return store.commit(change)
    }
    const life = begin({ ...store, maxChange: 5, commit })
    expect(await life.add(...['a', 'b', 'c', 'd', 'e'].map((id) => one(id)))).toMatchObject({ findings: 5 })
    expect(sizes).toEqual([2, 2, 1])
  })

  test('a message that is tried already is not rewritten: what comes then is a follow-up', async () => {
    const store = openMemory()
    const life = begin(store)
    await life.add(one('a'))
    await life.add(one('b'))
    expect(await life.sent()).toEqual(['1:slack:0 first'])
    await store.take(Number.MAX_SAFE_INTEGER, 1, 1)
    await life.add(one('c'))
    expect((await life.sent()).sort()).toEqual(['1:slack:0 first', '1:slack:1 new-findings'])
  })
})

describe('a burst stands for', () => {
  test.each<[string, readonly Finding[], stored: string, sum: readonly number[], revision: number, decision: string]>([
    [
      'itself, just as it was',
      [burst('dev', 'a', 'b', 'c'), burst('dev', 'a', 'b', 'c')],
      'c abc',
      [0, 1, 0],
      1,
      'first',
    ],
    [
      'itself, smaller',
      [burst('dev', 'a', 'b', 'c'), burst('dev', 'a', 'b', 'c', 'd')],
      'c abcd',
      [0, 1, 0],
      2,
      'first',
    ],
    [
      'that which a later event completed, before one between them came in',
      [burst('dev', 'a', 'b', 'd'), burst('dev', 'a', 'b', 'c', 'd')],
      'c abcd',
      [1, 0, 0],
      2,
      'first',
    ],
    ['no other', [burst('dev', 'a', 'b', 'c'), burst('dev', 'x', 'y', 'z')], 'c abc, z xyz', [1, 0, 1], 2, 'folded'],
    [
      'itself among others, just as it was',
      [burst('dev', 'a', 'b', 'c'), burst('dev', 'x', 'y', 'z'), burst('dev', 'a', 'b', 'c')],
      'c abc, z xyz',
      [0, 1, 0],
      2,
      'folded',
    ],
  ])('%s', async (_, bursts, stored, [findings, duplicates, notifications], revision, decision) => {
    const life = begin()
    let last = {}
    for (const one of bursts) last = await life.add(one)
    expect(last).toEqual({ findings, duplicates, notifications })
    expect((await life.findings()).sort().join(', ')).toBe(stored)
    const [alert, ...others] = await life.alerts()
    expect([alert?.revision, alert?.decisions.at(-1)?.reason, others]).toEqual([revision, decision, []])
  })

  test('that of another principal, which had the same event', async () => {
    const life = begin()
    await life.add(burst('alice', 'a', 'b', 'c'))
    expect(await life.add(burst('bob', 'a', 'b', 'c'))).toEqual({ findings: 0, duplicates: 1, notifications: 1 })
  })
})

describe('a log', () => {
  const rule = aRule('seen', {}, { evaluate: ({ eventName }) => (eventName === 'Seen' ? YES : { matched: false }) })
  const record = (eventID: string, second: number, eventName = 'Seen', sourceIPAddress = '192.0.2.1') => ({
    ...{ eventID, eventName, sourceIPAddress, eventTime: `2026-03-04T02:14:${String(second).padStart(2, '0')}Z` },
    userIdentity: { type: 'IAMUser', userName: 'dana', arn: 'arn:aws:iam::123456789012:user/dana' },
  })
  const log = (...records: readonly unknown[]): Buffer => Buffer.from(JSON.stringify({ Records: records }))
  const [a, b] = [record('a', 1), record('b', 2)]
  const anonymous = (second: number) => {
    const { eventID: _, ...rest } = record('', second)
    return rest
  }

  test.each<[string, Buffer, records: number, findings: number]>([
    ['of two events', log(a, b), 2, 2],
    ['with one event twice', log(a, b, a), 3, 2],
    ['of events without an id', log(anonymous(1), anonymous(2)), 2, 2],
    ['of nothing that matches', log(record('c', 3, 'Other')), 1, 0],
  ])('%s', async (_, bytes, records, findings) => {
    const life = begin(openMemory(), anEngine([rule]))
    const report = { read: { records, evaluated: records }, ruleErrors: [], remembered: 0, findings, duplicates: 0 }
    expect(await life.ingest(bytes)).toMatchObject(report)
    expect(await life.ingest(bytes)).toMatchObject({ ...report, findings: 0, duplicates: findings, notifications: 0 })
  })

  test('with a rule that fails', async () => {
    const fails = aRule('fails', {}, { evaluate: () => ({ matched: false, error: 'broken' }) })
    const { ruleErrors } = await begin(openMemory(), anEngine([fails])).ingest(log(a, b))
    expect(ruleErrors).toEqual([{ rule: 'fails', count: 2, example: 'broken' }])
  })

  const silent = { ...rule, reports: false }
  const twice = (groupBy: readonly string[] = []) => anEngine([silent], [aCorrelation('twice', ['seen'], { groupBy })])
  test('a behavioural rule remembers what it saw, and finds in the next log what it began in this one', async () => {
    const life = begin(openMemory(), twice())
    expect(await life.ingest(log(a))).toMatchObject({ remembered: 1, findings: 0, duplicates: 0 })
    expect(await life.ingest(log(b))).toMatchObject({ remembered: 1, findings: 1, notifications: 1 })
    expect(await life.ingest(log(b))).toMatchObject({ remembered: 0, findings: 0, duplicates: 1 })
    // The same group minutes later: what was found then is not found again.
    const later = { ...record('c', 3), eventTime: '2026-03-04T02:18:09Z' }
    expect(await life.ingest(log(later))).toMatchObject({ remembered: 1, findings: 0, duplicates: 0 })
    expect(await life.ingest(log(record('x', 4, 'Other')))).toMatchObject({ remembered: 0, findings: 0, duplicates: 0 })
  })

  test('an event that comes late is part of what a known one completes', async () => {
    const thrice = aCorrelation('thrice', ['seen'], { condition: [{ op: 'gte', value: 3 }] })
    const life = begin(openMemory(), anEngine([silent], [thrice]))
    expect(await life.ingest(log(a, record('c', 3)))).toMatchObject({ findings: 0 })
    expect(await life.ingest(log(b))).toMatchObject({ findings: 1 })
    expect(await life.alerts()).toMatchObject([{ findings: [{ event: { id: 'c' }, eventIds: ['a', 'b', 'c'] }] }])
  })

  test('events without an id are a burst too', async () => {
    const life = begin(openMemory(), twice())
    expect(await life.ingest(log(anonymous(1), anonymous(2)))).toMatchObject({ remembered: 2, findings: 1 })
  })

  test('of many groups those are recalled together that fit', async () => {
    const store = openMemory()
    const [recalled, atOnce]: [string[], number[]] = [[], []]
    let open = 0
    const recall: Store['recall'] = async (unit, now) => {
      recalled.push(unit)
      atOnce.push(++open)
      const rows = await store.recall(unit, now)
      open--
      return rows
    }
    const life = begin({ ...store, recall }, twice(['sourceIPAddress']))
    const of = (n: number) => [1, 2].map((second) => record(`${n}-${second}`, second, 'Seen', `192.0.2.${n}`))
    expect(await life.ingest(log(...Array.from({ length: 41 }, (_, n) => of(n)).flat()))).toMatchObject({
      ...{ remembered: 82, findings: 41, duplicates: 0 },
    })
    expect([new Set(recalled).size, recalled.length, Math.max(...atOnce)]).toEqual([41, 41, 20])
  })
})
