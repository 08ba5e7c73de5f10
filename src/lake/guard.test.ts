import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { startGuard } from './guard.ts'

test.each([
  ['time', { time: 1, memory: Number.POSITIVE_INFINITY }, /ended: it is not done after 0 seconds/],
  ['memory', { time: 60_000, memory: 1_000_000 }, /ended: it takes more than 1 MB of memory/],
])('a statement that takes more %s is interrupted until it ends', async (_, limits, message) => {
  let interrupts = 0
  const guard = startGuard({ interrupt: () => interrupts++ }, limits)
  guard.check()
  while (interrupts < 2) await setTimeout(5)
  expect(guard.check).toThrow(message)
  guard.end()
  const before = interrupts
  await setTimeout(120)
  expect(interrupts).toBe(before)
})

test('what stays within its limits is left alone', async () => {
  const guard = startGuard(
    { interrupt: () => expect.unreachable() },
    { time: 60_000, memory: Number.POSITIVE_INFINITY },
  )
  await setTimeout(120)
  guard.check()
  guard.end()
})
