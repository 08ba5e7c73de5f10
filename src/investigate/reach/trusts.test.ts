import { expect, test } from 'vitest'
import type { JsonObject } from '../../core/json.ts'
import {
  ACCOUNT,
  bot,
  call,
  INTRUDER,
  INTRUDER2,
  idsOf,
  inGovCloud,
  issued,
  keyId,
  reachOver,
  roleArn,
  session,
  sessionArn,
  user,
  userArn,
} from '../testing/scene.ts'

const VENDOR_AT = '203.0.113.30'
const VENDOR = '111122223333'
const STRANGER = '999999999999'
const PROVIDER = `arn:aws:iam::${ACCOUNT}:oidc-provider/login.example.com`
const account = (id: string): JsonObject => ({ type: 'AWSAccount', accountId: id, principalId: 'AIDAEXAMPLE' })
const web: JsonObject = { type: 'WebIdentityUser', userName: 'me', identityProvider: PROVIDER }

/** Takes the role `Scan` and does one thing with it. */
const take = (id: string, minutes: number, who: JsonObject, address: string): readonly JsonObject[] => {
  const key = keyId('ASIA', id)
  const name = who === web ? 'sts:AssumeRoleWithWebIdentity' : 'sts:AssumeRole'
  return [
    call(`${id}1`, minutes, who, address, name, {
      requestParameters: { roleArn: roleArn('Scan') },
      ...issued(key, sessionArn('Scan', id)),
    }),
    call(`${id}2`, minutes + 1, session('Scan', id, key), address, 's3:ListBuckets'),
  ]
}
const trust = (id: string, minutes: number, principal: unknown, who = bot, address = INTRUDER): JsonObject =>
  call(id, minutes, who, address, 'iam:UpdateAssumeRolePolicy', {
    requestParameters: {
      roleName: 'Scan',
      policyDocument: JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: principal }] }),
    },
  })
const root = (id: string): string => `arn:aws:iam::${id}:root`
const vendor = [...take('v', 100, account(VENDOR), VENDOR_AT), ...take('w', 2000, account(VENDOR), VENDOR_AT)]

const opened: readonly (readonly [string, readonly JsonObject[], string])[] = [
  [
    'to one more account, and not who took it before',
    [
      ...vendor,
      trust('a1', 1000, { AWS: [root(VENDOR), `arn:aws:iam::${STRANGER}:user/zed`] }),
      ...take('x', 1900, account(STRANGER), INTRUDER2),
    ],
    'a1 x1 x2',
  ],
  [
    'to one more account, and not to one that the policy named before',
    [
      trust('b1', 10, { AWS: VENDOR }, user('dana', keyId('AKIA', 'dana')), '203.0.113.20'),
      ...take('w', 2000, account(VENDOR), VENDOR_AT),
      trust('a1', 1000, { AWS: [root(VENDOR), STRANGER] }),
      ...take('x', 1900, account(STRANGER), INTRUDER2),
    ],
    'a1 x1 x2',
  ],
  [
    'to anybody: whoever is new',
    [...vendor, trust('a1', 1000, '*'), ...take('x', 1900, account(STRANGER), INTRUDER2)],
    'a1 x1 x2',
  ],
  [
    'to a user of the same account',
    [trust('a1', 1000, { AWS: userArn('pal') }), ...take('x', 1900, user('pal', keyId('AKIA', 'pal')), INTRUDER2)],
    'a1 x1 x2',
  ],
  [
    'to a session of another role',
    [
      trust('a1', 1000, { AWS: roleArn('Box') }),
      ...take('x', 1900, session('Box', 'i', keyId('ASIA', 'box')), INTRUDER2),
      call('h1', 2500, session('Scan', 'ci', keyId('ASIA', 'ci')), VENDOR_AT, 's3:ListBuckets'),
    ],
    'a1 x1 x2',
  ],
  [
    'to an identity provider',
    [trust('a1', 1000, { Federated: PROVIDER }), ...take('x', 1900, web, INTRUDER2)],
    'a1 x1 x2',
  ],
  [
    'to nobody: a condition and a service name accounts, and a refusal opens nothing',
    [
      call('a1', 1000, bot, INTRUDER, 'iam:UpdateAssumeRolePolicy', {
        requestParameters: {
          roleName: 'Scan',
          policyDocument: JSON.stringify({
            Statement: [
              { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Condition: { a: { b: STRANGER } } },
              { Effect: 'Deny', Principal: { AWS: STRANGER } },
            ],
          }),
        },
      }),
      ...take('x', 1900, account(STRANGER), INTRUDER2),
    ],
    'a1',
  ],
  [
    'and that was assumed in the same second',
    [trust('a1', 1000, { AWS: root(STRANGER) }), ...take('x', 1000, account(STRANGER), INTRUDER2)],
    'a1 x1 x2',
  ],
]
test.each(opened)('a role that the case opened %s', (_, records, ids) => {
  const { closure } = reachOver(records, { kind: 'address', value: INTRUDER })
  expect(idsOf(closure)).toBe(ids)
  expect(idsOf(reachOver(inGovCloud(records), { kind: 'address', value: INTRUDER }).closure)).toBe(ids)
})

test('who opened the role that somebody assumed is listed', () => {
  const records = [trust('b1', 1000, { AWS: STRANGER }), ...take('x', 1900, account(STRANGER), INTRUDER2)]
  for (const seed of [{ kind: 'address', value: INTRUDER2 } as const, { kind: 'account', value: STRANGER } as const]) {
    const { closure } = reachOver(records, seed)
    expect(idsOf(closure)).toBe('x1 x2')
    expect(closure.frontier.map(({ proof }) => proof)).toContainEqual(['b1'])
  }
})

test('a colleague who assumes a role that was opened to the whole account is listed and not followed', () => {
  const records = [
    trust('a1', 1000, { AWS: root(ACCOUNT) }),
    ...take('x', 1900, user('dana', keyId('AKIA', 'dana')), INTRUDER2),
  ]
  const { closure } = reachOver(records, { kind: 'address', value: INTRUDER })
  expect(idsOf(closure)).toBe('a1')
  expect(closure.frontier.find(({ entity }) => entity.value === keyId('AKIA', 'dana'))?.proof).toEqual(['a1', 'x1'])
})

test('up to the bound each colleague stands by itself, more of them in one line', () => {
  const stopsAt = (count: number): readonly string[] => {
    const colleagues = Array.from({ length: count }, (_, n) =>
      take(`x${n}`, 1900 + n, user(`person${n}`, keyId('AKIA', `p${n}`)), `192.0.2.${n}`),
    ).flat()
    const records = [trust('a1', 1000, { AWS: root(ACCOUNT) }), ...colleagues]
    const { closure } = reachOver(records, { kind: 'address', value: INTRUDER }, { bound: 3 })
    return closure.frontier.map(({ entity }) => entity.value)
  }
  expect(stopsAt(2)).toHaveLength(2)
  expect(stopsAt(3)).toHaveLength(3)
  expect(stopsAt(4)).toEqual([`those who took ${roleArn('Scan')}`])
})

test('a policy that is longer than any can be opens nothing', () => {
  for (const [length, ids] of [
    [100_000, 'a1 x1 x2'],
    [100_001, 'a1'],
  ] as const) {
    const opening = trust('a1', 1000, { AWS: STRANGER })
    const { roleName, policyDocument } = opening.requestParameters as { roleName: string; policyDocument: string }
    const padded = { ...opening, requestParameters: { roleName, policyDocument: policyDocument.padEnd(length) } }
    const { closure } = reachOver([padded, ...take('x', 1900, account(STRANGER), INTRUDER2)], {
      kind: 'address',
      value: INTRUDER,
    })
    expect(idsOf(closure)).toBe(ids)
  }
})
