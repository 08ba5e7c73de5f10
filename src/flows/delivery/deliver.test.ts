/**
 * The outbox against destinations that fail: nothing leaves it but as sent, dead or folded.
 * Over 300 lines: every way to fail meets one world with one clock.
 */
import { describe, expect, test } from 'vitest'
import { decide, type Policy, SCHEDULE } from '../../alerting/decide.ts'
import { fold } from '../../alerting/fold.ts'
import { alertId, groupKey } from '../../alerting/group.ts'
import { aFinding } from '../../alerting/testing/finding.ts'
import type { Message, SendResult } from '../../core/destination.ts'
import type { Finding } from '../../core/finding.ts'
import type { Level } from '../../core/rule.ts'
import { openMemory } from '../../stores/memory.ts'
import { createDelivery, type Sender } from './deliver.ts'

const OK: SendResult = { ok: true }
const AGAIN: SendResult = { ok: false, retry: true, reason: 'status 503' }
const LATER: SendResult = { ok: false, retry: true, reason: 'status 429', retryAfter: 120_000 }
const NEVER: SendResult = { ok: false, retry: false, reason: 'status 404' }
const NOTES = { respond: [], description: '', destinations: [], groups: false }

/** A store, one destination that answers as it is asked to, and a clock that only the test moves. */
const createWorld = (answer: (message: Message, tries: number) => SendResult | Promise<SendResult>, limits = {}) => {
  const store = openMemory()
  const sent: Message[] = []
  const renewed: boolean[] = []
  let clock = 1_000_000
  const sender: Sender = {
    id: 'slack',
    limits: { rate: 1000, stormCap: 1000, ...limits },
    send: async (message) => {
      sent.push(message)
      return answer(message, sent.length)
    },
  }
  const delivery = createDelivery({
    store,
    senders: new Map([['slack', sender]]),
    now: () => clock,
    renewSecrets: async () => renewed.shift() ?? false,
    random: () => 1,
    sleep: () => new Promise((resolve) => setImmediate(resolve)),
  })
  const policy: Policy = {
    route: { name: 'all', match: {}, destinations: ['slack'], continue: false, routes: [] },
    silences: [],
    schedule: SCHEDULE,
    sendsResolved: new Set(),
  }
  return {
    store,
    sent,
    renewed,
    pass: delivery.pass,
    wait: (milliseconds: number) => {
      clock += milliseconds
    },
    add: async (finding: Finding, destination = 'slack') => {
      const key = groupKey(finding, false)
      const [before] = await store.alerts([alertId(key)])
      const alert = fold(before, key, [finding], new Set(), NOTES, clock)
      const named = { destinations: [destination] }
      const decided = decide(alert, [finding], [], named, policy, clock)
      const change = { ...decided, findings: [{ key: finding.event.id, finding }], overtaken: [] }
      expect(await store.commit(change)).toBe('committed')
    },
    rows: async () => (await store.notifications({ limit: 1000 })).map(({ status, note }) => [status, note]),
  }
}

let next = 0
const finding = (principal = 'Developer', level: Level = 'high', tags: readonly string[] = []): Finding =>
  aFinding({ event: { id: `e-${next++}` }, principal: { name: principal }, rule: { level, tags } })

test('sent once, with what the first message returned handed to the next', async () => {
  const world = createWorld(() => ({ ok: true, thread: 'ts-1' }))
  await world.add(finding())
  expect(await world.pass()).toMatchObject({ sent: 1, failed: 0 })
  expect(await world.pass()).toMatchObject({ sent: 0 })
  await world.add(finding())
  world.wait(6 * 60_000)
  await world.pass()
  expect(world.sent.map(({ reason, thread }) => [reason, thread])).toEqual([
    ['first', null],
    ['new-findings', 'ts-1'],
  ])
})

describe('tries', () => {
  test('again after a longer wait each time, under one id, until it is taken', async () => {
    const world = createWorld((_, tries) => (tries < 4 ? AGAIN : OK))
    await world.add(finding())
    const waits: number[] = []
    for (let waited = 0; world.sent.length < 4; waited += 1000) {
      const before = world.sent.length
      await world.pass()
      if (world.sent.length > before) waits.push(waited)
      world.wait(1000)
    }
    expect(waits).toEqual([0, 4000, 12_000, 28_000])
    expect(new Set(world.sent.map(({ id }) => id)).size).toBe(1)
    expect(await world.rows()).toEqual([['sent', undefined]])
  })
  test('not before the destination wants to be asked again', async () => {
    const world = createWorld((_, tries) => (tries === 1 ? LATER : OK))
    await world.add(finding())
    await world.pass()
    world.wait(119_000)
    expect(await world.pass()).toMatchObject({ sent: 0, failed: 0 })
    world.wait(1000)
    expect(await world.pass()).toMatchObject({ sent: 1 })
  })
  test('no more when the answer is final; the reason is kept', async () => {
    const world = createWorld(() => NEVER)
    await world.add(finding())
    expect(await world.pass()).toMatchObject({ dead: 1 })
    expect(await world.rows()).toEqual([['dead', 'status 404']])
  })
  test('no more after the last one', async () => {
    const world = createWorld(() => AGAIN)
    await world.add(finding())
    for (let pass = 0; pass < 200; pass++) {
      await world.pass()
      world.wait(16 * 60_000)
    }
    expect(world.sent).toHaveLength(30)
    expect(await world.rows()).toEqual([['dead', 'status 503 (try 30)']])
  })
  test('one that never answers is one that failed', async () => {
    const world = createWorld(() => new Promise(() => {}))
    await world.add(finding())
    expect(await world.pass()).toMatchObject({ failed: 1 })
    expect(await world.rows()).toEqual([['due', 'no answer within 15 s']])
  })
  test('a destination that stays unknown ends in the dead letters, and names itself; one may be known in a minute', async () => {
    const world = createWorld(() => OK)
    await world.add(finding(), 'gone')
    expect(await world.pass()).toMatchObject({ dead: 0, failed: 1 })
    expect(await world.rows()).toEqual([['due', 'no destination has the id "gone"']])
    world.wait(3 * 60_000)
    expect(await world.pass()).toMatchObject({ dead: 1 })
    expect(await world.rows()).toEqual([['dead', 'no destination has the id "gone"']])
  })
})

test('after five failures in a row the destination rests, and what waits is not counted as tried', async () => {
  const world = createWorld(() => AGAIN)
  for (let index = 0; index < 20; index++) await world.add(finding(`role-${index}`))
  const report = await world.pass()
  expect(report).toMatchObject({ failed: 5, postponed: 15 })
  const rows = await world.store.notifications({ limit: 100 })
  expect(rows.filter(({ attempts, postponed }) => attempts === postponed)).toHaveLength(15)
})

test('no more than the rate', async () => {
  const world = createWorld(() => OK, { rate: 5 })
  for (let index = 0; index < 12; index++) await world.add(finding(`role-${index}`))
  expect(await world.pass()).toMatchObject({ sent: 5, postponed: 7 })
  world.wait(60_000)
  expect(await world.pass()).toMatchObject({ sent: 5, postponed: 2 })
  world.wait(60_000)
  expect(await world.pass()).toMatchObject({ sent: 2, postponed: 0 })
})

describe('a storm', () => {
  test('is one message, and every alert in it says so', async () => {
    const world = createWorld(() => OK, { stormCap: 3 })
    for (let index = 0; index < 50; index++) await world.add(finding(`role-${index}`))
    expect(await world.pass()).toMatchObject({ sent: 3, folded: 47 })
    expect(await world.pass()).toMatchObject({ sent: 1 })
    const storm = world.sent.at(-1)
    expect(storm).toMatchObject({ reason: 'storm', alert: { count: 47 } })
    expect((await world.rows()).filter(([status]) => status === 'folded')).toEqual(
      Array.from({ length: 47 }, () => ['folded', `folded into ${storm?.id}`]),
    )
  })
  test('never holds a canary or a critical finding', async () => {
    const world = createWorld(() => OK, { stormCap: 1 })
    for (let index = 0; index < 5; index++) await world.add(finding(`a-${index}`))
    for (let index = 0; index < 5; index++) await world.add(finding(`b-${index}`, 'critical'))
    for (let index = 0; index < 5; index++) await world.add(finding(`c-${index}`, 'low', ['tattletrail.canary']))
    expect(await world.pass()).toMatchObject({ sent: 11, folded: 4 })
  })
  test('that goes on is sent again after its window, not before', async () => {
    const world = createWorld(() => OK, { stormCap: 2 })
    for (let index = 0; index < 10; index++) await world.add(finding(`a-${index}`))
    await world.pass()
    await world.pass()
    for (let index = 0; index < 10; index++) await world.add(finding(`b-${index}`))
    expect(await world.pass()).toMatchObject({ sent: 0, folded: 0, postponed: 10 })
    world.wait(10 * 60_000)
    expect(await world.pass()).toMatchObject({ sent: 2, folded: 8 })
    expect(await world.pass()).toMatchObject({ sent: 1 })
  })
})

test('a process without destinations leaves those of others alone', async () => {
  const world = createWorld(() => OK)
  await world.add(finding())
  const nobody = createDelivery({
    store: world.store,
    senders: new Map(),
    now: () => 2_000_000,
    renewSecrets: async () => false,
    random: () => 1,
    sleep: () => new Promise(() => {}),
  })
  expect(await nobody.pass()).toMatchObject({ dead: 0 })
  expect(await world.rows()).toEqual([['due', undefined]])
})

test('an alert that is tried again is no new one: only more than the cap are a storm', async () => {
  const world = createWorld((_, tries) => (tries <= 8 ? AGAIN : OK), { stormCap: 15 })
  for (let index = 0; index < 15; index++) await world.add(finding(`role-${index}`))
  for (let pass = 0; pass < 30; pass++) {
    await world.pass()
    world.wait(10_000)
  }
  expect(new Set((await world.rows()).map(([status]) => status))).toEqual(new Set(['sent']))
  expect(world.sent.filter(({ reason }) => reason === 'storm')).toEqual([])
})

test('hundreds of new alerts at once are the first few and one storm, not a storm every ten minutes', async () => {
  const world = createWorld(() => OK, { stormCap: 20 })
  for (let index = 0; index < 450; index++) await world.add(finding(`role-${index}`))
  await world.pass()
  await world.pass()
  const storms = world.sent.filter(({ reason }) => reason === 'storm')
  expect(storms.map(({ alert }) => alert.count)).toEqual([430])
  expect(world.sent).toHaveLength(21)
  expect(await world.store.notifications({ status: 'due', limit: 1 })).toEqual([])
})

test('told to stop, it begins nothing, and what was taken is due at once', async () => {
  const stop = new AbortController()
  const world = createWorld(() => {
    stop.abort()
    return OK
  })
  for (let n = 0; n < 3; n++) await world.add(finding(`Role${n}`))
  expect(await world.pass({ signal: stop.signal })).toMatchObject({ sent: 1, postponed: 2 })
  expect(await world.pass()).toMatchObject({ sent: 2 })
})

test('Retry-After rests the destination: the next message is not tried before', async () => {
  const world = createWorld((_, tries) => (tries === 1 ? LATER : OK))
  for (let n = 0; n < 3; n++) await world.add(finding(`Role${n}`))
  expect(await world.pass()).toMatchObject({ failed: 1, postponed: 2 })
  world.wait(119_000)
  await world.pass()
  expect(world.sent).toHaveLength(1)
  world.wait(1_000)
  expect(await world.pass()).toMatchObject({ sent: 3 })
})

describe('a message that is refused for good', () => {
  test.each([
    ['is tried again at once where a secret was rotated', [true], ['sent', undefined], 2],
    ['is buried where none was', [false], ['dead', 'status 404'], 1],
    ['is buried when it is refused with the new one too', [true], ['dead', 'status 404'], 2],
    ['is tried with each new one, too often rotated', [true, true, true, true], ['dead', 'status 404'], 4],
  ] as const)('%s', async (name, renewed, row, tries) => {
    const world = createWorld((_, count) => (count === 2 && !name.includes('too') ? OK : NEVER))
    world.renewed.push(...renewed)
    await world.add(finding())
    await world.pass()
    expect(await world.rows()).toEqual([row])
    expect(world.sent).toHaveLength(tries)
  })
})
