/** The outbox against several destinations, of which one does not answer. */
import { describe, expect, test } from 'vitest'
import { aFinding } from '../../alerting/testing/finding.ts'
import type { Alert, Notification } from '../../core/alert.ts'
import type { Message, SendResult } from '../../core/destination.ts'
import { openMemory } from '../../stores/memory.ts'
import { createDelivery } from './deliver.ts'

const OK: SendResult = { ok: true }

describe('a destination that hangs', () => {
  const createTwo = () => {
    const store = openMemory()
    const sent: string[] = []
    const answers: (() => void)[] = []
    const clock = 1_000_000
    const limits = { rate: 1000, stormCap: 1000 }
    const { pass } = createDelivery({
      store,
      senders: new Map([
        [
          'quick',
          {
            id: 'quick',
            limits,
            send: async ({ alert }: Message) => {
              sent.push(`quick ${alert.id}`)
              return OK
            },
          },
        ],
        [
          'hung',
          { id: 'hung', limits, send: () => new Promise<SendResult>((resolve) => answers.push(() => resolve(OK))) },
        ],
      ]),
      now: () => clock,
      renewSecrets: async () => false,
      random: () => 1,
      // Patience ends at once; the limit of a send does not come.
      sleep: (milliseconds) =>
        milliseconds < 15_000 ? new Promise((resolve) => setImmediate(resolve)) : new Promise(() => {}),
    })
    const add = (n: number, ...destinations: readonly string[]) =>
      store.commit({
        alert: alertOf(n),
        notifications: destinations.map((destination) => notificationOf(n, destination, clock)),
        ...{ findings: [], overtaken: [], hidden: {} },
      })
    return { store, sent, answers, pass, add, clock }
  }
  const settle = () => new Promise((resolve) => setImmediate(resolve))

  test('makes no other wait, and is told of when it answers', async () => {
    const { store, sent, answers, pass, add, clock } = createTwo()
    await add(1, 'hung', 'quick')
    expect(await pass({ patience: 1 })).toMatchObject({ sent: 1 })
    await add(2, 'hung', 'quick')
    // What is due at the one that hangs is given back untried, for two seconds.
    expect(await pass({ patience: 1 })).toMatchObject({ sent: 1, postponed: 1 })
    const waiting = await store.notifications({ alert: 'alert-2', status: 'due', limit: 9 })
    expect(waiting).toMatchObject([{ id: 'alert-2:hung', due: clock + 2_000, attempts: 1, postponed: 1 }])
    expect(sent).toEqual(['quick alert-1', 'quick alert-2'])
    answers.shift()?.()
    await settle()
    expect(await pass({ patience: 1 })).toMatchObject({ sent: 1 })
    expect((await store.notifications({ status: 'due', limit: 9 })).map(({ id }) => id)).toEqual(['alert-2:hung'])
  })

  test('without a limit to its patience a pass waits for all', async () => {
    const { answers, pass, add } = createTwo()
    await add(1, 'hung', 'quick')
    const whole = pass()
    await settle()
    answers.shift()?.()
    expect(await whole).toMatchObject({ sent: 2 })
  })
})

const alertOf = (n: number): Alert => ({
  ...{ id: `alert-${n}`, groupKey: `alert-${n}`, status: 'firing', revision: 1, episode: 1, level: 'high', count: 1 },
  ...{ rule: aFinding({}).rule, first: '', last: '', changed: n, findings: [], respond: [], description: '' },
  ...{ notified: {}, acknowledged: null, assignee: null, decisions: [] },
})
const notificationOf = (n: number, destination: string, now: number): Notification => ({
  ...{ id: `alert-${n}:${destination}`, destination, reason: 'first', alert: alertOf(n), status: 'due', due: now },
  ...{ created: now, attempts: 0, postponed: 0 },
})
