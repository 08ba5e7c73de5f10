/** Messages in slow hands, in dead hands, and outcomes that meet a renewal. */
import { describe, expect, test } from 'vitest'
import { alertOf, notificationOf } from '../../../test/contracts/store-fixtures.ts'
import type { Notification } from '../../core/alert.ts'
import { openMemory } from '../../stores/memory.ts'
import { hold } from './hold.ts'

const LEASE = 2_500

/** A store on a clock that goes on when somebody sleeps, until the process dies. */
const rig = async (count: number, maxChange = Number.POSITIVE_INFINITY) => {
  const clock = { now: 10_000, isDead: false, failing: 0, writes: 0 }
  const memory = openMemory()
  const alert = alertOf('one', 1, [])
  await memory.settle(Array.from({ length: count }, (_, index) => notificationOf(alert, index, { due: 0 })))
  const waiting: (() => void)[] = []
  const store = {
    ...memory,
    ...{ maxChange, lease: LEASE },
    settle: async (rows: readonly Notification[]) => {
      if (rows.length > maxChange) throw new RangeError('too many')
      clock.writes++
      if (clock.failing-- > 0) throw new Error('busy')
      // As a store that takes its time: others may come between.
      await new Promise((resolve) => setImmediate(resolve))
      await memory.settle(rows)
    },
  }
  const sleep = (): Promise<void> =>
    new Promise((resolve) => {
      if (!clock.isDead) waiting.push(resolve)
    })
  const pass = async (milliseconds: number): Promise<void> => {
    for (let left = milliseconds; left > 0; left -= LEASE / 4) {
      clock.now += Math.min(left, LEASE / 4)
      for (const wake of waiting.splice(0)) wake()
      for (let turns = 0; turns < 20; turns++) await new Promise((resolve) => setImmediate(resolve))
    }
  }
  const taken = await memory.take(clock.now, LEASE, count)
  const hands = hold(taken, clock.now, { store, now: () => clock.now, sleep })
  const byOthers = async (): Promise<number> => (await memory.take(clock.now, LEASE, count)).length
  return { clock, hands, taken, pass, byOthers, store }
}

describe('held', () => {
  test.each([1, 300])('%i in slow hands are nobody else’s, however long it takes', async (count) => {
    const { hands, pass, byOthers } = await rig(count, 100)
    for (let seconds = 0; seconds < 60; seconds += 5) {
      await pass(5_000)
      expect([await byOthers(), hands.isSure()]).toEqual([0, true])
    }
  })

  test('in dead hands they are another’s once the lease has ended', async () => {
    const { clock, pass, byOthers } = await rig(3)
    await pass(1_000)
    clock.isDead = true
    await pass(LEASE)
    await pass(LEASE)
    expect(await byOthers()).toBe(3)
  })

  test('a store that is busy for a moment loses none; for longer, no send begins any more', async () => {
    const { clock, hands, pass, byOthers } = await rig(2)
    clock.failing = 1
    await pass(LEASE / 2)
    expect([hands.isSure(), await byOthers()]).toEqual([true, 0])
    clock.failing = 1_000
    await pass(LEASE)
    expect(hands.isSure()).toBe(false)
  })

  const OUTCOMES: readonly Partial<Notification>[] = [
    { status: 'sent' },
    { status: 'dead' },
    { status: 'due', due: 99_000 },
  ]
  test.each(OUTCOMES)('no renewal overwrites the outcome %j', async (outcome) => {
    for (let meets = 0; meets < 6; meets++) {
      const { hands, taken, pass, store } = await rig(2)
      const going = pass(LEASE / 4)
      for (let turns = 0; turns < meets; turns++) await new Promise((resolve) => setImmediate(resolve))
      const settled = { ...(taken[0] as Notification), ...outcome }
      await hands.settle(settled)
      await going
      await pass(LEASE)
      const rows = await store.notifications({ limit: 9 })
      expect(rows.find(({ id }) => id === settled.id)).toMatchObject(outcome)
    }
  })

  test('once it has ended nothing is written', async () => {
    const { clock, hands, pass } = await rig(2)
    await hands.end()
    const before = clock.writes
    await pass(10_000)
    expect(clock.writes).toBe(before)
  })
})
