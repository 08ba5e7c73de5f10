import { expect, test } from 'vitest'
import { createTurns, inTurns, ONE_TURN, StoppedError } from './turns.ts'

/** Steps that take ten milliseconds each, by a clock of their own. */
const work = (count: number, abortAt = Number.POSITIVE_INFINITY) => {
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
      time += 10
      if (done === abortAt) stop.abort()
      yield
    }
    return `${count} done`
  }
  return { turns, steps, rests: () => rests, time: () => time }
}

test.each([
  [0, 0],
  [2, 0],
  [3, 1],
  [30, 10],
])('%s steps of 10 ms: others had %s turns', async (count, rests) => {
  const long = work(count)
  expect(await inTurns(long.steps(), long.turns)).toBe(`${count} done`)
  expect(long.rests()).toBe(rests)
})

test('told to stop, it ends within a slice', async () => {
  const long = work(1_000, 50)
  await expect(inTurns(long.steps(), long.turns)).rejects.toThrow(StoppedError)
  expect(long.time()).toBeLessThanOrEqual(530)
})

test('where nobody waits it is one go', async () => {
  const long = work(1_000)
  expect(await inTurns(long.steps(), ONE_TURN)).toBe('1000 done')
  expect(long.rests()).toBe(0)
})
