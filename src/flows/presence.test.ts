/** Runs on one store hear of each other: those that are there, those that ended, those that were killed. */
import { expect, test } from 'vitest'
import { openMemory } from '../stores/memory.ts'
import { createPresence } from './presence.ts'

const atOneStore = () => {
  const clock = { now: 1_000_000_000 }
  const store = openMemory()
  return { clock, store, join: (id: string) => createPresence(store, id, () => clock.now) }
}

test('alone, a run hears of nobody, however often it asks', async () => {
  const { join, clock } = atOneStore()
  const run = join('a')
  for (let beats = 0; beats < 5; beats++, clock.now += 15_000) expect(await run.beat()).toBe(0)
})

test('each hears of every other, and no more of those that took their leave', async () => {
  const { join } = atOneStore()
  const [a, b, c] = [join('a'), join('b'), join('c')]
  expect([await a.beat(), await b.beat(), await c.beat(), await a.beat()]).toEqual([0, 1, 2, 2])
  await b.leave()
  expect([await a.beat(), await c.beat()]).toEqual([1, 1])
})

test.each([
  ['59 s ago', 59_999, 1],
  ['a minute ago', 60_000, 0],
  ['by a clock that is 59 s ahead', -59_999, 1],
  ['by a clock that is a minute ahead', -60_000, 0],
])('one that was seen %s counts as there: %i ms, %i', async (_, ago, others) => {
  const { join, clock, store } = atOneStore()
  await join('killed').beat()
  clock.now += ago
  expect(await join('next').beat()).toBe(others)
  expect((await store.handled('runs')).has('killed')).toBe(others === 1)
})

test('what is no time is forgotten', async () => {
  const { join, store } = atOneStore()
  await store.noteHandled('runs', new Map([['odd', 'noon']]))
  expect(await join('a').beat()).toBe(0)
  expect([...(await store.handled('runs')).keys()]).toEqual(['a'])
})
