/** Crowds: what thousands of addresses, sessions, users and keys cost grows with their number, and not with its square. */
import { expect, test } from 'vitest'
import { cpuTime } from '../../../test/cpu-time.ts'
import type { Indicator } from '../../core/case.ts'
import type { JsonObject } from '../../core/json.ts'
import { buildCase } from '../case/case.ts'
import { call, issued, keyId, reachOver, roleArn, session, sessionArn, user, userArn } from '../testing/scene.ts'

const MANY = 6_000
const INTRUDER = '198.51.100.7'
const LEAKED = keyId('AKIA', 'leaked')
const bot = user('build-bot', LEAKED)
const address = (n: number): string => `203.0.${n >> 8}.${n & 255}`
const key = (kind: 'AKIA' | 'ASIA', n: number): string => `${kind}${String(n).padStart(16, '0')}`
const each = (count: number, make: (n: number) => readonly JsonObject[]): readonly JsonObject[] =>
  Array.from({ length: count }, (_, n) => make(n)).flat()

interface Crowd {
  readonly name: string
  readonly records: readonly JsonObject[]
  readonly seed: Indicator
  readonly scope: number
}

const crowds: readonly Crowd[] = [
  {
    name: 'one key at many addresses, stolen at one',
    records: [
      ...each(MANY, (n) => [call(`h${n}`, n, bot, address(n), 's3:ListBuckets', { userAgent: `runner/${n % 1000}` })]),
      call('a1', 900, bot, INTRUDER, 'iam:CreateUser'),
      call('a2', 901, bot, INTRUDER, 'iam:PutUserPolicy'),
    ],
    seed: { kind: 'key', value: LEAKED },
    scope: 2,
  },
  {
    name: 'many sessions of one role behind one address that others share',
    records: [
      ...each(MANY, (n) => [
        call(`s${n}`, n, session('Runner', `run-${n}`, key('ASIA', n)), INTRUDER, 's3:ListBuckets'),
      ]),
      ...each(30, (n) => [call(`o${n}`, n, user(`person${n}`, key('AKIA', n)), INTRUDER, 's3:ListBuckets')]),
    ],
    seed: { kind: 'role', value: roleArn('Runner') },
    scope: MANY,
  },
  {
    name: 'many users made with one key',
    records: each(MANY / 4, (n) => [
      call(`c${n}`, n, bot, INTRUDER, 'iam:CreateUser', { responseElements: { user: { arn: userArn(`u${n}`) } } }),
      call(`l${n}`, n, bot, INTRUDER, 'iam:UpdateLoginProfile', { requestParameters: { userName: 'workshop' } }),
      call(`u${n}`, n + 1, user(`u${n}`, key('AKIA', n)), address(n), 's3:ListBuckets'),
      call(`d${n}`, n + 2, bot, INTRUDER, 'iam:DeleteUser', { requestParameters: { userName: `u${n}` } }),
    ]),
    seed: { kind: 'key', value: LEAKED },
    scope: MANY,
  },
  {
    name: 'many roles made and many sessions opened with one key',
    records: each(MANY / 4, (n) => [
      call(`c${n}`, n, bot, INTRUDER, 'iam:CreateRole', { responseElements: { role: { arn: roleArn(`r${n}`) } } }),
      call(`o${n}`, n, bot, INTRUDER, 'sts:AssumeRole', issued(key('ASIA', n), sessionArn('Deploy', `s${n}`))),
      call(`u${n}`, n + 1, session('Deploy', `s${n}`, key('ASIA', n)), address(n), 's3:ListBuckets'),
      call(`k${n}`, n, { ...bot, invokedBy: 'kms.amazonaws.com' }, 'kms.amazonaws.com', 'kms:Decrypt'),
    ]),
    seed: { kind: 'key', value: LEAKED },
    scope: MANY,
  },
  {
    name: 'many people behind one address',
    records: each(5 * MANY, (n) => [call(`p${n}`, n / 100, user(`p${n}`, key('AKIA', n)), INTRUDER, 's3:ListBuckets')]),
    seed: { kind: 'address', value: INTRUDER },
    scope: 5 * MANY,
  },
]

test.each(crowds)('$name', { tags: 'scale' }, ({ records, seed, scope }) => {
  const cost = cpuTime(() => {
    const { closure, all, rounds } = reachOver(records, seed)
    const coverage = { records: records.length, files: 1, failures: [], periods: [] }
    const found = buildCase(
      { seed, closure, all, coverage, rounds, cut: false },
      { sentence: ({ name }) => name, who: () => '', tool: (agent) => agent, network: () => undefined },
    )
    expect(found.events).toHaveLength(scope)
    expect(rounds).toBeLessThanOrEqual(5)
    expect(closure.cut).toBe(false)
  })
  // With the square of their number each took far longer.
  expect(cost).toBeLessThan(20_000)
})
