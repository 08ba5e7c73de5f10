import { expect, test } from 'vitest'
import { StoreBusyError } from '../core/store.ts'
import { untilCommitted } from './commit.ts'

test.each([
  [0, 'done'],
  [11, 'done'],
  [12, 'alert a: others kept changing it, 12 times'],
])('a change that %i others forestall: %s', async (others, outcome) => {
  let tries = 0
  const pauses: number[] = []
  const store = { pause: async (tries: number) => void pauses.push(tries) }
  const change = untilCommitted(store, 'a', async () => (tries++ < others ? 'conflict' : 'done'))
  if (outcome === 'done') expect(await change).toBe(outcome)
  else await expect(change).rejects.toThrow(new StoreBusyError(outcome))
  expect(tries).toBe(Math.min(others + 1, 12))
  // Longer with each try, and none before the first.
  expect(pauses).toEqual(Array.from({ length: tries - 1 }, (_, at) => at + 2))
})
