import { expect, test } from 'vitest'
import { createTurns, inTurns, ONE_TURN, StoppedError } from './turns.ts'

/** Steps that take a few milliseconds each, by a clock of their own. */
const work = (count: number, each = 10, abortAt = Number.POSITIVE_INFINITY) => {
  let time = 0
  let rests = 0
  const stop = new AbortController()
  const turns = createTurns(
    async () => {
      rests++
    },
    () => time,
    stop.signal,
  )
  function* steps(): Generator<void, string, void> {
    for (let done = 1; done <= count; done++) {
      time += each
      if (done === abortAt) stop.abort()
      yield
    }
    return `${count} done`
  }
  return { turns, steps, rests: () => rests, time: () => time }
}

test.each([
  [0, 10, 0],
  [24, 1, 0],
  [25, 1, 1],
  [49, 1, 1],
  [50, 1, 2],
  [30, 10, 10],
])('%i steps of %i ms: others had %i turns', async (count, each, rests) => {
  const long = work(count, each)
  expect(await inTurns(long.steps(), long.turns)).toBe(`${count} done`)
  expect(long.rests()).toBe(rests)
})

test('told to stop, it ends within a slice', async () => {
  const long = work(1_000, 10, 50)
  await expect(inTurns(long.steps(), long.turns)).rejects.toThrow(StoppedError)
  expect(long.time()).toBeLessThanOrEqual(530)
})

test('where nobody waits it is one go', async () => {
  const long = work(1_000)
  expect(await inTurns(long.steps(), ONE_TURN)).toBe('1000 done')
  expect(long.rests()).toBe(0)
})
