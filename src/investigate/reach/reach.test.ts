/** From one indicator to exactly the events of the case. Over 300 lines: one scene a row. */
import { describe, expect, test } from 'vitest'
import type { Indicator } from '../../core/case.ts'
import type { JsonObject } from '../../core/json.ts'
import {
  admin,
  bot,
  call,
  HOME,
  habit,
  INTRUDER,
  INTRUDER2,
  idsOf,
  inGovCloud,
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
  service,
  session,
  sessionArn,
  theft,
  user,
  userArn,
} from '../testing/scene.ts'

interface Scene {
  readonly name: string
  readonly records: readonly JsonObject[]
  readonly seeds: readonly Indicator[]
  readonly ids: string
  /** Values that must stand in the frontier. */
  readonly stops?: readonly string[]
}

const scenes: readonly Scene[] = [
  {
    name: 'a stolen key goes on working for its owner',
    records: theft,
    seeds: [seed('address', INTRUDER), seed('key', LEAKED), seed('user', userArn('build-bot')), seed('event', 'a2')],
    ids: 'a1 a2',
    stops: [HOME],
  },
  {
    name: 'a key that is used from one place only belongs to the case as a whole',
    records: [
      call('a1', 0, bot, INTRUDER, 'ec2:DescribeInstances'),
      call('a2', 9000, bot, INTRUDER, 'ec2:DescribeInstances'),
    ],
    seeds: [seed('key', LEAKED), seed('address', INTRUDER)],
    ids: 'a1 a2',
  },
  {
    name: 'a role, from another address, in steps',
    records: [
      ...theft,
      call('a3', 1002, bot, INTRUDER, 'sts:AssumeRole', {
        requestParameters: { roleArn: roleArn('Deploy') },
        ...issued(ROLE, sessionArn('Deploy', 'x')),
      }),
      call('a4', 1003, session('Deploy', 'x', ROLE), INTRUDER2, 's3:ListBuckets'),
      call('h9', 1004, session('Deploy', 'ci', keyId('ASIA', 'ci')), HOME, 's3:ListBuckets'),
    ],
    seeds: [
      seed('address', INTRUDER),
      seed('key', LEAKED),
      seed('address', INTRUDER2),
      seed('key', ROLE),
      seed('session', sessionArn('Deploy', 'x')),
    ],
    ids: 'a1 a2 a3 a4',
  },
  {
    name: 'a user and a key that were made, used from elsewhere later',
    records: [
      ...theft,
      call('a3', 1002, bot, INTRUDER, 'iam:CreateUser', {
        requestParameters: { userName: 'helper2' },
        responseElements: { user: { arn: userArn('helper2') } },
      }),
      call('a4', 1003, bot, INTRUDER, 'iam:CreateAccessKey', {
        requestParameters: { userName: 'helper2' },
        responseElements: { accessKey: { userName: 'helper2', accessKeyId: MADE } },
      }),
      call('a5', 3000, user('helper2', MADE), INTRUDER2, 'cloudtrail:StopLogging', {
        requestParameters: { name: 't' },
      }),
    ],
    seeds: [seed('address', INTRUDER), seed('key', LEAKED)],
    ids: 'a1 a2 a3 a4 a5',
  },
  {
    name: 'a name that only others call: who made it',
    records: [
      call('a1', 0, bot, INTRUDER, 'iam:CreateUser', {
        requestParameters: { userName: 'helper2' },
        responseElements: { user: { arn: userArn('helper2') } },
      }),
      call('a2', 1, bot, INTRUDER, 'iam:CreateAccessKey', {
        requestParameters: { userName: 'helper2' },
        responseElements: { accessKey: { userName: 'helper2', accessKeyId: MADE } },
      }),
      call('b1', 2, admin, OFFICE, 'iam:GetUser', { requestParameters: { userName: 'helper2' } }),
    ],
    seeds: [seed('user', userArn('helper2')), seed('key', MADE)],
    ids: 'a1 a2',
  },
  {
    name: "an administrator made the key that was stolen later: the administrator's other calls are not the intruder's",
    records: [
      ...habit('b', admin, OFFICE, 4),
      call('b9', 10, admin, OFFICE, 'iam:CreateAccessKey', {
        requestParameters: { userName: 'build-bot' },
        responseElements: { accessKey: { userName: 'build-bot', accessKeyId: LEAKED } },
      }),
      ...theft,
    ],
    seeds: [seed('address', INTRUDER), seed('key', LEAKED)],
    ids: 'a1 a2',
    stops: [OTHER],
  },
  {
    name: 'a role that was made, assumed from an unknown account',
    records: [
      ...theft,
      call('a3', 1002, bot, INTRUDER, 'iam:CreateRole', {
        requestParameters: { roleName: 'Support' },
        responseElements: { role: { arn: roleArn('Support') } },
      }),
      call('s1', 1100, service('lambda.amazonaws.com'), 'lambda.amazonaws.com', 'sts:AssumeRole', {
        requestParameters: { roleArn: roleArn('Support') },
      }),
      call(
        'a4',
        2000,
        { type: 'AWSAccount', accountId: '999999999999', principalId: 'AIDAEXAMPLE' },
        INTRUDER2,
        'sts:AssumeRole',
        { requestParameters: { roleArn: roleArn('Support') }, ...issued(ROLE, sessionArn('Support', 'x')) },
      ),
      call('a5', 2001, session('Support', 'x', ROLE), INTRUDER2, 's3:ListBuckets'),
    ],
    seeds: [
      seed('address', INTRUDER),
      seed('address', INTRUDER2),
      seed('role', roleArn('Support')),
      seed('account', '999999999999'),
    ],
    ids: 'a1 a2 a3 a4 a5',
  },
  {
    name: 'a role that was opened to another account',
    records: [
      ...theft,
      call(
        'h7',
        900,
        { type: 'AWSAccount', accountId: '999999999999', principalId: 'AIDAEXAMPLE' },
        HOME,
        'sts:AssumeRole',
        { requestParameters: { roleArn: roleArn('Other') } },
      ),
      call('a3', 1002, bot, INTRUDER, 'iam:UpdateAssumeRolePolicy', {
        requestParameters: {
          roleName: 'Deploy',
          policyDocument: '{"Principal":{"AWS":"arn:aws:iam::999999999999:root"}}',
        },
      }),
      call(
        'a4',
        2000,
        { type: 'AWSAccount', accountId: '999999999999', principalId: 'AIDAEXAMPLE' },
        INTRUDER2,
        'sts:AssumeRole',
        { requestParameters: { roleArn: roleArn('Deploy') }, ...issued(ROLE, sessionArn('Deploy', 'x')) },
      ),
      call('a5', 2001, session('Deploy', 'x', ROLE), INTRUDER2, 's3:ListBuckets'),
      call('h8', 2002, session('Deploy', 'ci', keyId('ASIA', 'ci')), HOME, 's3:ListBuckets'),
    ],
    seeds: [seed('address', INTRUDER), seed('key', LEAKED)],
    ids: 'a1 a2 a3 a4 a5',
  },
  {
    name: 'AWS calls for the intruder with the same key, and for the owner too',
    records: [
      ...theft,
      call('a3', 1001, bot, INTRUDER, 'secretsmanager:GetSecretValue'),
      call(
        'a4',
        1001,
        { ...bot, invokedBy: 'secretsmanager.amazonaws.com' },
        'secretsmanager.amazonaws.com',
        'kms:Decrypt',
      ),
      call('h7', 2000, bot, HOME, 'secretsmanager:GetSecretValue'),
      call(
        'h8',
        2000,
        { ...bot, invokedBy: 'secretsmanager.amazonaws.com' },
        'secretsmanager.amazonaws.com',
        'kms:Decrypt',
      ),
    ],
    seeds: [seed('address', INTRUDER), seed('key', LEAKED)],
    ids: 'a1 a2 a3 a4',
  },
  {
    name: 'a password that was set, and the sign-in with it',
    records: [
      ...theft,
      call('h6', 20, user('workshop'), OFFICE, 'signin:ConsoleLogin'),
      call('a3', 1002, bot, INTRUDER, 'iam:UpdateLoginProfile', { requestParameters: { userName: 'workshop' } }),
      call('a4', 1010, user('workshop'), INTRUDER2, 'signin:ConsoleLogin'),
      call('a5', 1011, user('workshop', keyId('ASIA', 'console')), INTRUDER2, 'iam:ListUsers'),
      call('h7', 2000, user('workshop'), OFFICE, 'signin:ConsoleLogin'),
    ],
    seeds: [seed('address', INTRUDER), seed('key', LEAKED)],
    ids: 'a1 a2 a3 a4 a5',
  },
  {
    name: 'two stolen keys at one address',
    records: [...theft, ...habit('i', admin, OFFICE, 4), call('a3', 1005, admin, INTRUDER, 'iam:ListUsers')],
    seeds: [seed('address', INTRUDER), seed('key', LEAKED)],
    ids: 'a1 a2 a3',
  },
  {
    name: 'the credentials of an instance, from elsewhere',
    records: [
      call('s1', 0, service('ec2.amazonaws.com'), 'ec2.amazonaws.com', 'sts:AssumeRole', {
        requestParameters: { roleArn: roleArn('app') },
        ...issued(ROLE, sessionArn('app', 'i-0123456789abcdef0')),
      }),
      call('m1', 5, session('app', 'i-0123456789abcdef0', ROLE), HOME, 'ssm:UpdateInstanceInformation', {
        userAgent: 'amazon-ssm-agent/3',
      }),
      call('m2', 2500, session('app', 'i-0123456789abcdef0', ROLE), HOME, 'ssm:UpdateInstanceInformation', {
        userAgent: 'amazon-ssm-agent/3',
      }),
      call('a1', 1000, session('app', 'i-0123456789abcdef0', ROLE), INTRUDER, 'sts:GetCallerIdentity'),
      call('a2', 1001, session('app', 'i-0123456789abcdef0', ROLE), INTRUDER, 'secretsmanager:GetSecretValue'),
    ],
    seeds: [
      seed('key', ROLE),
      seed('address', INTRUDER),
      seed('session', sessionArn('app', 'i-0123456789abcdef0')),
      seed('resource', 'i-0123456789abcdef0'),
    ],
    ids: 'a1 a2',
  },
  {
    name: 'a machine that was started calls with its own session; its agent only may belong',
    records: [
      ...theft,
      call('a3', 1002, bot, INTRUDER, 'ec2:RunInstances', {
        responseElements: { instancesSet: { items: [{ instanceId: 'i-0fedcba9876543210' }] } },
      }),
      call('m1', 1010, session('app', 'i-0fedcba9876543210', ROLE), INTRUDER2, 'ssm:UpdateInstanceInformation', {
        userAgent: 'amazon-ssm-agent/3',
      }),
      call('a4', 1020, session('app', 'i-0fedcba9876543210', ROLE), INTRUDER2, 's3:ListBuckets'),
      call('h8', 1030, session('app', 'i-0123456789abcdef0', keyId('ASIA', 'own')), HOME, 's3:ListBuckets'),
    ],
    seeds: [seed('address', INTRUDER)],
    ids: 'a1 a2 a3 a4',
  },
  {
    name: 'an intruder who changes addresses keeps the client',
    records: [
      ...theft,
      call('a3', 1010, bot, INTRUDER2, 'ec2:DescribeInstances'),
      call('h8', 1020, bot, '203.0.113.11', 'ec2:DescribeVpcs', { userAgent: 'terraform/1' }),
    ].map((record) =>
      String(record.eventID).startsWith('h')
        ? { userAgent: 'Boto3/1', ...record, ...(record.eventID === 'h8' ? {} : { userAgent: 'Boto3/1' }) }
        : record,
    ),
    seeds: [seed('address', INTRUDER), seed('key', LEAKED)],
    ids: 'a1 a2 a3',
  },
  {
    name: 'a key that only the intruder uses, from many addresses',
    records: [
      call('a1', 0, bot, INTRUDER, 'sts:GetCallerIdentity'),
      ...Array.from({ length: 9 }, (_, n) => call(`b${n}`, 10 + n, bot, `192.0.2.${n}`, 's3:ListBuckets')),
      call('c1', 30, bot, INTRUDER2, 'iam:CreateUser', { errorCode: 'AccessDenied' }),
    ],
    seeds: [seed('key', LEAKED), seed('address', INTRUDER2), seed('user', userArn('build-bot'))],
    ids: 'a1 b0 b1 b2 b3 b4 b5 b6 b7 b8 c1',
  },
  {
    name: 'a function that was planted calls from an address of many functions',
    records: [
      ...theft,
      call('a3', 1002, bot, INTRUDER, 'lambda:CreateFunction20150331', {
        requestParameters: { functionName: 'forwarder', role: roleArn('fn') },
      }),
      call('a4', 1100, session('fn', 'forwarder', ROLE), '203.0.113.50', 's3:GetObject'),
      call('h8', 1101, session('fn', 'orders', keyId('ASIA', 'orders')), '203.0.113.50', 's3:GetObject'),
    ],
    seeds: [seed('address', INTRUDER), seed('key', LEAKED)],
    ids: 'a1 a2 a3 a4',
  },
  {
    name: 'a resource leads to who made it, not to who looked at it',
    records: [
      ...theft,
      call('a3', 1002, bot, INTRUDER, 'ec2:CreateSnapshot', {
        responseElements: { snapshotId: 'snap-0123456789abcdef0' },
      }),
      call('b1', 1100, admin, OFFICE, 'ec2:DescribeSnapshots', {
        requestParameters: { snapshotId: 'snap-0123456789abcdef0' },
      }),
    ],
    seeds: [seed('resource', 'snap-0123456789abcdef0')],
    ids: 'a1 a2 a3',
  },
  {
    name: 'an address that many use is not followed',
    records: [
      ...theft.slice(5),
      ...Array.from({ length: 12 }, (_, n) =>
        call(`o${n}`, n, user(`person${n}`, keyId('AKIA', `p${n}`)), OFFICE, 'ec2:DescribeInstances'),
      ),
      call('a3', 1002, bot, OFFICE, 'iam:ListUsers'),
    ],
    seeds: [seed('key', LEAKED), seed('address', INTRUDER)],
    ids: 'a1 a2',
  },
  {
    name: 'what only the intruder does elsewhere is no habit',
    records: [
      ...theft,
      call('a3', 1003, session('Deploy', 'x', ROLE), INTRUDER, 's3:ListBuckets'),
      call('a4', 1004, session('Deploy', 'x', ROLE), INTRUDER2, 's3:ListBuckets'),
    ],
    seeds: [seed('address', INTRUDER), seed('key', LEAKED)],
    ids: 'a1 a2 a3 a4',
  },
  {
    name: 'an owner who works in the same hours, with other tools and other calls',
    records: [
      call('a1', 1000, bot, INTRUDER, 'sts:GetCallerIdentity'),
      call('a2', 1001, bot, INTRUDER, 'iam:PutUserPolicy'),
      call('h1', 1060, bot, HOME, 'ecr:GetAuthorizationToken', { userAgent: 'docker/27' }),
    ],
    seeds: [seed('address', INTRUDER), seed('key', LEAKED), seed('user', userArn('build-bot'))],
    ids: 'a1 a2',
    stops: [HOME],
  },
  {
    name: 'the administrator who made a user is not the one who stole its key',
    records: [
      ...habit('b', admin, OFFICE, 4),
      call('b9', 10, admin, OFFICE, 'iam:CreateUser', {
        requestParameters: { userName: 'build-bot' },
        responseElements: { user: { arn: userArn('build-bot') } },
      }),
      ...theft,
    ],
    seeds: [seed('user', userArn('build-bot')), seed('key', LEAKED)],
    ids: 'a1 a2',
    stops: [OTHER],
  },
  {
    name: 'a session that goes on in a browser elsewhere, with other keys',
    records: [
      ...theft,
      call('a3', 1002, bot, INTRUDER, 'sts:AssumeRole', {
        requestParameters: { roleArn: roleArn('Ops') },
        ...issued(ROLE, sessionArn('Ops', 'x')),
      }),
      call('a4', 1003, session('Ops', 'x', ROLE), INTRUDER, 'signin:GetSigninToken'),
      call('a5', 1004, session('Ops', 'x', ''), INTRUDER2, 'signin:ConsoleLogin', { userAgent: 'Mozilla/5.0' }),
      call('a6', 1005, session('Ops', 'x', MADE), INTRUDER2, 'iam:ListUsers', { userAgent: 'Mozilla/5.0' }),
      call('h8', 300, session('Ops', 'x', keyId('ASIA', 'own')), HOME, 's3:ListBuckets'),
      call('h9', 2000, session('Ops', 'x', ''), OFFICE, 'signin:ConsoleLogin', { userAgent: 'Mozilla/5.0' }),
    ],
    seeds: [seed('address', INTRUDER), seed('key', LEAKED), seed('address', INTRUDER2), seed('key', MADE)],
    ids: 'a1 a2 a3 a4 a5 a6',
  },
  {
    name: 'a session with a name that others use too',
    records: [
      ...theft,
      call('a3', 1002, bot, INTRUDER, 'sts:AssumeRole', {
        requestParameters: { roleArn: roleArn('Deploy') },
        ...issued(ROLE, sessionArn('Deploy', 'ci')),
      }),
      call('a4', 1003, session('Deploy', 'ci', ROLE), INTRUDER2, 's3:ListBuckets'),
      call('h8', 1003, session('Deploy', 'ci', keyId('ASIA', 'ci')), HOME, 's3:ListBuckets'),
    ],
    seeds: [seed('address', INTRUDER), seed('key', ROLE), seed('address', INTRUDER2)],
    ids: 'a1 a2 a3 a4',
  },
  {
    name: 'a whole role by wildcard',
    records: [
      call('a1', 0, session('Developer', 'dana', keyId('ASIA', 'one')), OFFICE, 's3:ListBuckets'),
      call('a2', 1, session('Developer', 'emil', keyId('ASIA', 'two')), HOME, 's3:ListBuckets'),
      call('b1', 2, session('Admin', 'emil', keyId('ASIA', 'three')), INTRUDER, 's3:ListBuckets'),
    ],
    seeds: [seed('session', sessionArn('Developer', '*'))],
    ids: 'a1 a2',
  },
]

describe('what belongs to the case', () => {
  for (const { name, records, seeds, ids, stops = [] } of scenes)
    test.each(seeds.map(({ kind, value }) => [kind, value] as const))(`${name}: from %s %s`, (kind, value) => {
      const { closure, rounds } = reachOver(records, { kind, value })
      expect(idsOf(closure)).toBe(ids)
      expect(rounds).toBeLessThanOrEqual(5)
      const frontier = closure.frontier.map(({ entity }) => entity.value)
      if (kind === 'address' || kind === 'key') expect(frontier).toEqual(expect.arrayContaining([...stops]))
    })
})

test('another partition of AWS is no different', () => {
  for (const { name, records, seeds, ids } of scenes)
    for (const { kind, value } of inGovCloud(seeds))
      expect([name, kind, idsOf(reachOver(inGovCloud(records), { kind, value }).closure)]).toEqual([name, kind, ids])
})

const everything = scenes.flatMap(({ records }) => records)

test('neither the order of the records nor duplicates change anything', () => {
  for (const { name, records, seeds } of scenes) {
    const [first] = seeds as readonly [Indicator]
    const [forth, back] = [records, [...records, ...records].reverse()].map((list) => {
      const { closure } = reachOver(list, first)
      return { scope: idsOf(closure), nodes: [...closure.nodes.values()], frontier: closure.frontier }
    })
    expect(back, name).toEqual(forth)
  }
  expect(everything.length).toBeGreaterThan(80)
})

test('every entity has a reason and, but for the seed, a proof; every stop has both', () => {
  for (const { records, seeds } of scenes)
    for (const one of seeds) {
      const { closure } = reachOver(records, one)
      for (const node of closure.nodes.values()) {
        expect(node.reason).not.toBe('')
        if (node.value !== one.value) expect(node.proof.length, node.id).toBeGreaterThan(0)
      }
      for (const { reason, proof } of closure.frontier) expect([reason, proof.length]).not.toContain(0)
    }
})

test('--follow goes on where a rule stops', () => {
  const { closure } = reachOver(theft, seed('address', INTRUDER), { follow: [HOME] })
  expect(idsOf(closure)).toBe('h0 a1 a2 h1 h2 h3 h4')
})

test('an address of a named network is not followed', () => {
  const network = (address: string) => (address === INTRUDER2 ? 'the network vpn' : undefined)
  const records = [
    ...theft,
    call('a3', 1002, bot, INTRUDER2, 'iam:CreateUser', { errorCode: 'AccessDenied' }),
    call('b1', 1003, admin, INTRUDER2, 's3:ListBuckets'),
  ]
  const { closure } = reachOver(records, seed('key', LEAKED), { network })
  expect(idsOf(closure)).toBe('a1 a2')
  expect(closure.frontier.map(({ reason }) => reason).join()).toContain('the network vpn')
})

test('hostile records reach nothing and break nothing', () => {
  const bad: readonly JsonObject[] = [
    {},
    { userIdentity: [], eventTime: 5, responseElements: 'x' },
    { userIdentity: { accessKeyId: { a: 1 }, arn: 7 }, sourceIPAddress: [INTRUDER] },
    JSON.parse(`{"__proto__":{"a":1},"userIdentity":{"__proto__":{"arn":"x"}},"sourceIPAddress":"${INTRUDER}"}`),
    {
      sourceIPAddress: INTRUDER,
      eventName: 'CreateAccessKey',
      responseElements: { accessKey: { accessKeyId: 'x'.repeat(1_000_000), userName: {} } },
    },
    {
      sourceIPAddress: INTRUDER,
      eventName: 'RunInstances',
      responseElements: { instancesSet: { items: [null, 1, {}] } },
    },
  ]
  const { closure } = reachOver([...bad, ...theft], seed('address', INTRUDER))
  expect(idsOf(closure).split(' ').slice(-2)).toEqual(['a1', 'a2'])
  expect(closure.scope.size).toBe(5)
})
