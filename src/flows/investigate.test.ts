import { expect, test } from 'vitest'
import type { EventQuery } from '../core/event-query.ts'
import { call, issued, keyId, roleArn, session, sessionArn, user } from '../investigate/testing/scene.ts'
import { investigate } from './investigate.ts'

const key = (n: number): string => `ASIA${String(n).padStart(16, '0')}`
const step = (n: number) => ({
  requestParameters: { roleArn: roleArn(`r${n}`) },
  ...issued(key(n), sessionArn(`r${n}`, 'x')),
})
/** Role after role, each session used from an address of its own. */
const chain = (length: number) => [
  call('e0', 0, user('build-bot', keyId('AKIA', 'leaked')), '198.51.100.0', 'sts:AssumeRole', step(1)),
  ...Array.from({ length }, (_, n) =>
    call(
      `e${n + 1}`,
      n + 1,
      session(`r${n + 1}`, 'x', key(n + 1)),
      `198.51.100.${n + 1}`,
      'sts:AssumeRole',
      step(n + 2),
    ),
  ),
]
const over = (length: number): EventQuery => ({
  async *query() {
    yield chain(length).map((record) => ({ record, file: 'log' }))
  },
  coverage: async () => ({ records: length, files: 1, failures: [], periods: [] }),
})
const look = (length: number, signal: AbortSignal) =>
  investigate(
    over(length),
    {
      seed: { kind: 'key', value: keyId('AKIA', 'leaked') },
      follow: [],
      bound: 10,
      network: () => undefined,
      within: {},
    },
    signal,
  )

test('a chain of roles is followed to its end', async () => {
  const { closure, cut } = await look(15, new AbortController().signal)
  expect([closure.scope.size, cut]).toEqual([16, false])
})

test.each([
  [20, 23, false],
  [21, 24, false],
  [22, 24, true],
])('of a chain of %i roles %i rounds are made, and it is cut: %s', async (length, rounds, isCut) => {
  const done = await look(length, new AbortController().signal)
  expect([done.rounds, done.cut]).toEqual([rounds, isCut])
})

test('a chain without end is ended, and where to go on from is listed', async () => {
  const { closure, cut, rounds } = await look(200, new AbortController().signal)
  expect(cut).toBe(true)
  expect(closure.scope.size).toBeLessThan(rounds + 1)
  const left = closure.frontier.filter(({ reason }) => reason.startsWith(`not looked up: ${rounds} rounds`))
  expect(left.map(({ entity }) => entity.kind)).toContain('key')
  for (const { entity, proof } of left) expect(proof.length, entity.id).toBeGreaterThan(0)
})

test('an investigation that is interrupted is cut', async () => {
  const { cut, rounds } = await look(3, AbortSignal.abort())
  expect([cut, rounds]).toEqual([true, 0])
})
