/** What a policy denies, against an evaluator that is none of ours. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { answerOf } from '../../test/iam-simulation.ts'
import { toEvent } from '../cloudtrail/event.ts'
import type { JsonObject } from '../core/json.ts'
import { isDenied, POLICY_KINDS } from './evaluate.ts'
import type { Policy, Statement } from './policy.ts'
import { requestOf } from './request.ts'

const ACCOUNT = '123456789012'
const USER = {
  type: 'IAMUser',
  userName: 'dana',
  arn: `arn:aws:iam::${ACCOUNT}:user/dana`,
  accountId: ACCOUNT,
  principalId: 'AIDAEXAMPLE',
}
const session = (attributes: JsonObject): JsonObject => ({
  type: 'AssumedRole',
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/Deploy/ci`,
  accountId: ACCOUNT,
  principalId: 'AROAEXAMPLE:ci',
  sessionContext: {
    sessionIssuer: { type: 'Role', arn: `arn:aws:iam::${ACCOUNT}:role/Deploy`, accountId: ACCOUNT, userName: 'Deploy' },
    attributes,
  },
})
const CALLERS: readonly JsonObject[] = [
  USER,
  session({ creationDate: '2026-03-04T01:00:00Z', mfaAuthenticated: 'false' }),
  session({ creationDate: '2026-03-04T04:00:00Z', mfaAuthenticated: 'true' }),
  {
    ...session({ creationDate: '2026-03-04T04:00:00Z', mfaAuthenticated: 'false' }),
    invokedBy: 'cloudformation.amazonaws.com',
  },
]
const NETWORKS: readonly JsonObject[] = [
  { sourceIPAddress: '198.51.100.7' },
  { sourceIPAddress: '203.0.113.9' },
  { sourceIPAddress: '192.0.2.10', vpcEndpointId: 'vpce-0123456789abcdef0' },
  { sourceIPAddress: 'cloudformation.amazonaws.com' },
]
const CALLS: readonly JsonObject[] = [
  { eventSource: 's3.amazonaws.com', eventName: 'ListBuckets', requestParameters: null },
  {
    eventSource: 's3.amazonaws.com',
    eventName: 'GetObject',
    requestParameters: { bucketName: 'example', key: 'a/b.txt' },
  },
  { eventSource: 's3.amazonaws.com', eventName: 'PutBucketPolicy', requestParameters: { bucketName: 'example' } },
  { eventSource: 'ec2.amazonaws.com', eventName: 'DescribeInstances', requestParameters: {} },
  { eventSource: 'monitoring.amazonaws.com', eventName: 'DescribeAlarms', requestParameters: {} },
  {
    eventSource: 'sts.amazonaws.com',
    eventName: 'AssumeRole',
    requestParameters: { roleArn: `arn:aws:iam::${ACCOUNT}:role/Admin` },
  },
  {
    eventSource: 'lambda.amazonaws.com',
    eventName: 'GetFunction20150331v2',
    requestParameters: { functionName: 'app' },
  },
]
const record = fc
  .record({
    call: fc.constantFrom(...CALLS),
    caller: fc.constantFrom(...CALLERS),
    network: fc.constantFrom(...NETWORKS),
  })
  .map(
    ({ call, caller, network }): JsonObject => ({
      ...{ ...call, ...network, userIdentity: caller, eventTime: '2026-03-04T05:00:00Z', awsRegion: 'eu-west-1' },
      ...{ eventType: 'AwsApiCall', userAgent: 'aws-cli/2.32', recipientAccountId: ACCOUNT, tlsDetails: {} },
    }),
  )

const CONDITIONS: readonly (readonly [string, string, readonly string[]])[] = [
  ['IpAddress', 'aws:SourceIp', ['198.51.100.0/24', '2001:db8::/32']],
  ['NotIpAddress', 'aws:SourceIp', ['198.51.100.0/24']],
  ['NotIpAddressIfExists', 'aws:SourceIp', ['203.0.113.9']],
  ['NotIpAddressIfExists', 'aws:VpcSourceIp', ['192.0.2.0/28']],
  ['StringNotEqualsIfExists', 'aws:SourceVpce', ['vpce-0123456789abcdef0']],
  ['StringEquals', 'aws:SourceVpce', ['vpce-0123456789abcdef0']],
  ['Bool', 'aws:ViaAWSService', ['false']],
  ['BoolIfExists', 'aws:MultiFactorAuthPresent', ['false']],
  ['Bool', 'aws:MultiFactorAuthPresent', ['false']],
  ['DateLessThan', 'aws:TokenIssueTime', ['2026-03-04T03:00:00Z']],
  ['DateGreaterThan', 'aws:CurrentTime', ['2026-03-04T03:00:00Z']],
  ['NumericLessThan', 'aws:EpochTime', ['1780000000']],
  ['Null', 'aws:TokenIssueTime', ['true']],
  ['Null', 'aws:SourceIp', ['false']],
  ['StringNotEquals', 'aws:RequestedRegion', ['eu-west-1', 'us-east-1']],
  ['StringLike', 'aws:PrincipalArn', [`arn:aws:iam::${ACCOUNT}:role/D*`]],
  ['ArnNotLike', 'aws:PrincipalArn', [`arn:aws:iam::*:user/d?na`]],
  ['StringNotLike', 'aws:username', ['da*']],
  ['ForAnyValue:StringEquals', 'aws:CalledVia', ['cloudformation.amazonaws.com']],
  ['StringEqualsIgnoreCase', 'aws:PrincipalAccount', [ACCOUNT]],
]
const ACTIONS = [
  '*',
  's3:*',
  's3:Get*',
  's3:ListAllMyBuckets',
  'S3:getobject',
  'ec2:Describe*',
  'cloudwatch:*',
  'sts:AssumeRole',
  'lambda:?etFunction',
]
const RESOURCES = [
  '*',
  'arn:aws:s3:::example/*',
  'arn:aws:s3:::example',
  'arn:aws:s3:::ex?mple/a/*',
  `arn:aws:iam::*:role/*`,
  `arn:aws:s3:::\${aws:username}/*`,
]
const listOf = (all: readonly string[]) => fc.uniqueArray(fc.constantFrom(...all), { minLength: 1, maxLength: 3 })
const either = (name: string, all: readonly string[]): fc.Arbitrary<Partial<Statement>> =>
  fc
    .record({ negated: fc.boolean(), names: listOf(all) })
    .map(({ negated, names }) => ({ [negated ? `Not${name}` : name]: names }))
const statement = fc
  .record({
    Effect: fc.constantFrom('Allow' as const, 'Deny' as const),
    action: either('Action', ACTIONS),
    resource: fc.oneof(
      { weight: 2, arbitrary: fc.constant({ Resource: '*' }) },
      { weight: 1, arbitrary: either('Resource', RESOURCES) },
    ),
    conditions: fc.uniqueArray(fc.constantFrom(...CONDITIONS), { maxLength: 2 }),
  })
  .map(({ Effect, action, resource, conditions }): Statement => {
    const Condition: Record<string, Record<string, string[]>> = {}
    for (const [operator, key, values] of conditions)
      Condition[operator] = { ...Condition[operator], [key]: [...values] }
    return { Effect, ...action, ...resource, Condition }
  })
const policy = fc
  .array(statement, { minLength: 1, maxLength: 3 })
  .map((Statement): Policy => ({ Version: '2012-10-17', Statement }))

describe.each(POLICY_KINDS)('as %s', (kind) => {
  let [known, denied, unknown] = [0, 0, 0]
  test('a policy denies what IAM denies, of any record', { tags: 'property' }, async () => {
    await fc.assert(
      fc.asyncProperty(policy, record, async (of, raw) => {
        const request = requestOf(toEvent(raw))
        const ours = isDenied(of, request, kind)
        if (ours === undefined) {
          unknown++
          return
        }
        known++
        if (ours) denied++
        expect(ours).toBe(await answerOf(kind, of, request))
      }),
      { numRuns: 150 },
    )
    // Hardly anything of these records is not known, and both answers come.
    expect(unknown).toBeLessThan(known / 2)
    expect(denied).toBeGreaterThan(20)
    expect(known - denied).toBeGreaterThan(20)
  })
})

test.each([
  ['an address of the other family is outside of a range', 'NotIpAddress', '2001:db8::7', true],
  ['an address of the other family is in no range', 'IpAddress', '2001:db8::7', false],
  ['the name of a service says nothing of the address', 'NotIpAddress', 'cloudformation.amazonaws.com', undefined],
])('%s', (_, operator, sourceIPAddress, answer) => {
  const Condition = { [operator]: { 'aws:SourceIp': '198.51.100.0/24' } }
  const of: Policy = { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: '*', Resource: '*', Condition }] }
  const call = { eventSource: 'ec2.amazonaws.com', eventName: 'DescribeInstances', sourceIPAddress, userIdentity: USER }
  expect(isDenied(of, requestOf(toEvent(call)))).toBe(answer)
})
