import { describe, expect, test } from 'vitest'
import type { Indicator } from '../../core/case.ts'
import type { JsonObject } from '../../core/json.ts'
import {
  admin,
  bot,
  call,
  firstCalls,
  habit,
  INTRUDER,
  INTRUDER2,
  idsOf,
  issued,
  keyId,
  LEAKED,
  MADE,
  OFFICE,
  OTHER,
  ROLE,
  reachOver,
  roleArn,
  seed,
  session,
  sessionArn,
  user,
} from '../testing/scene.ts'

/** The second step of a theft, seen from its far end: the near end is listed, with its proof, and `--follow` goes there. */
const ways: readonly {
  readonly name: string
  readonly records: readonly JsonObject[]
  readonly seeds: readonly Indicator[]
  readonly ids: string
  readonly proof: readonly string[]
  readonly because: string
  readonly followed: string
}[] = [
  {
    name: 'a key that was made for somebody else',
    records: [
      ...firstCalls,
      ...habit('w', user('workshop', OTHER), OFFICE, 5),
      call('a3', 1002, bot, INTRUDER, 'iam:CreateAccessKey', {
        requestParameters: { userName: 'workshop' },
        responseElements: { accessKey: { userName: 'workshop', accessKeyId: MADE } },
      }),
      call('a4', 3000, user('workshop', MADE), INTRUDER2, 'iam:ListUsers'),
    ],
    seeds: [seed('address', INTRUDER2), seed('key', MADE), seed('event', 'a4')],
    ids: 'a4',
    proof: ['a3'],
    because: `it handed out ${MADE}`,
    followed: 'a1 a2 a3 a4',
  },
  {
    name: 'a password that was set for somebody else',
    records: [
      ...firstCalls,
      call('b1', 900, admin, OFFICE, 'iam:UpdateLoginProfile', { requestParameters: { userName: 'workshop' } }),
      call('h6', 910, user('workshop'), OFFICE, 'signin:ConsoleLogin'),
      call('a3', 1002, bot, INTRUDER, 'iam:UpdateLoginProfile', { requestParameters: { userName: 'workshop' } }),
      call('b2', 1003, admin, OFFICE, 'iam:UpdateLoginProfile', {
        requestParameters: { userName: 'workshop' },
        errorCode: 'AccessDenied',
      }),
      call('a4', 1010, user('workshop'), INTRUDER2, 'signin:ConsoleLogin'),
      call('a5', 1011, user('workshop', keyId('ASIA', 'console')), INTRUDER2, 'iam:ListUsers'),
    ],
    seeds: [seed('address', INTRUDER2), seed('key', keyId('ASIA', 'console')), seed('event', 'a5')],
    ids: 'a4 a5',
    proof: ['a3', 'a4'],
    because: 'it set the password of user workshop (UpdateLoginProfile)',
    followed: 'a1 a2 a3 a4 a5',
  },
  {
    name: 'a role that was opened',
    records: [
      ...firstCalls,
      call('a3', 1002, bot, INTRUDER, 'iam:UpdateAssumeRolePolicy', {
        requestParameters: { roleName: 'Deploy', policyDocument: '{"AWS":"arn:aws:iam::999999999999:root"}' },
      }),
      call('a4', 2000, { type: 'AWSAccount', accountId: '999999999999' }, INTRUDER2, 'sts:AssumeRole', {
        requestParameters: { roleArn: roleArn('Deploy') },
        ...issued(ROLE, sessionArn('Deploy', 'x')),
      }),
      call('a5', 2001, session('Deploy', 'x', ROLE), INTRUDER2, 's3:ListBuckets'),
    ],
    seeds: [seed('address', INTRUDER2), seed('session', sessionArn('Deploy', 'x')), seed('role', roleArn('Deploy'))],
    ids: 'a4 a5',
    proof: ['a3'],
    because: 'it changed role Deploy (UpdateAssumeRolePolicy)',
    followed: 'a1 a2 a3 a4 a5',
  },
  {
    name: 'a role that got more power, beside its own work',
    records: [
      ...firstCalls,
      ...habit('w', session('Deploy', 'ci', ROLE), OFFICE, 2),
      call('a3', 1002, bot, INTRUDER, 'iam:AttachRolePolicy', { requestParameters: { roleName: 'Deploy' } }),
      call('b1', 1003, admin, '203.0.113.30', 'iam:TagRole', { requestParameters: { roleName: 'Deploy' } }),
      call('b2', 1003, user('far', MADE), '203.0.113.30', 'iam:AttachRolePolicy', {
        requestParameters: { roleName: 'Deploy' },
        recipientAccountId: '111122223333',
      }),
    ],
    seeds: [seed('role', roleArn('Deploy'))],
    ids: 'w0 w1',
    proof: ['a3'],
    because: 'it changed role Deploy (AttachRolePolicy)',
    followed: 'w0 a1 a2 a3 w1',
  },
]

describe('the way back is listed', () => {
  for (const { name, records, seeds, ids, proof, because, followed } of ways)
    test.each(seeds.map(({ kind, value }) => [kind, value] as const))(`${name}: from %s %s`, (kind, value) => {
      const { closure } = reachOver(records, { kind, value })
      expect(idsOf(closure)).toBe(ids)
      const keys = closure.frontier.filter(({ entity }) => entity.kind === 'key')
      expect(keys.map((stop) => [stop.entity.value, stop.proof])).toEqual([[LEAKED, proof]])
      expect(keys[0]?.reason).toContain(because)
      expect(idsOf(reachOver(records, { kind, value }, { follow: [LEAKED] }).closure)).toBe(followed)
    })
})

describe('how many changed a role', () => {
  const changes = (count: number): readonly JsonObject[] =>
    Array.from({ length: count }, (_, n) =>
      call(`b${n}`, 10 + n, user(`person${n}`, keyId('AKIA', `p${n}`)), `192.0.2.${n}`, 'iam:PutRolePolicy', {
        requestParameters: { roleName: 'Deploy' },
      }),
    )
  const work = habit('w', session('Deploy', 'ci', ROLE), OFFICE, 2)
  const role = seed('role', roleArn('Deploy'))
  test('up to the bound each stands by itself, more of them in one line', () => {
    const stopsAt = (count: number, bound: number): readonly string[] =>
      reachOver([...changes(count), ...work], role, { bound }).closure.frontier.map(({ entity }) => entity.value)
    expect(stopsAt(2, 3)).toHaveLength(2)
    expect(stopsAt(3, 3)).toHaveLength(3)
    expect(stopsAt(4, 3)).toEqual(['others who changed role Deploy'])
  })
  test('one of many can be followed', () => {
    const records = [...changes(11), ...work]
    const { closure } = reachOver(records, role)
    expect(closure.frontier.map(({ entity, proof }) => [entity.value, proof])).toEqual([
      ['others who changed role Deploy', ['b0', 'b1', 'b2']],
    ])
    expect(idsOf(reachOver(records, role, { follow: [keyId('AKIA', 'p4')] }).closure)).toBe('b4 w0 w1')
  })
})

describe('who made what the case used, of whom nothing else is known', () => {
  const made = (minutes: number): JsonObject =>
    call('m', minutes, user('dana', OTHER), OFFICE, 'iam:CreateRole', {
      requestParameters: { roleName: 'Glass' },
      responseElements: { role: { arn: roleArn('Glass') } },
    })
  const take = (minutes: number): readonly JsonObject[] => [
    call('a3', minutes, bot, INTRUDER, 'sts:AssumeRole', {
      requestParameters: { roleArn: roleArn('Glass') },
      ...issued(ROLE, sessionArn('Glass', 'x')),
    }),
    call('a4', minutes + 1000, session('Glass', 'x', ROLE), INTRUDER, 's3:ListBuckets'),
  ]
  const change = (minutes: number): readonly JsonObject[] => [
    call('a3', minutes, bot, INTRUDER, 'iam:TagRole', { requestParameters: { roleName: 'Glass' } }),
    call('a4', minutes + 1000, session('Glass', 'x', ROLE), INTRUDER, 's3:ListBuckets'),
  ]
  const act = (minutes: number): readonly JsonObject[] => [
    call('a3', minutes, session('Glass', 'x', ROLE), INTRUDER, 's3:ListBuckets'),
  ]
  const uses = { 'took it': take, 'changed it': change, 'worked as it': act }
  const gaps = [
    ['twelve hours', 720, true],
    ['a second more', 720 + 1 / 60, false],
  ] as const
  test.each(
    Object.entries(uses).flatMap(([what, use]) =>
      gaps.map(([gap, minutes, isOne]) => [what, gap, use(1100 + minutes), isOne] as const),
    ),
  )('the case %s %s later', (_what, _gap, records, isFollowed) => {
    const { closure } = reachOver([...firstCalls, made(1100), ...records], seed('address', INTRUDER))
    expect(idsOf(closure).split(' ').includes('m')).toBe(isFollowed)
    expect(closure.frontier.some(({ entity }) => entity.value === OTHER)).toBe(!isFollowed)
  })
})
