import { describe, expect, test } from 'vitest'
import type { Indicator } from '../../core/case.ts'
import type { JsonObject } from '../../core/json.ts'
import {
  ACCOUNT,
  bot,
  call,
  INTRUDER,
  INTRUDER2,
  idsOf,
  issued,
  keyId,
  LEAKED,
  MADE,
  reachOver,
  roleArn,
  service,
  session,
  sessionArn,
  user,
  userArn,
} from '../testing/scene.ts'

const OWN = '203.0.113.40'
const BUILD = '8f470463-2948-40a9-8f73-1b8102cb51ed'
const MACHINE = 'i-0123456789abcdef0'
const WORK = keyId('ASIA', 'work')
const LAMBDA = { userAgent: 'Boto3/1.34 exec-env/AWS_Lambda_python3.12' }

/** A session at work makes a key, which is then used from elsewhere. */
const helper = (who: JsonObject, address: string, more: JsonObject = {}): readonly JsonObject[] => [
  call('w1', 1010, who, address, 'iam:CreateUser', {
    requestParameters: { userName: 'helper2' },
    responseElements: { user: { arn: userArn('helper2') } },
    ...more,
  }),
  call('w2', 1011, who, address, 'iam:CreateAccessKey', {
    requestParameters: { userName: 'helper2' },
    responseElements: { accessKey: { userName: 'helper2', accessKeyId: MADE } },
    ...more,
  }),
  call('w3', 1100, user('helper2', MADE), INTRUDER2, 's3:ListBuckets'),
]
const createFunction = call('a1', 1000, bot, INTRUDER, 'lambda:CreateFunction20150331', {
  requestParameters: { functionName: 'updater', role: roleArn('Fix') },
})
const taken = (id: string, minutes: number, host: string, role: string, name: string, key: string): JsonObject =>
  call(id, minutes, service(host), host, 'sts:AssumeRole', issued(key, sessionArn(role, name)))

const createStack = (id: string, minutes: number, who: JsonObject, address: string): JsonObject =>
  call(id, minutes, who, address, 'cloudformation:CreateStack', {
    requestParameters: { stackName: id, roleARN: roleArn('Cfn') },
  })
const CFN = 'cloudformation.amazonaws.com'
const dana = user('dana', keyId('AKIA', 'dana'))
const others = session('Cfn', 'AWSCloudFormation', keyId('ASIA', 'others'))
const launch = (id: string, minutes: number, group: string, machine: string): JsonObject =>
  call(
    id,
    minutes,
    session('AWSServiceRoleForAutoScaling', 'AutoScaling', keyId('ASIA', 'asg')),
    'autoscaling.amazonaws.com',
    'ec2:RunInstances',
    {
      requestParameters: {
        tagSpecificationSet: { items: [{ tags: [{ key: 'aws:autoscaling:groupName', value: group }] }] },
      },
      responseElements: { instancesSet: { items: [{ instanceId: machine }] } },
    },
  )

const forth: readonly (readonly [string, readonly JsonObject[], string])[] = [
  ['a function', [createFunction, ...helper(session('Fix', 'updater', WORK), OWN, LAMBDA)], 'a1 w1 w2 w3'],
  [
    'a function whose session only the service shows',
    [
      createFunction,
      taken('t1', 1005, 'lambda.amazonaws.com', 'Fix', 'updater', WORK),
      ...helper(session('Fix', 'updater', WORK), OWN),
    ],
    'a1 w1 w2 w3',
  ],
  [
    'a build',
    [
      call('a1', 1000, bot, INTRUDER, 'codebuild:StartBuild', {
        responseElements: { build: { id: `web:${BUILD}`, serviceRole: roleArn('service-role/Cb') } },
      }),
      ...helper(session('Cb', `AWSCodeBuild-${BUILD}`, WORK), OWN, { userAgent: 'Boto3/1.34 exec-env/AWS_ECS_EC2' }),
      call('h1', 900, session('Cb', 'AWSCodeBuild-00000000-2948-40a9-8f73-1b8102cb51ed', 'ASIAX'), OWN, 's3:GetObject'),
    ],
    'a1 w1 w2 w3',
  ],
  [
    'a stack',
    [
      createStack('a1', 1009.9, bot, INTRUDER),
      ...helper(session('Cfn', 'AWSCloudFormation', WORK), CFN),
      createStack('h0', 500, dana, OWN),
      call('h1', 500.2, others, CFN, 's3:CreateBucket'),
      call('h2', 1400, others, CFN, 's3:CreateBucket'),
    ],
    'a1 w1 w2 w3',
  ],
]
describe.each(forth)('what was set to work: %s', (_, records, ids) => {
  test.each<Indicator>([
    { kind: 'address', value: INTRUDER },
    { kind: 'address', value: INTRUDER2 },
    { kind: 'user', value: userArn('helper2') },
  ])('from $kind $value', (seed) => {
    expect(idsOf(reachOver(records, seed).closure)).toBe(ids)
  })
})

test('machines that a group of the case launches, and no others', () => {
  const records = [
    call('a1', 1000, bot, INTRUDER, 'autoscaling:CreateAutoScalingGroup', {
      requestParameters: { autoScalingGroupName: 'night' },
    }),
    launch('a2', 1001, 'night', MACHINE),
    launch('h1', 1001, 'web', 'i-0fedcba9876543210'),
    call('a3', 1005, session('Box', MACHINE, WORK), OWN, 's3:ListBuckets'),
    call('h2', 1005, session('Box', 'i-0fedcba9876543210', keyId('ASIA', 'web')), INTRUDER2, 's3:ListBuckets'),
  ]
  expect(idsOf(reachOver(records, { kind: 'address', value: INTRUDER }).closure)).toBe('a1 a2 a3')
})

describe('who set it to work is listed and not followed', () => {
  const stolen = session('Fix', 'updater', WORK)
  const cases: readonly (readonly [string, readonly JsonObject[]])[] = [
    [
      'where it has work of its own',
      [
        createFunction,
        call('o1', 1002, stolen, OWN, 's3:GetObject', LAMBDA),
        call('x1', 1050, stolen, INTRUDER2, 'sts:GetCallerIdentity'),
      ],
    ],
    ['where it was made long before', [createFunction, call('x1', 9000, stolen, INTRUDER2, 's3:ListBuckets', LAMBDA)]],
    [
      'where somebody else changed it since',
      [
        { ...createFunction, eventID: 'b0', eventTime: '2026-03-04T00:00:00Z', userIdentity: dana },
        call('a1', 1000, bot, INTRUDER, 'lambda:UpdateFunctionCode20150331v2', {
          requestParameters: { functionName: `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:updater` },
        }),
        call('x1', 1050, stolen, INTRUDER2, 's3:ListBuckets', LAMBDA),
      ],
    ],
  ]
  test.each(cases)('%s', (_, records) => {
    const { closure } = reachOver(records, { kind: 'address', value: INTRUDER2 })
    expect(idsOf(closure)).toBe('x1')
    expect(closure.frontier.find(({ entity }) => entity.value === LEAKED)?.proof).toEqual(['a1'])
  })
})

test('a machine that the investigation starts with has work of its own', () => {
  const machine = session('Box', MACHINE, WORK)
  const records = [
    ...Array.from({ length: 30 }, (_, n) => call(`h${n}`, n * 60, machine, OWN, 's3:GetObject')),
    call('a1', 1000, machine, INTRUDER, 'sts:GetCallerIdentity'),
    call('a2', 1001, machine, INTRUDER, 'iam:ListUsers'),
  ]
  const { closure } = reachOver(records, { kind: 'resource', value: MACHINE })
  expect(idsOf(closure)).toBe('a1 a2')
  expect(closure.frontier).toMatchObject([{ entity: { value: OWN }, events: 30 }])
})

test('names and times that are none lead nowhere and break nothing', () => {
  const odd = { eventTime: '+275760-09-13T00:00:00Z' }
  const nameless = (name: string): JsonObject => session('Cfn', name, WORK)
  const records = [
    call('a1', 0, bot, INTRUDER, 'autoscaling:CreateAutoScalingGroup', {
      requestParameters: { autoScalingGroupName: '' },
    }),
    call('a2', 1, bot, INTRUDER, 'codebuild:StartBuild', { responseElements: { build: { id: ':', serviceRole: {} } } }),
    call('a3', 2, nameless('AWSCodeBuild-'), INTRUDER, 's3:ListBuckets'),
    call('a4', 3, nameless('AWSCloudFormation'), INTRUDER, 's3:ListBuckets', odd),
    { ...createStack('a5', 4, bot, INTRUDER), ...odd },
    call('a6', 5, bot, INTRUDER, 'iam:UpdateAssumeRolePolicy', {
      requestParameters: {
        roleName: '',
        policyDocument: '{"Statement":{"Effect":"Allow","Principal":"arn:aws:iam::*"',
      },
    }),
    call('a7', 6, bot, INTRUDER, 'lambda:CreateFunction20150331', {
      requestParameters: { functionName: '', role: '' },
    }),
    call('h1', 7, user('dana', keyId('AKIA', 'dana')), OWN, 's3:ListBuckets'),
  ]
  const { closure } = reachOver(records, { kind: 'address', value: INTRUDER })
  expect(idsOf(closure).split(' ').sort().join(' ')).toBe('a1 a2 a3 a4 a5 a6 a7')
})

describe('how soon', () => {
  const SECOND = 1 / 60
  const stolen = session('Fix', 'updater', WORK)
  const day = [
    ['within a day', 1000 + 1440 - SECOND, 'a1 x1'],
    ['a day later', 1000 + 1440, 'x1'],
  ] as const
  test.each(day)('who made a function follows from its work %s', (_, minutes, ids) => {
    const records = [createFunction, call('x1', minutes, stolen, INTRUDER2, 's3:ListBuckets', LAMBDA)]
    expect(idsOf(reachOver(records, { kind: 'address', value: INTRUDER2 }).closure)).toBe(ids)
  })

  /** The stack's session says when it began: its first call may come later. */
  const work = (began: number, first: number): JsonObject => {
    const who = session('Cfn', 'AWSCloudFormation', WORK)
    const begun = call('', began, who, CFN, 'x:y').eventTime as string
    const sessionContext = { ...(who.sessionContext as JsonObject), attributes: { creationDate: begun } }
    return call('w', first, { ...who, sessionContext }, CFN, 's3:CreateBucket')
  }
  const stacks: readonly (readonly [string, number, number, boolean])[] = [
    ['at once', 1000, 1000, true],
    ['after a minute', 1001, 1001, true],
    ['a second after that', 1001 + SECOND, 1001 + SECOND, false],
    ['five seconds before its operation is logged', 1000 - 5 * SECOND, 1000, true],
    ['six seconds before', 1000 - 6 * SECOND, 1000, false],
    ['its first call five seconds before the operation is logged', 1000, 1000 - 5 * SECOND, true],
    ['its first call six seconds before', 1000, 1000 - 6 * SECOND, false],
    ['its first call after fifteen minutes', 1000, 1015, true],
    ['its first call a second after that', 1000, 1015 + SECOND, false],
  ]
  test.each(stacks)('what a stack does, %s', (_, began, first, isOurs) => {
    const records = [createStack('a1', 1000, bot, INTRUDER), work(began, first)]
    const { closure } = reachOver(records, { kind: 'address', value: INTRUDER })
    expect(closure.nodes.has(`key:${WORK}`)).toBe(isOurs)
  })
  test.each(stacks.slice(0, 5))('who had a stack do it, %s', (_, began, first, isOurs) => {
    const records = [createStack('a1', 1000, bot, INTRUDER), work(began, first)]
    const { closure } = reachOver(records, { kind: 'key', value: WORK })
    expect(idsOf(closure)).toBe(isOurs ? (first < 1000 ? 'w a1' : 'a1 w') : 'w')
  })

  const launches: readonly (readonly [string, number, boolean])[] = [
    ['a minute before the group is logged', 1000 - 1, true],
    ['a second more', 1000 - 1 - SECOND, false],
    ['long after', 5000, true],
  ]
  test.each(launches)('a machine that the group launches, %s', (_, minutes, isOurs) => {
    const records = [
      call('a1', 1000, bot, INTRUDER, 'autoscaling:CreateAutoScalingGroup', {
        requestParameters: { autoScalingGroupName: 'night' },
      }),
      launch('m', minutes, 'night', MACHINE),
    ]
    const { closure } = reachOver(records, { kind: 'address', value: INTRUDER })
    expect(idsOf(closure).split(' ').includes('m')).toBe(isOurs)
  })
})
