import { describe, expect, test } from 'vitest'
import type { Case } from '../../core/case.ts'
import type { JsonObject } from '../../core/json.ts'
import {
  bot,
  call,
  caseOf,
  INTRUDER,
  issued,
  keyId,
  LEAKED,
  MADE,
  ROLE,
  roleArn,
  service,
  session,
  sessionArn,
  user,
  userArn,
} from '../testing/scene.ts'

const fromIntruder = (records: readonly JsonObject[]): Case => caseOf(records, { kind: 'address', value: INTRUDER })
const on = (userName: string, more: JsonObject = {}): JsonObject => ({ requestParameters: { userName, ...more } })
const madeKey = { ...on('helper2'), responseElements: { accessKey: { userName: 'helper2', accessKeyId: MADE } } }

describe('what is left standing', () => {
  const cases: readonly (readonly [string, readonly JsonObject[], readonly string[]])[] = [
    ['a user', [call('1', 0, bot, INTRUDER, 'iam:CreateUser', on('helper2'))], ['user helper2']],
    [
      'a user that was deleted',
      [
        call('1', 0, bot, INTRUDER, 'iam:CreateUser', on('helper2')),
        call('2', 1, bot, INTRUDER, 'iam:DeleteUser', on('helper2')),
      ],
      [],
    ],
    [
      'a user that was refused',
      [call('1', 0, bot, INTRUDER, 'iam:CreateUser', { ...on('x'), errorCode: 'AccessDenied' })],
      [],
    ],
    ['a key', [call('1', 0, bot, INTRUDER, 'iam:CreateAccessKey', madeKey)], [`key ${MADE}`]],
    [
      'a key that no answer holds',
      [
        call('1', 0, bot, INTRUDER, 'iam:CreateAccessKey', on('helper2')),
        call('2', 1, bot, INTRUDER, 'iam:CreateAccessKey'),
        call('3', 2, bot, INTRUDER, 'ec2:RunInstances'),
      ],
      [
        'access key of user helper2 (its id is not in the logs)',
        'access key of user build-bot (its id is not in the logs)',
        'instance (the logs do not name it)',
      ],
    ],
    [
      'a key that somebody else made inactive',
      [
        call('1', 0, bot, INTRUDER, 'iam:CreateAccessKey', madeKey),
        call(
          '2',
          9,
          user('dana', keyId('AKIA', 'dana')),
          '203.0.113.9',
          'iam:UpdateAccessKey',
          on('helper2', { accessKeyId: MADE, status: 'Inactive' }),
        ),
      ],
      [],
    ],
    [
      'one of two instances',
      [
        call('1', 0, bot, INTRUDER, 'ec2:RunInstances', {
          responseElements: {
            instancesSet: { items: [{ instanceId: 'i-00000000000000001' }, { instanceId: 'i-00000000000000002' }] },
          },
        }),
        call('2', 1, bot, INTRUDER, 'ec2:TerminateInstances', {
          requestParameters: { instancesSet: { items: [{ instanceId: 'i-00000000000000001' }] } },
        }),
      ],
      ['instance i-00000000000000002'],
    ],
    [
      'a stopped trail that was started again',
      [
        call('1', 0, bot, INTRUDER, 'cloudtrail:StopLogging', { requestParameters: { name: 't' } }),
        call('2', 1, bot, INTRUDER, 'cloudtrail:StartLogging', {
          requestParameters: { name: 'arn:aws:cloudtrail:eu-west-1:123456789012:trail/t' },
        }),
      ],
      [],
    ],
    [
      'a trail that the case made and took away, and one that it only took away',
      [
        call('1', 0, bot, INTRUDER, 'cloudtrail:CreateTrail', { requestParameters: { name: 'own' } }),
        call('2', 1, bot, INTRUDER, 'cloudtrail:PutEventSelectors', { requestParameters: { trailName: 'own' } }),
        call('3', 2, bot, INTRUDER, 'cloudtrail:DeleteTrail', { requestParameters: { name: 'own' } }),
        call('4', 3, bot, INTRUDER, 'cloudtrail:DeleteTrail', { requestParameters: { name: 'org' } }),
      ],
      ['deleted trail org'],
    ],
    [
      'a user of the same name in another account',
      [
        call('1', 0, bot, INTRUDER, 'iam:CreateUser', on('helper2')),
        call('2', 1, bot, INTRUDER, 'iam:DeleteUser', on('helper2')),
        call('3', 2, bot, INTRUDER, 'iam:CreateUser', { ...on('helper2'), recipientAccountId: '111122223333' }),
        call('4', 3, bot, INTRUDER, 'iam:DeleteUser', on('helper2')),
      ],
      ['user helper2'],
    ],
    [
      "one of two policies on a user's name",
      [
        call('1', 0, bot, INTRUDER, 'iam:PutUserPolicy', on('build-bot', { policyName: 'zq' })),
        call('2', 1, bot, INTRUDER, 'iam:PutUserPolicy', on('build-bot', { policyName: 'zz' })),
        call('3', 2, bot, INTRUDER, 'iam:DeleteUserPolicy', on('build-bot', { policyName: 'zq' })),
      ],
      ['inline policy on user build-bot · zz'],
    ],
  ]
  test.each(cases)('%s', (_, records, expected) => {
    expect(fromIntruder(records).standing.map(({ what }) => what)).toEqual(expected)
  })
})

test('refusals first, then other failures, each once', () => {
  const records = [
    call('1', 0, bot, INTRUDER, 's3:GetBucketCors', { errorCode: 'NoSuchCORSConfiguration' }),
    call('2', 1, bot, INTRUDER, 's3:ListBuckets', { errorCode: 'AccessDenied' }),
    call('3', 2, bot, INTRUDER, 's3:ListBuckets', { errorCode: 'AccessDenied' }),
    call('4', 3, user('workshop'), INTRUDER, 'signin:ConsoleLogin', {
      responseElements: { ConsoleLogin: 'Failure' },
      errorMessage: 'Failed authentication',
    }),
  ]
  expect(fromIntruder(records).refusals.map(({ call: name, count, denied }) => [name, count, denied])).toEqual([
    ['s3:ListAllMyBuckets', 2, true],
    ['ConsoleLogin', 1, true],
    ['s3:GetBucketCors', 1, false],
  ])
})

test.each<[name: string, more: JsonObject, called: string]>([
  ['lambda:CreateFunction20150331', {}, 'lambda:CreateFunction'],
  ['monitoring:PutMetricAlarm', {}, 'cloudwatch:PutMetricAlarm'],
  ['s3:HeadBucket', {}, 's3:ListBucket'],
  ['kms:ReEncrypt', {}, 'kms:ReEncryptFrom, kms:ReEncryptTo'],
  ['sts:AssumeRoleWithSAML', {}, 'AssumeRoleWithSAML'],
  ['iam:CreateUser', { errorMessage: 'no' }, 'iam:CreateUser'],
  [
    'ec2:RunInstances',
    {
      errorMessage: 'User: arn:aws:iam::123456789012:user/a is not authorized to perform: iam:PassRole on resource: b',
    },
    'iam:PassRole',
  ],
  ['s3:CopyObject', { errorMessage: 'User: a is not authorized to perform: s3:GetObject on resource' }, 's3:GetObject'],
  ['s3:GetObject', { errorMessage: 'is not authorized to perform: s3:* on all' }, 's3:GetObject'],
])('what was refused is an action of IAM: %s %j', (name, more, called) => {
  const [refusal] = fromIntruder([call('1', 0, bot, INTRUDER, name, { errorCode: 'AccessDenied', ...more })]).refusals
  expect(refusal?.call).toBe(called)
})

describe('how they came in', () => {
  const instance = session('app', 'i-0123456789abcdef0', ROLE)
  const login = (id: string, minutes: number, answer: string): JsonObject =>
    call(id, minutes, user('workshop'), INTRUDER, 'signin:ConsoleLogin', {
      responseElements: { ConsoleLogin: answer },
      additionalEventData: { MFAUsed: 'No' },
      ...(answer === 'Failure' ? { errorMessage: 'Failed authentication' } : {}),
    })
  test.each<[readonly JsonObject[], RegExp]>([
    [[call('1', 0, bot, INTRUDER, 'sts:GetCallerIdentity')], /^the long-lived key AKIALEAKED\w+ of user build-bot/],
    [
      [call('1', 0, instance, INTRUDER, 'sts:GetCallerIdentity')],
      /^credentials of instance i-0123456789abcdef0 \(role app\)/,
    ],
    [
      [login('1', 0, 'Failure'), login('2', 1, 'Failure'), login('3', 2, 'Success')],
      /signed in .* without a second factor after 2 wrong passwords/,
    ],
    [
      [call('1', 0, session('Developer', 'dana', ROLE), INTRUDER, 's3:ListBuckets')],
      /^a session of role Developer \(dana\)/,
    ],
  ])('%#', (records, words) => {
    expect(
      fromIntruder(records)
        .access.map(({ text }) => text)
        .join(),
    ).toMatch(words)
  })
})

test('movement: across accounts, onto machines, and out of a machine', () => {
  const records = [
    call('1', 0, bot, INTRUDER, 'sts:AssumeRole', {
      requestParameters: { roleArn: 'arn:aws:iam::111122223333:role/Deploy' },
      ...issued(ROLE, 'arn:aws:sts::111122223333:assumed-role/Deploy/x'),
    }),
    call('2', 1, bot, INTRUDER, 'ssm:StartSession', { requestParameters: { target: 'i-0123456789abcdef0' } }),
    call('3', 2, session('app', 'i-0123456789abcdef0', keyId('ASIA', 'machine')), INTRUDER, 's3:ListBuckets'),
  ]
  const { movement } = fromIntruder(records)
  expect(movement.map(({ text, proof }) => [text.split(':')[0], proof])).toEqual([
    ['went from account to account', ['1']],
    ['reached from the cloud onto machines with StartSession', ['2']],
    ['used the credentials of instance i-0123456789abcdef0 from 198.51.100.7', ['3']],
  ])
})

test('the quarantine of AWS is reported, and so is its absence', () => {
  const key = call('1', 0, bot, INTRUDER, 'sts:GetCallerIdentity')
  const quarantine = call(
    '2',
    5,
    service('aws.internal'),
    'AWS Internal',
    'iam:AttachUserPolicy',
    on('build-bot', { policyArn: 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV4' }),
  )
  expect(
    fromIntruder([key])
      .quarantine.map(({ text }) => text)
      .join(),
  ).toContain('no AWSCompromisedKeyQuarantine')
  const [observation] = fromIntruder([key, quarantine]).quarantine
  expect(observation).toMatchObject({
    proof: ['2'],
    text: expect.stringContaining('AWSCompromisedKeyQuarantineV4 was attached to user build-bot'),
  })
})

test('data: what is proven, what is not known, and the query that would show it', () => {
  const s3 = (bucketName: string, more: JsonObject = {}): JsonObject => ({ requestParameters: { bucketName, ...more } })
  const { data } = fromIntruder([
    call('1', 0, bot, INTRUDER, 's3:GetObject', {
      ...s3('invoices', { key: 'a' }),
      additionalEventData: { bytesTransferredOut: 2_000_000 },
    }),
    call('2', 1, bot, INTRUDER, 's3:GetObject', { ...s3('invoices', { key: 'b' }), errorCode: 'AccessDenied' }),
    call('3', 2, bot, INTRUDER, 's3:GetBucketPolicy', s3("it's")),
  ])
  expect(data.proven.map(({ text }) => text)).toEqual(['read one object of bucket invoices (2.0 MB)'])
  expect(data.unknown.map(({ text }) => text).join()).toContain("no object read of bucket it's is logged")
  for (const part of [
    `sourceipaddress IN ('${INTRUDER}')`,
    'FROM "cloudtrail_logs"',
    `AND "timestamp" >= '2026/03/`,
    `AND "timestamp" <= '2026/03/`,
  ])
    expect(data.sql.join()).toContain(part)
})

test('edges have proofs, and a session is stitched to the user that opened it', () => {
  const found = fromIntruder([
    call('1', 0, bot, INTRUDER, 'sts:AssumeRole', {
      requestParameters: { roleArn: roleArn('Deploy') },
      ...issued(ROLE, sessionArn('Deploy', 'x')),
    }),
    call('2', 1, session('Deploy', 'x', ROLE), '198.51.100.8', 's3:ListBuckets'),
  ])
  expect(
    found.edges.map(({ from, kind, to, proof }) => `${from.split(':')[0]} ${kind} ${to.split(':')[0]} ${proof}`),
  ).toEqual([
    'user used key 1',
    'key from address 1',
    'key issued key 1',
    'key is session 1',
    'key assumed role 1',
    'session used key 2',
    'key from address 2',
    'session is role 2',
  ])
  expect(found.people).toHaveLength(1)
  expect(found.people[0]).toMatchObject({ name: 'user build-bot', keys: 2, addresses: [INTRUDER, '198.51.100.8'] })
  expect(found.entities.find(({ value }) => value === userArn('build-bot'))).toMatchObject({
    acted: 1,
    first: '2026-03-04T00:00:00Z',
  })
})

test('a case has the same name every time, and an empty one has no times', () => {
  const seed = { kind: 'key', value: LEAKED } as const
  expect(caseOf([], seed)).toMatchObject({
    id: expect.stringMatching(/^case-empty-[0-9a-f]{8}$/),
    first: '',
    events: [],
  })
  expect(fromIntruder([call('1', 0, bot, INTRUDER, 's3:ListBuckets')]).id).toMatch(/^case-20260304-[0-9a-f]{8}$/)
})
