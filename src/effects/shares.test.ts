/** With whom policies share, whom a firewall lets in, and whom a policy shuts out: a table of spellings each. */
import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../core/json.ts'
import { effectsOf } from './index.ts'

const OWN = '123456789012'
const STRANGER = '111122223333'
const record = (requestParameters: JsonObject): JsonObject => ({ recipientAccountId: OWN, requestParameters })
const statement = (rest: JsonObject): JsonObject => ({ Effect: 'Allow', Action: 's3:*', Resource: '*', ...rest })
const shares = (rest: JsonObject, isOwn = (_: string): boolean => false) =>
  effectsOf(record({ bucketPolicy: { Statement: [statement(rest)] } }), isOwn).shares.kinds
const when = (Condition: JsonObject): JsonObject => ({ Principal: '*', Condition })

describe('with everybody', () => {
  test.each<[string, JsonObject]>([
    ['a star', { Principal: '*' }],
    ['a star of AWS', { Principal: { AWS: '*' } }],
    ['among others', { Principal: { AWS: [`arn:aws:iam::${OWN}:root`, '*'] } }],
    ['all but one', { NotPrincipal: { AWS: `arn:aws:iam::${OWN}:user/x` } }],
    ['who sends a user agent', when({ StringEquals: { 'aws:UserAgent': 'x' } })],
    ['who sends a referer', when({ StringLike: { 'aws:Referer': 'https://example.com/*' } })],
    ['encrypted', when({ Bool: { 'aws:SecureTransport': 'true' } })],
    ['whoever is not in the organization', when({ StringNotEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } })],
    ['in any organization, or none', when({ StringLike: { 'aws:PrincipalOrgID': '*' } })],
    ['where the key may be missing', when({ StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-exampleorgid' } })],
    ['from anywhere', when({ IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } })],
    ['from either half', when({ IpAddress: { 'aws:SourceIp': ['0.0.0.0/1', '128.0.0.0/1'] } })],
  ])('%s', (_, rest) => expect(shares(rest)).toEqual(['everybody']))
})

describe('with a stranger', () => {
  test.each<[string, JsonObject]>([
    ['an account', { Principal: { AWS: STRANGER } }],
    ['its root', { Principal: { AWS: `arn:aws:iam::${STRANGER}:root` } }],
    ['a role, in a list', { Principal: { AWS: [OWN, `arn:aws:iam::${STRANGER}:role/x`] } }],
    ['of another partition', { Principal: { AWS: `arn:aws-cn:iam::${STRANGER}:root` } }],
    [
      'a canonical id',
      { Principal: { CanonicalUser: '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be' } },
    ],
    ['everybody of an account', when({ StringEquals: { 'aws:PrincipalAccount': STRANGER } })],
    ['of two, one its own', when({ StringEquals: { 'aws:PrincipalAccount': [OWN, STRANGER] } })],
    ['by ARN', when({ ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${STRANGER}:role/*` } })],
    ['everybody from one address', when({ IpAddress: { 'aws:SourceIp': '203.0.113.9/32' } })],
  ])('%s', (_, rest) => expect(shares(rest)).toEqual(['stranger']))
})

describe('with nobody else', () => {
  test.each<[string, JsonObject]>([
    ['its own account', { Principal: { AWS: `arn:aws:iam::${OWN}:root` } }],
    ['a service', { Principal: { Service: 'cloudtrail.amazonaws.com' } }],
    ['an identity provider', { Principal: { Federated: 'cognito-identity.amazonaws.com' } }],
    ['denied', { Effect: 'Deny', Principal: '*' }],
    ['its organization', when({ StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } })],
    ['through its endpoint', when({ StringEquals: { 'aws:SourceVpce': 'vpce-1' } })],
    ['everybody of its own account', when({ StringEquals: { 'aws:PrincipalAccount': OWN } })],
    [
      'as AWS writes it for its own keys',
      when({ StringEquals: { 'kms:CallerAccount': OWN, 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } }),
    ],
    ['a policy of an identity', { NotAction: 'x' }],
  ])('%s', (_, rest) => expect(shares(rest)).toEqual([]))

  test('another account of theirs, which the table of accounts names', () => {
    expect(shares({ Principal: { AWS: STRANGER } }, (account) => account === STRANGER)).toEqual([])
  })
})

test('as a text, and under the names of other services', () => {
  const text = JSON.stringify({ Statement: statement({ Principal: { AWS: STRANGER } }) })
  const ways: readonly JsonObject[] = [
    { policy: text },
    { resourcePolicy: text },
    { assumeRolePolicyDocument: text },
    { attributes: { Policy: text } },
    { attributeName: 'Policy', attributeValue: text },
    { accessPolicies: text },
  ]
  for (const way of ways)
    expect(effectsOf(record(way), () => false).shares).toEqual({ kinds: ['stranger'], names: [STRANGER] })
})

const item = (rest: JsonObject): JsonObject => ({ ipProtocol: 'tcp', fromPort: 22, toPort: 22, ...rest })
const v4 = (cidrIp: string): JsonObject => ({ ipRanges: { items: [{ cidrIp }] } })
const v6 = (cidrIpv6: string): JsonObject => ({ ipv6Ranges: { items: [{ cidrIpv6 }] } })
const opened = (...items: readonly JsonObject[]) =>
  effectsOf(record({ ipPermissions: { items: [...items] as Json[] } as JsonObject }), () => false).opened

test.each<[string, readonly JsonObject[], readonly string[], boolean]>([
  ['everybody', [item(v4('0.0.0.0/0'))], ['world'], true],
  ['half of it', [item(v4('128.0.0.0/1'))], ['world'], true],
  ['an eighth bit', [item(v4('198.0.0.0/8'))], ['world'], true],
  ['a network with its host bits', [item(v4('198.51.100.7/8'))], ['world'], true],
  ['ten is inside', [item(v4('10.0.0.0/8'))], [], false],
  ['a small one', [item(v4('198.51.100.0/24'))], [], false],
  ['IPv6, short', [item(v6('::/0'))], ['world'], true],
  ['IPv6, otherwise', [item(v6('0::0/0'))], ['world'], true],
  ['IPv6, in full', [item(v6('0000:0000:0000:0000:0000:0000:0000:0000/0'))], ['world'], true],
  ['a prefix list', [item({ prefixListIds: { items: [{ prefixListId: 'pl-1' }] } })], ['list'], true],
  [
    '443 for all, 22 from inside',
    [item({ ...v4('0.0.0.0/0'), fromPort: 443, toPort: 443 }), item(v4('10.1.0.0/16'))],
    ['world'],
    false,
  ],
  ['a shell on another port', [item({ ...v4('0.0.0.0/0'), fromPort: 2222, toPort: 2222 })], ['world'], true],
  ['within a range', [item({ ...v4('0.0.0.0/0'), fromPort: 20, toPort: 30 })], ['world'], true],
  ['all ports', [item({ ...v4('0.0.0.0/0'), fromPort: 0, toPort: 65_535 })], ['world'], true],
  ['all protocols', [{ ipProtocol: '-1', ...v4('0.0.0.0/0') }], ['world'], true],
  ['a ping', [{ ipProtocol: 'icmp', fromPort: -1, toPort: -1, ...v4('0.0.0.0/0') }], ['world'], false],
  ['no network', [item({ ...v4('anywhere'), groups: { items: [{ groupId: 'sg-2' }] } })], [], false],
])('let in: %s', (_, items, to, isSensitive) => {
  const found = opened(...items)
  expect(found.to).toEqual(to)
  if (to.length > 0) expect(found.isSensitive).toBe(isSensitive)
})

test('written flat, or as a rule that is changed', () => {
  const flat = {
    groupId: 'sg-1',
    ipProtocol: 'tcp',
    fromPort: 3389,
    toPort: 3389,
    cidrIp: '0.0.0.0/0',
    ipPermissions: {},
  }
  const rule = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIpv4: '0.0.0.0/0' }
  const changed = {
    ModifySecurityGroupRulesRequest: { GroupId: 'sg-1', SecurityGroupRule: { tag: 1, SecurityGroupRule: rule } },
  }
  for (const asked of [flat, changed])
    expect(effectsOf(record(asked), () => false).opened).toEqual({ to: ['world'], isSensitive: true })
})

test('services that are shut out whatever they ask', () => {
  const denies = (rest: JsonObject) =>
    effectsOf(
      record({ bucketPolicy: { Statement: [{ Effect: 'Deny', Action: 's3:*', Resource: '*', ...rest }] } }),
      () => false,
    ).denies
  expect(denies({ Principal: { Service: ['cloudtrail.amazonaws.com', 'config.amazonaws.com'] } })).toEqual([
    'cloudtrail.amazonaws.com',
    'config.amazonaws.com',
  ])
  expect(
    denies({
      Principal: { Service: 'cloudtrail.amazonaws.com' },
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    }),
  ).toEqual([])
  expect(denies({ Principal: '*' })).toEqual([])
})
