/** The loop from a source to the store: what it does when the store is busy, and when an input is at fault. */
import { expect, test } from 'vitest'
import { SCHEDULE } from '../alerting/decide.ts'
import { aFinding } from '../alerting/testing/finding.ts'
import type { Alert } from '../core/alert.ts'
import type { Input, Source } from '../core/source.ts'
import { type Store, StoreBusyError } from '../core/store.ts'
import { openMemory } from '../stores/memory.ts'
import type { Ingester } from './ingest.ts'
import type { Presence } from './presence.ts'
import { resolveOld, run } from './run.ts'
import { anEngine } from './testing/engine.ts'
import { ONE_TURN } from './turns.ts'

const FINDING = JSON.stringify({
  id: 'f-1',
  'detail-type': 'GuardDuty Finding',
  source: 'aws.guardduty',
  detail: {
    id: 'f-1',
    type: 'UnauthorizedAccess:IAMUser/MaliciousIPCaller',
    severity: 8,
    accountId: '123456789012',
    region: 'eu-west-1',
  },
})

const ingesterOf = (store: Store): Ingester => {
  const { memory, ...engine } = anEngine([])
  return {
    engine,
    memory,
    store,
    policy: async () => ({
      route: { name: 'all', match: {}, destinations: [], continue: false, routes: [] },
      silences: [],
      schedule: SCHEDULE,
      sendsResolved: new Set<string>(),
    }),
    notes: () => ({ respond: [], description: '', destinations: [], groups: false }),
    now: () => 1_000_000,
  }
}

const ALONE: Presence = { beat: async () => 0, leave: async () => {} }

const live = async (body: string, refusals: number) => {
  const memory = openMemory()
  let left = refusals
  const store: Store = {
    ...memory,
    commit: async (change) => {
      if (left-- > 0) throw new StoreBusyError('locked')
      return memory.commit(change)
    },
  }
  const told: string[] = []
  const input: Input = {
    kind: 'bus-event',
    name: 'finding',
    read: async () => Buffer.from(body),
    ack: async () => void told.push('ack'),
    fail: async () => void told.push('fail'),
  }
  const source: Source = {
    type: 'one',
    inputs: async function* () {
      yield input
    },
  }
  const ingester = async () => ingesterOf(store)
  await run(
    {
      source,
      ingester,
      deliver: async () => ({ sent: 0, failed: 0, dead: 0, folded: 0, postponed: 0 }),
      presence: ALONE,
      resolveAfter: 1e9,
      checks: async () => [],
      storeTries: Number.POSITIVE_INFINITY,
      sleep: () => new Promise((resolve) => setImmediate(resolve)),
      turns: () => ONE_TURN,
      on: {
        skipped: () => {},
        findings: () => void told.push('findings'),
        ingested: () => {},
        failed: (_, reason) => void told.push(reason),
        delivered: () => {},
        stalled: (what) => void told.push(`stalled ${what}`),
        shared: () => {},
      },
    },
    new AbortController().signal,
  )
  return { told, alerts: await store.listAlerts({ limit: 10 }) }
}

test('an input waits for a busy store, and is not given up for it', async () => {
  const { told, alerts } = await live(FINDING, 5)
  expect(told).toEqual([...Array(5).fill('stalled store'), 'findings', 'ack'])
  expect(alerts).toHaveLength(1)
})

test('an input that is at fault itself fails at once, and says why', async () => {
  const { told, alerts } = await live('[]', 0)
  expect(told).toEqual(['not an event of the bus', 'fail'])
  expect(alerts).toEqual([])
})

/** A source of its own making, and what the loop did with it. */
const runWith = async (
  inputs: readonly Pick<Input, 'name' | 'read'>[],
  {
    deliver = async () => NOTHING_DUE,
    presence = ALONE,
    storeTries = Number.POSITIVE_INFINITY,
    checks = async () => [],
    signal = new AbortController().signal,
    sleep = pause,
    follow = false,
  }: Partial<Parameters<typeof run>[0]> & {
    readonly signal?: AbortSignal
    /** The source ends with the signal only. */
    readonly follow?: boolean
  } = {},
) => {
  const said: string[] = []
  const settled: string[] = []
  const source: Source = {
    type: 'some',
    inputs: async function* (signal) {
      for (const { name, read } of inputs)
        yield {
          kind: 'bus-event',
          name,
          read,
          ack: async () => void settled.push(`ack ${name}`),
          fail: async () => void settled.push(`fail ${name}`),
        }
      while (follow && !signal.aborted) await pause()
    },
  }
  await run(
    {
      source,
      ingester: async () => ingesterOf(openMemory()),
      deliver,
      presence,
      resolveAfter: 1e9,
      checks,
      storeTries,
      sleep,
      turns: () => ONE_TURN,
      on: {
        skipped: () => {},
        findings: (name, { findings }) => void (name === 'checks' && said.push(`${findings} of checks`)),
        ingested: () => {},
        failed: (name, reason) => void said.push(`failed ${name}: ${reason}`),
        delivered: () => void said.push('delivered'),
        stalled: (what, reason) => void said.push(`stalled ${what}: ${reason}`),
        shared: (others) => void said.push(`shared with ${others}`),
      },
    },
    signal,
  )
  return { said, settled }
}
const NOTHING_DUE = { sent: 0, failed: 0, dead: 0, folded: 0, postponed: 0 }
const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const bad = (name: string) => ({ name, read: () => Promise.reject(new Error('cannot be read')) })
const good = (name: string) => ({ name, read: async () => Buffer.from(FINDING) })

test.each([1, 3])(
  'a store that is busy at every one of %i tries ends it, and the input is neither done nor given up',
  async (tries) => {
    let reads = 0
    const read = () => {
      reads++
      return Promise.reject(new StoreBusyError('the disk is full'))
    }
    await expect(runWith([{ name: 'a', read }, good('b')], { storeTries: tries })).rejects.toThrow('the disk is full')
    expect(reads).toBe(tries)
  },
)

test('an input that fails makes no other wait', async () => {
  const waits: number[] = []
  const { settled } = await runWith([bad('a'), good('b'), bad('c'), good('d')], {
    sleep: async (milliseconds) => {
      waits.push(milliseconds)
      await pause()
    },
  })
  expect(settled).toEqual(['fail a', 'ack b', 'fail c', 'ack d'])
  // The pauses between two deliveries, two looks for alerts that ended and two looks for other runs, and none else.
  expect(waits.filter((wait) => ![500, 15_000, 60_000, 3_600_000].includes(wait))).toEqual([])
})

test('what checks find is kept; checks that cannot be made are said, and asked again in an hour', async () => {
  const stop = new AbortController()
  const answers = [() => Promise.reject(new Error('no credentials')), async () => [aFinding()]]
  const hours: number[] = []
  const { said } = await runWith([], {
    follow: true,
    checks: async () => {
      if (answers.length === 1) setImmediate(() => setImmediate(() => stop.abort()))
      return (answers.shift() ?? (async () => []))()
    },
    sleep: async (milliseconds) => {
      if (milliseconds === 3_600_000) hours.push(milliseconds)
      await pause()
    },
    signal: stop.signal,
  })
  expect(said.slice(0, 2)).toEqual(['stalled checks: no credentials', '1 of checks'])
  expect(hours.length).toBeGreaterThan(0)
})

test('others on the same store are heard of when they come and go, and it takes its leave', async () => {
  const seen = [0, 0, 2, 2, 1, 0]
  const stop = new AbortController()
  let left = 0
  const { said } = await runWith([], {
    follow: true,
    presence: {
      beat: async () => {
        if (seen.length === 1) stop.abort()
        return seen.shift() ?? 0
      },
      leave: async () => {
        left++
        throw new Error('locked')
      },
    },
    signal: stop.signal,
  })
  expect(said).toEqual(['shared with 2', 'shared with 1', 'shared with 0'])
  expect(left).toBe(1)
})

test('told to stop, it ends although a destination hangs; what that says later is not heard', async () => {
  const stop = new AbortController()
  let answer = (): void => {}
  const hanging = new Promise<typeof NOTHING_DUE>((resolve) => {
    answer = () => resolve({ ...NOTHING_DUE, sent: 1 })
  })
  const ended = runWith([good('a')], {
    deliver: async () => {
      setImmediate(() => stop.abort())
      return hanging
    },
    signal: stop.signal,
  })
  const { said } = await ended
  answer()
  await pause()
  expect(said).toEqual([])
})

const RULE = { id: 'r', title: 'R', level: 'high', status: 'stable', tags: [], language: 'sigma' } as const

test('every alert that is quiet is looked at, however many there are; one that others change is left to them', async () => {
  const memory = openMemory()
  const alertAt = (n: number, changed: number): Alert => ({
    ...{ id: `alert-${n}`, groupKey: `alert-${n}`, status: 'firing', revision: 1, episode: 1, level: 'high', count: 1 },
    ...{ rule: RULE, first: '', last: '', changed, findings: [], respond: [], description: '' },
    ...{ acknowledged: null, assignee: null, notified: {}, decisions: [] },
  })
  for (let n = 0; n < 1_300; n++)
    await memory.commit({
      alert: alertAt(n, n < 1_200 ? n : 10_000),
      ...{ findings: [], overtaken: [], notifications: [], hidden: {} },
    })
  let asked = 0
  const store: Store = {
    ...memory,
    commit: async (change) => (change.alert.id === 'alert-7' ? 'conflict' : memory.commit(change)),
  }
  const resolved = await resolveOld(store, { sendsResolved: new Set() }, 1_000, 2_500, async () => ++asked > 0)
  expect(resolved).toBe(1_199)
  expect(await memory.listAlerts({ status: 'firing', limit: 2_000 })).toHaveLength(101)
  // Out of time: what is left is left for the next time.
  expect(await resolveOld(memory, { sendsResolved: new Set() }, 1_000, 2_500, async () => false)).toBe(0)
})
