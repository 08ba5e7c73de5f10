/** What is watched: the calls of those whom a plan contains, after it was applied, and whether any got through. */
import { expect, test } from 'vitest'
import { toEvent } from '../../cloudtrail/event.ts'
import type { Target } from '../../containment/define.ts'
import type { JsonObject } from '../../core/json.ts'
import type { PlanLife } from './apply.ts'
import { newWatch } from './watch.ts'

const ACCOUNT = '123456789012'
const KEY = 'AKIAIOSFODNN7EXAMPLE'
const target = (kind: Target['kind'], name: string): Target => ({ kind, partition: 'aws', account: ACCOUNT, name })
const lifeOf = (targets: readonly Target[], state: PlanLife['state'] = 'applied'): PlanLife =>
  ({
    plan: { id: 'p1', steps: targets.map((one) => ({ target: one })) },
    at: '2026-03-04T03:00:00.500Z',
    state,
  }) as never
const QUIET = 10 * 60_000

let serial = 0
const record = (time: string, call: string, more: JsonObject = {}): JsonObject => {
  const [source, eventName = ''] = call.split(':')
  return {
    ...{ eventTime: `2026-03-04T${time}Z`, eventSource: `${source}.amazonaws.com`, eventName, eventID: `e${serial++}` },
    ...{ eventType: 'AwsApiCall', awsRegion: 'eu-west-1', sourceIPAddress: '198.51.100.7' },
    recipientAccountId: ACCOUNT,
    userIdentity: {
      ...{ type: 'IAMUser', userName: 'dana', arn: `arn:aws:iam::${ACCOUNT}:user/eu/dana`, accountId: ACCOUNT },
      ...{ principalId: 'AIDAEXAMPLE', accessKeyId: KEY },
    },
    ...more,
  }
}
const DENIED = { errorCode: 'AccessDenied' }
const session = (arn: string, role: string): JsonObject => ({
  userIdentity: {
    ...{ type: 'AssumedRole', arn, accountId: ACCOUNT, principalId: 'AROAEXAMPLE:s', accessKeyId: 'ASIAEXAMPLE' },
    sessionContext: {
      sessionIssuer: { type: 'Role', arn: role, accountId: ACCOUNT, userName: 'Deploy' },
    },
  },
})
const DEPLOY = session(`arn:aws:sts::${ACCOUNT}:assumed-role/Deploy/s`, `arn:aws:iam::${ACCOUNT}:role/Deploy`)
const OTHER = {
  userIdentity: { type: 'IAMUser', userName: 'ben', arn: `arn:aws:iam::${ACCOUNT}:user/ben`, accountId: ACCOUNT },
}
const SIGN_IN = { eventType: 'AwsConsoleSignIn', responseElements: { ConsoleLogin: 'Success' } }
const REFUSED_SIGN_IN = {
  ...SIGN_IN,
  errorMessage: 'Failed authentication',
  responseElements: { ConsoleLogin: 'Failure' },
}

const USER = [target('user', 'dana')]
test.each<
  [
    what: string,
    targets: readonly Target[],
    records: readonly JsonObject[],
    tried: readonly string[],
    through: string | null,
    isQuiet: boolean,
  ]
>([
  ['nothing is there yet', USER, [], [], null, false],
  ['others alone, long enough', USER, [record('03:10:01', 's3:ListBuckets', OTHER)], [], null, true],
  ['others alone, and too short', USER, [record('03:10:00', 's3:ListBuckets', OTHER)], [], null, false],
  [
    'denied calls are no calls that got through, and are counted',
    USER,
    [record('03:01:00', 's3:ListBuckets', DENIED), record('03:12:00', 's3:ListBuckets', DENIED)],
    ['denied 2 s3:ListAllMyBuckets'],
    null,
    true,
  ],
  [
    'one got through, and it is not so long ago',
    USER,
    [record('03:05:00', 'iam:CreateUser'), record('03:14:59', 's3:ListBuckets', OTHER)],
    ['through 1 iam:CreateUser'],
    '2026-03-04T03:05:00Z',
    false,
  ],
  [
    'one got through, and it is long ago; the order of records is no matter',
    USER,
    [record('03:15:00', 's3:ListBuckets', OTHER), record('03:05:00', 'iam:CreateUser')],
    ['through 1 iam:CreateUser'],
    '2026-03-04T03:05:00Z',
    true,
  ],
  [
    'a call that failed for another reason was let through',
    USER,
    [record('03:05:00', 'iam:CreateUser', { errorCode: 'EntityAlreadyExists' })],
    ['through 1 iam:CreateUser'],
    '2026-03-04T03:05:00Z',
    false,
  ],
  [
    'what no policy denies is told apart',
    USER,
    [
      record('03:11:00', 'sts:GetCallerIdentity'),
      record('03:12:00', 'signin:ConsoleLogin', SIGN_IN),
      record('03:13:00', 'signin:ConsoleLogin', REFUSED_SIGN_IN),
    ],
    ['free 1 GetCallerIdentity', 'free 1 ConsoleLogin', 'denied 1 ConsoleLogin'],
    null,
    true,
  ],
  ['what was before is no matter', USER, [record('02:59:59', 'iam:CreateUser')], [], null, false],
  [
    'a key and a role, each by its own calls',
    [target('key', KEY), target('role', 'Deploy'), target('open security group', 'sg-1')],
    [
      record('03:01:00', 's3:ListBuckets', DENIED),
      record('03:02:00', 's3:ListBuckets', { ...OTHER, ...DENIED }),
      record('03:03:00', 'iam:CreateRole', { ...DEPLOY, ...DENIED }),
    ],
    ['denied 1 s3:ListAllMyBuckets', 'denied 1 iam:CreateRole'],
    null,
    false,
  ],
  [
    'of a password that was made, its user',
    [target('password of user', 'dana')],
    [record('03:01:00', 's3:ListBuckets', DENIED)],
    ['denied 1 s3:ListAllMyBuckets'],
    null,
    false,
  ],
])('%s', (_, targets, records, tried, through, isQuiet) => {
  const watch = newWatch(lifeOf(targets), QUIET)
  // Each comes twice, as from two logs.
  for (const one of [...records, ...records]) watch.add(toEvent(one))
  const report = watch.report()
  expect(report.tried.map(({ outcome, count, call }) => `${outcome} ${count} ${call}`)).toEqual(tried)
  expect([report.through, report.isQuiet]).toEqual([through, isQuiet])
  expect(watch.report()).toMatchObject({ tried: [], through, isQuiet })
})

test('a plan that holds nobody is refused', () => {
  expect(() => newWatch(lifeOf(USER, 'restored'), QUIET)).toThrow(/restored: it holds nobody/)
  expect(() => newWatch(lifeOf([target('stopped trail', 'main')]), QUIET)).toThrow(/nobody to watch/)
})
