/** What policies grant, in twenty spellings and more, and against an evaluator that is none of ours. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isGrantedBy } from '../../test/iam-simulation.ts'
import type { Json, JsonObject } from '../core/json.ts'
import { type Grant, grantsIn } from './grants.ts'
import { isLike, statementsIn } from './policies.ts'

const asked = (requestParameters: JsonObject): JsonObject => ({ requestParameters })
const put = (...statements: readonly JsonObject[]): JsonObject =>
  asked({ policyDocument: JSON.stringify({ Version: '2012-10-17', Statement: statements }) })
const allow = (Action: Json, rest: JsonObject = { Resource: '*' }): JsonObject => ({ Effect: 'Allow', Action, ...rest })
const EVERYTHING: readonly Grant[] = ['everything']
const FIRST = 'arn:aws:iam::123456789012:user/build-bot'

describe('spellings of everything', () => {
  const document = (text: string): JsonObject => asked({ policyDocument: text })
  test.each<[string, JsonObject]>([
    ['a star', put(allow('*'))],
    ['a list', put(allow(['s3:Get*', '*']))],
    ['both stars', put(allow('*:*'))],
    ['many stars', put(allow('***'))],
    ['a question mark and a star', put(allow('?*'))],
    ['a star behind half a service', put(allow('*:?*'))],
    ['of all ARNs', put(allow('*', { Resource: 'arn:*' }))],
    ['of all ARNs of the partition', put(allow('*', { Resource: ['arn:aws:*', 'x'] }))],
    ['of all but one thing', put(allow('*', { NotResource: 'arn:aws:s3:::archive/*' }))],
    ['all but one service', put({ Effect: 'Allow', NotAction: 'organizations:*', Resource: '*' })],
    [
      'all but one service, as a list',
      put({ Effect: 'Allow', NotAction: ['aws-portal:*', 'billing:*'], Resource: '*' }),
    ],
    ['in the second statement', put(allow('s3:GetObject', { Resource: 'arn:aws:s3:::a/*' }), allow('*'))],
    ['one statement without a list', document('{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}')],
    ['escaped', document('{"Statement":[{"Effect":"Allow","Action":"\\u002a","Resource":"\\u002A"}]}')],
    ['other capitals of the members', document('{"statement":[{"effect":"Allow","action":"*","resource":"*"}]}')],
    ['with blanks', document('\n {\n "Statement" : [ { "Resource" : "*" , "Action" : "*" , "Effect" : "Allow" } ] }')],
    ['percent-encoded', document(encodeURIComponent('{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'))],
    ['as an object', asked({ policyDocument: { Statement: [allow('*')] } })],
    [
      'from one address',
      put(allow('*', { Resource: '*', Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.9/32' } } })),
    ],
    ['with MFA', put(allow('*', { Resource: '*', Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }))],
    ['denied a little', put(allow('*'), { Effect: 'Deny', Action: 'organizations:*', Resource: '*' })],
    [
      'denied under a condition',
      put(allow('*'), { Effect: 'Deny', Action: '*', Resource: '*', Condition: { Bool: { x: 'y' } } }),
    ],
    [
      'service by service',
      put(allow(['iam:*', 's3:*', 'ec2:*', 'lambda:*', 'kms:*', 'secretsmanager:*', 'cloudtrail:*', 'rds:*', 'sns:*'])),
    ],
    ['as an inline policy of a permission set', asked({ inlinePolicy: JSON.stringify({ Statement: [allow('*')] }) })],
  ])('%s', (_, record) => expect(grantsIn(record)).toEqual(EVERYTHING))
})

test.each<[string, JsonObject, readonly Grant[]]>([
  ['all of IAM', put(allow('iam:*')), ['identities', 'roles']],
  ['a wildcard within a name', put(allow('iam:*AccessKey')), ['identities']],
  ['capitals', put(allow('IAM:createaccesskey')), ['identities']],
  ['new versions of any policy', put(allow('iam:CreatePolicyVersion')), ['identities']],
  ['of any user', put(allow('iam:CreateLoginProfile', { Resource: 'arn:aws:iam::*:user/*' })), ['identities']],
  ['of one user', put(allow('iam:CreateAccessKey', { Resource: FIRST })), []],
  ['of itself', put(allow('iam:CreateAccessKey', { Resource: 'arn:aws:iam::*:user/${aws:username}' })), []],
  ['any role may be passed', put(allow('iam:Pass*')), ['roles']],
  [
    'to one service',
    put(
      allow('iam:PassRole', {
        Resource: '*',
        Condition: { StringEquals: { 'iam:PassedToService': 'ecs.amazonaws.com' } },
      }),
    ),
    [],
  ],
  ['any role may be taken', put(allow('sts:AssumeRole')), ['roles']],
  ['any secret', put(allow('secretsmanager:Get*')), ['data']],
  ['any object', put(allow('s3:GetObject', { Resource: 'arn:aws:s3:::*' })), ['data']],
  ['objects of one bucket', put(allow('s3:GetObject', { Resource: 'arn:aws:s3:::exports/*' })), []],
  [
    'what has a tag',
    put(allow('*', { Resource: '*', Condition: { StringEquals: { 'aws:ResourceTag/team': 'a' } } })),
    [],
  ],
  ['only denies', put({ Effect: 'Deny', Action: '*', Resource: '*' }), []],
  ['everything, and denied', put(allow('*'), { Effect: 'Deny', Action: '*', Resource: '*' }), []],
  ['reads of settings', put(allow(['ec2:Describe*', 's3:List*'])), []],
  ['a policy of a thing', put({ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }), []],
  ['no JSON', asked({ policyDocument: '{"Statement":' }), []],
  ['a list', asked({ policyDocument: ['x', 4] }), []],
  ['nothing asked', {}, []],
  [
    'deeper than anybody looks',
    asked({ a: { b: { c: { d: { e: { f: { g: { h: { policy: '{"Statement":[]}' } } } } } } } } }),
    [],
  ],
])('%s', (_, record, grants) => expect(grantsIn(record)).toEqual(grants))

const ACTIONS = [
  '*',
  'iam:*',
  'iam:Create*',
  'iam:PassRole',
  'IAM:createAccessKey',
  's3:Get?bject',
  'ec2:*',
  'sts:*',
  'secretsmanager:Get*',
  'iam:*Key',
]
const RESOURCES = [
  '*',
  'arn:aws:iam::123456789012:user/*',
  'arn:aws:iam::*:role/*',
  FIRST,
  'arn:aws:s3:::*',
  'arn:aws:*',
]
const drawn = fc.record({
  Effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
  some: fc.record({
    name: fc.constantFrom('Action', 'NotAction'),
    of: fc.subarray(ACTIONS, { minLength: 1, maxLength: 3 }),
  }),
  where: fc.record({
    name: fc.constantFrom('Resource', 'Resource', 'NotResource'),
    of: fc.subarray(RESOURCES, { minLength: 1, maxLength: 2 }),
  }),
})

test('what is granted to all users by simulation is granted here', { tags: 'property' }, async () => {
  const probe = { action: 'iam:CreateAccessKey', resource: 'arn:aws:iam::123456789012:user/zq17-any' }
  let [yes, no] = [0, 0]
  await fc.assert(
    fc.asyncProperty(fc.array(drawn, { minLength: 1, maxLength: 3 }), async (parts) => {
      const Statement = parts.map(({ Effect, some, where }) => ({
        Effect,
        [some.name]: some.of,
        [where.name]: where.of,
      }))
      const policy = { Version: '2012-10-17' as const, Statement }
      const isSimulated = await isGrantedBy(policy, probe)
      const grants = grantsIn(asked({ policyDocument: JSON.stringify(policy) }))
      const isOurs = grants.includes('identities') || grants.includes('everything')
      if (isSimulated) {
        yes++
        expect(isOurs, JSON.stringify(Statement)).toBe(true)
      } else no++
    }),
    { numRuns: 200, seed: 7 },
  )
  expect(Math.min(yes, no)).toBeGreaterThan(20)
})

test('wildcards, whatever is drawn, as a regular expression reads them, and in time', { tags: 'property' }, () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', ':', '?', '*'), maxLength: 12 })
  fc.assert(
    fc.property(text, text, (one, pattern) => {
      const source = pattern.replace(/[.*+?^${}()|[\]\\]/g, (sign) =>
        sign === '*' ? '.*' : sign === '?' ? '.' : `\\${sign}`,
      )
      expect(isLike(one, pattern)).toBe(new RegExp(`^${source}$`, 'is').test(one))
    }),
  )
  expect(isLike('a'.repeat(20_000), `${'*a'.repeat(50)}b`)).toBe(false)
})

test('hostile parameters are no policies', { tags: 'property' }, () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
      const record = asked({
        policyDocument: value as Json,
        policy: JSON.stringify(value),
        nested: { policies: value as Json },
      })
      expect(Array.isArray(grantsIn(record))).toBe(true)
      expect(statementsIn(record).length).toBeLessThanOrEqual(500)
    }),
  )
})
