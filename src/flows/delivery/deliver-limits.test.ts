/** The outbox at each limit: how many are taken, how long they are held, when they are tried again, and when no more. */
import { describe, expect, test } from 'vitest'
import { aFinding } from '../../alerting/testing/finding.ts'
import { createLife } from '../../alerting/testing/life.ts'
import type { Notification } from '../../core/alert.ts'
import type { SendResult } from '../../core/destination.ts'
import type { Json } from '../../core/json.ts'
import { MINUTE, SECOND } from '../../notation/duration.ts'
import { openMemory } from '../../stores/memory.ts'
import { createDelivery, type Deliverer, type DeliverReport, deliverAll, mayGoOn } from './deliver.ts'

const OK: SendResult = { ok: true }
const AGAIN: SendResult = { ok: false, retry: true, reason: 'status 503' }
const NEVER: SendResult = { ok: false, retry: false, reason: 'status 404' }
const START = 10_000_000
const [opened] = createLife().at(1, aFinding()).notifications as [Notification]
/** Taken for the first time. */
const taken = (more: Partial<Notification> = {}): Notification => ({ ...opened, created: START, attempts: 1, ...more })

interface Play {
  readonly rows: readonly Notification[]
  readonly answer?: () => SendResult
  /** How long each send takes. */
  readonly takes?: number
  readonly thread?: Json
  readonly stormCap?: number
  readonly more?: Partial<Deliverer>
  readonly store?: Partial<Deliverer['store']>
}

/** One destination, `slack`, and an outbox that hands out the rows once. */
const play = ({ rows, answer = () => OK, takes = 0, thread = null, stormCap = 1000, more, store }: Play) => {
  let clock = START
  let left = [...rows]
  const [takings, settled, sizes, threads]: [number[][], Notification[], number[], unknown[]] = [[], [], [], []]
  let [sends, renewals] = [0, 0]
  const delivery = createDelivery({
    store: {
      ...openMemory(),
      take: async (now, lease, limit) => {
        takings.push([now, lease, limit])
        const batch = left.slice(0, limit)
        left = left.slice(limit)
        return batch
      },
      settle: async (some) => {
        settled.push(...some)
        sizes.push(some.length)
      },
      thread: async () => thread,
      setThread: async (...what) => void threads.push(what),
      ...store,
    },
    senders: new Map([
      [
        'slack',
        {
          id: 'slack',
          limits: { rate: 1000, stormCap },
          send: async () => {
            sends++
            clock += takes
            return answer()
          },
        },
      ],
    ]),
    now: () => clock,
    renewSecrets: async () => {
      renewals++
      return false
    },
    random: () => 1,
    sleep: () => new Promise(() => {}),
    ...more,
  })
  const add = (...others: readonly Notification[]) => void left.push(...others)
  const counts = () => ({ sends, renewals })
  return { pass: delivery.pass, add, takings, settled, sizes, threads, counts }
}

describe('what one pass takes', () => {
  const gone = Array.from({ length: 1_100 }, (_, n) => taken({ id: `n${n}`, destination: 'gone' }))
  test.each<[string, number, number, readonly number[], number]>([
    ['nothing', Number.POSITIVE_INFINITY, 0, [100], 0],
    ['less than a batch', Number.POSITIVE_INFINITY, 99, [100], 99],
    ['a batch, and whether there is more', Number.POSITIVE_INFINITY, 100, [100, 100], 100],
    ['a thousand at most', Number.POSITIVE_INFINITY, 1_100, Array(10).fill(100), 1_000],
    ['until there are a thousand', 37, 1_100, Array(28).fill(37), 28 * 37],
    ['no more at once than the store can take', 3, 7, [3, 3, 3], 7],
  ])('%s', async (_, maxChange, length, limits, count) => {
    const { pass, takings, settled, sizes } = play({ rows: gone.slice(0, length), store: { maxChange } })
    await pass()
    expect(takings).toEqual(limits.map((limit) => [START, MINUTE, limit]))
    expect([settled.length, Math.max(0, ...sizes)]).toEqual([count, Math.min(count, 100, maxChange)])
  })
})

describe('a destination that is not known', () => {
  test.each([
    ['until three minutes have passed: again in half a minute', 3 * MINUTE - 1, 'due', START + 30 * SECOND],
    ['after that: never', 3 * MINUTE, 'dead', opened.due],
  ])('%s', async (_, age, status, due) => {
    const { pass, settled } = play({ rows: [taken({ destination: 'gone', created: START - age })] })
    expect(await pass()).toMatchObject(status === 'dead' ? { dead: 1, failed: 0 } : { dead: 0, failed: 1 })
    expect(settled).toMatchObject([{ status, due, note: 'no destination has the id "gone"' }])
  })
  test('each of its messages is judged by itself', async () => {
    const rows = [START, START - MINUTE, 0].map((created) => taken({ destination: 'gone', created }))
    expect(await play({ rows }).pass()).toMatchObject({ dead: 1, failed: 2 })
  })
})

describe('what is left of the lease must do for a send and its outcome', () => {
  test.each([
    [30 * SECOND, { sent: 2, postponed: 0 }],
    [30 * SECOND + 1, { sent: 1, postponed: 1 }],
  ])('a send that takes %i ms', async (takes, report) => {
    const { pass, settled } = play({ rows: [taken({ id: 'a' }), taken({ id: 'b' })], takes })
    expect(await pass()).toMatchObject(report)
    const [, second] = settled
    expect(second).toMatchObject(report.postponed ? { due: START + takes, status: 'due', postponed: 1 } : { id: 'b' })
  })
})

describe('a message that fails is tried again', () => {
  test.each<[string, Partial<Notification>, Partial<Notification>]>([
    ['after the first try', {}, { due: START + 4 * SECOND }],
    ['after the eighth', { attempts: 8 }, { due: START + 512 * SECOND }],
    ['after the ninth: a quarter of an hour at most', { attempts: 9 }, { due: START + 15 * MINUTE }],
    ['after the last but one', { attempts: 29 }, { status: 'due', due: START + 15 * MINUTE }],
    ['no more after the thirtieth', { attempts: 30 }, { status: 'dead', note: 'status 503 (try 30)' }],
    ['what was only postponed counts for nothing', { attempts: 32, postponed: 31 }, { due: START + 4 * SECOND }],
    ['and is no try', { attempts: 37, postponed: 7 }, { status: 'dead', note: 'status 503 (try 30)' }],
  ])('%s', async (_, row, expected) => {
    const { pass, settled } = play({ rows: [taken(row)], answer: () => AGAIN })
    await pass()
    expect(settled).toMatchObject([{ status: 'due', note: 'status 503', ...row, ...expected }])
  })
  test('after a random part of its wait', async () => {
    const { pass, settled } = play({ rows: [taken()], answer: () => AGAIN, more: { random: () => 0.25 } })
    await pass()
    expect(settled).toMatchObject([{ due: START + SECOND }])
  })
})

test.each<[string, SendResult, Json, boolean]>([
  ['what a first message returned', { ok: true, thread: 'ts-1' }, null, true],
  ['nothing, where it returned nothing', OK, null, false],
  ['nothing, where the thread is known', { ok: true, thread: 'ts-2' }, 'ts-1', false],
  ['nothing of one that failed', AGAIN, null, false],
])('later messages are handed %s', async (_, result, thread, isKept) => {
  const { pass, threads } = play({ rows: [taken()], answer: () => result, thread })
  await pass()
  expect(threads).toEqual(isKept ? [[opened.alert.id, opened.alert.episode, 'slack', 'ts-1']] : [])
})

test.each([
  ['one that was taken', OK, 'sent', 0],
  ['one that may be taken later', AGAIN, 'due', 0],
  ['one that is refused for good', NEVER, 'dead', 1],
] as const)(
  'secrets are read anew for no message but one that is refused for good: %s',
  async (_, result, status, times) => {
    const { pass, settled, counts } = play({ rows: [taken()], answer: () => result })
    await pass()
    expect(settled).toMatchObject([{ status }])
    expect(counts()).toEqual({ sends: 1, renewals: times })
  },
)

test('whether a secret was rotated is not known while it cannot be read: the message is tried again', async () => {
  const renewSecrets = () => Promise.reject(new Error('throttled'))
  const { pass, settled } = play({ rows: [taken()], answer: () => NEVER, more: { renewSecrets } })
  await pass()
  expect(settled).toMatchObject([
    { status: 'due', note: expect.stringMatching(/; its secret cannot be read anew: throttled$/) },
  ])
})

test('while a destination rests nothing is folded: what waits may yet be sent one by one', async () => {
  const asks: SendResult = { ...AGAIN, retryAfter: MINUTE }
  const { pass, add, settled } = play({ rows: [taken()], answer: () => asks, stormCap: 1 })
  expect(await pass()).toMatchObject({ failed: 1 })
  add(...['a', 'b', 'c'].map((id) => taken({ id })))
  expect(await pass()).toMatchObject({ folded: 0, postponed: 3 })
  expect(settled.slice(1).map(({ status, due }) => [status, due])).toEqual(Array(3).fill(['due', START + MINUTE]))
})

test('what the store threw is thrown once the others have ended, and once', async () => {
  let isFull = true
  const settle: Deliverer['store']['settle'] = async ([row]) => {
    if (isFull && row?.destination === 'gone') throw new Error('disk full')
  }
  const { pass, counts } = play({ rows: [taken({ destination: 'gone' }), taken()], store: { settle } })
  await expect(pass()).rejects.toThrow('disk full')
  expect(counts()).toMatchObject({ sends: 1 })
  isFull = false
  expect(await pass()).toMatchObject({ sent: 1, failed: 0 })
})

const NOTHING: DeliverReport = { sent: 0, failed: 0, dead: 0, folded: 0, postponed: 0 }

test.each<[Partial<DeliverReport>, boolean]>([
  [{}, false],
  [{ failed: 3 }, false],
  [{ sent: 1, dead: 1 }, true],
  [{ dead: 1, folded: 1 }, true],
  [{ folded: 1, postponed: 1 }, true],
  [{ postponed: 1 }, true],
])('after %j another pass may find something: %s', (report, isMore) => {
  expect(mayGoOn({ ...NOTHING, ...report })).toBe(isMore)
})

test('passes are made until nothing is left to do now, and their reports added up', async () => {
  const reports: DeliverReport[] = [
    { ...NOTHING, sent: 1, dead: 2 },
    { ...NOTHING, sent: 2, failed: 1, folded: 4, postponed: 8 },
    { ...NOTHING, failed: 1 },
    { ...NOTHING, sent: 100 },
  ]
  expect(await deliverAll(async () => reports.shift() ?? NOTHING)).toEqual({
    ...{ sent: 3, failed: 2, dead: 2, folded: 4, postponed: 8 },
  })
  expect(reports).toHaveLength(1)
})
