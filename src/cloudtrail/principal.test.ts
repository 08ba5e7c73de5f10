/** Every `userIdentity.type`, and everything that should not be there. Over 300 lines: a table. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../core/json.ts'
import { toEvent } from './event.ts'
import { toPrincipal } from './principal.ts'

const accountId = '123456789012'
const role = (userName: string) => ({
  type: 'Role',
  principalId: 'AROAEXAMPLE',
  arn: `arn:aws:iam::${accountId}:role/team/${userName}`,
  accountId,
  userName,
})
const session = (sessionIssuer: JsonObject, mfaAuthenticated = 'false') => ({
  sessionIssuer,
  webIdFederationData: {},
  attributes: { mfaAuthenticated },
})

const cases: readonly (readonly [name: string, identity: Json | undefined, expected: object])[] = [
  ['missing', undefined, { kind: 'Unknown', name: 'unknown' }],
  ['null', null, { kind: 'Unknown', name: 'unknown' }],
  ['a text', 'alice', { kind: 'Unknown', name: 'unknown' }],
  ['empty', {}, { kind: 'Unknown', name: 'unknown' }],
  ['of another type', { type: 'Robot', userName: 'r2' }, { kind: 'Unknown', name: 'r2' }],
  [
    'without a type',
    { accountId, invokedBy: 'AWS Internal' },
    { kind: 'Unknown', name: 'AWS Internal', accountId, invokedBy: 'AWS Internal' },
  ],
  [
    'Root',
    { type: 'Root', arn: `arn:aws:iam::${accountId}:root`, accountId, userName: 'company-alias' },
    { kind: 'Root', name: 'root', arn: `arn:aws:iam::${accountId}:root`, accountId },
  ],
  [
    'Root by AssumeRoot',
    { type: 'Root', arn: `arn:aws:iam::${accountId}:root`, accountId, sessionContext: { assumedRoot: 'true' } },
    { kind: 'Root', name: 'root', arn: `arn:aws:iam::${accountId}:root`, accountId, assumedRoot: true },
  ],
  [
    'Root that nobody assumed',
    { type: 'Root', arn: `arn:aws:iam::${accountId}:root`, accountId, sessionContext: { assumedRoot: '' } },
    { kind: 'Root', name: 'root', arn: `arn:aws:iam::${accountId}:root`, accountId },
  ],
  [
    // The call of AssumeRoot itself has it too ("Track privileged tasks in AWS CloudTrail").
    'whoever assumes root',
    { type: 'IAMUser', userName: 'dana', accountId, sessionContext: { assumedRoot: 'true' } },
    { kind: 'IAMUser', name: 'dana', accountId },
  ],
  [
    'IAMUser',
    {
      type: 'IAMUser',
      principalId: 'AIDAEXAMPLE',
      arn: `arn:aws:iam::${accountId}:user/alice`,
      accountId,
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      userName: 'alice',
    },
    {
      kind: 'IAMUser',
      name: 'alice',
      arn: `arn:aws:iam::${accountId}:user/alice`,
      principalId: 'AIDAEXAMPLE',
      accountId,
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    },
  ],
  [
    'IAMUser named by its ARN',
    { type: 'IAMUser', arn: `arn:aws:iam::${accountId}:user/team/bob` },
    { kind: 'IAMUser', name: 'bob', arn: `arn:aws:iam::${accountId}:user/team/bob` },
  ],
  [
    'IAMUser with a session',
    { type: 'IAMUser', userName: 'alice', accessKeyId: '', sessionContext: session({}, 'true') },
    { kind: 'IAMUser', name: 'alice', mfa: true },
  ],
  [
    'AssumedRole',
    {
      type: 'AssumedRole',
      principalId: 'AROAEXAMPLE:alice@example.com',
      arn: `arn:aws:sts::${accountId}:assumed-role/AWSReservedSSO_Admin_abc123/alice@example.com`,
      accountId,
      sessionContext: session(role('AWSReservedSSO_Admin_abc123')),
    },
    {
      kind: 'AssumedRole',
      name: 'AWSReservedSSO_Admin_abc123',
      arn: `arn:aws:sts::${accountId}:assumed-role/AWSReservedSSO_Admin_abc123/alice@example.com`,
      principalId: 'AROAEXAMPLE',
      accountId,
      session: 'alice@example.com',
      sessionOf: {
        kind: 'Role',
        name: 'AWSReservedSSO_Admin_abc123',
        arn: `arn:aws:iam::${accountId}:role/team/AWSReservedSSO_Admin_abc123`,
        accountId,
      },
      mfa: false,
    },
  ],
  [
    'AssumedRole without an issuer',
    { type: 'AssumedRole', arn: `arn:aws:sts::${accountId}:assumed-role/deploy/ci`, accountId },
    {
      kind: 'AssumedRole',
      name: 'deploy',
      arn: `arn:aws:sts::${accountId}:assumed-role/deploy/ci`,
      accountId,
      session: 'ci',
      sessionOf: { kind: 'Role', name: 'deploy', accountId },
    },
  ],
  [
    'AssumedRole with an identifier only',
    { type: 'AssumedRole', principalId: 'AROAEXAMPLE:i-0abc' },
    { kind: 'AssumedRole', name: 'AROAEXAMPLE:i-0abc', principalId: 'AROAEXAMPLE', session: 'i-0abc' },
  ],
  [
    'Role',
    role('deploy'),
    {
      kind: 'Role',
      name: 'deploy',
      arn: `arn:aws:iam::${accountId}:role/team/deploy`,
      principalId: 'AROAEXAMPLE',
      accountId,
    },
  ],
  [
    'FederatedUser of a user',
    {
      type: 'FederatedUser',
      principalId: `${accountId}:carol`,
      arn: `arn:aws:sts::${accountId}:federated-user/carol`,
      accountId,
      sessionContext: session({
        type: 'IAMUser',
        userName: 'alice',
        arn: `arn:aws:iam::${accountId}:user/alice`,
        accountId,
      }),
    },
    {
      kind: 'FederatedUser',
      name: 'carol',
      arn: `arn:aws:sts::${accountId}:federated-user/carol`,
      accountId,
      session: 'carol',
      sessionOf: { kind: 'IAMUser', name: 'alice', arn: `arn:aws:iam::${accountId}:user/alice`, accountId },
      mfa: false,
    },
  ],
  [
    'FederatedUser of root',
    {
      type: 'FederatedUser',
      principalId: `${accountId}:carol`,
      sessionContext: { sessionIssuer: { type: 'Root', accountId } },
    },
    { kind: 'FederatedUser', name: 'carol', session: 'carol', sessionOf: { kind: 'Root', name: 'root', accountId } },
  ],
  [
    'WebIdentityUser',
    {
      type: 'WebIdentityUser',
      principalId: 'accounts.google.com:app:user-id',
      userName: 'user-id',
      identityProvider: 'accounts.google.com',
    },
    { kind: 'WebIdentityUser', name: 'user-id' },
  ],
  [
    'SAMLUser',
    { type: 'SAMLUser', principalId: 'qualifier:dave', userName: 'dave', identityProvider: 'qualifier' },
    { kind: 'SAMLUser', name: 'dave' },
  ],
  [
    'IdentityCenterUser',
    {
      type: 'IdentityCenterUser',
      accountId,
      onBehalfOf: { userId: '544894e8-example', identityStoreArn: 'x' },
      credentialId: 'y',
    },
    { kind: 'IdentityCenterUser', name: '544894e8-example', accountId },
  ],
  [
    'AWSService',
    { type: 'AWSService', invokedBy: 'autoscaling.amazonaws.com' },
    { kind: 'AWSService', name: 'autoscaling.amazonaws.com', invokedBy: 'autoscaling.amazonaws.com' },
  ],
  [
    'AWSAccount',
    { type: 'AWSAccount', principalId: 'AIDAEXAMPLE:x', accountId: '111122223333' },
    { kind: 'AWSAccount', name: 'account 111122223333', principalId: 'AIDAEXAMPLE', accountId: '111122223333' },
  ],
  ['Directory', { type: 'Directory', userName: 'erin' }, { kind: 'Directory', name: 'erin' }],
  [
    'Unknown',
    { type: 'Unknown', principalId: 'P', accountId, userName: 'frank' },
    { kind: 'Unknown', name: 'frank', accountId },
  ],
  [
    'wrong types throughout',
    { type: 7, userName: ['x'], arn: {}, accountId: 1, accessKeyId: null, sessionContext: [], invokedBy: true },
    { kind: 'Unknown', name: 'unknown' },
  ],
  [
    'an identity that only inherits',
    JSON.parse('{"__proto__":{"type":"Root"}}') as Json,
    { kind: 'Unknown', name: 'unknown' },
  ],
]

describe('toPrincipal', () => {
  test.each(cases)('%s', (_name, identity, expected) => {
    expect(toPrincipal(identity, {})).toEqual({ identity: expect.any(String), ...expected })
  })

  test.each([
    ['Yes', true],
    ['No', false],
    ['maybe', undefined],
  ])('a console sign-in with MFAUsed %s', (MFAUsed, mfa) => {
    expect(toPrincipal({ type: 'IAMUser', userName: 'alice' }, { additionalEventData: { MFAUsed } }).mfa).toBe(mfa)
  })
})

describe('toEvent', () => {
  const raw: JsonObject = {
    eventID: 'e-1',
    eventTime: '2026-03-01T10:00:00Z',
    recipientAccountId: accountId,
    awsRegion: 'us-east-1',
    eventSource: 'iam.amazonaws.com',
    eventName: 'CreateUser',
    errorCode: 'AccessDenied',
    userIdentity: { type: 'AWSAccount', accountId: '111122223333' },
    sourceIPAddress: '255.18.064.253',
    userAgent: 'aws-cli/2.15.0',
  }
  test('takes the fields as they are written', () => {
    expect(toEvent(raw)).toMatchObject({
      id: 'e-1',
      time: '2026-03-01T10:00:00Z',
      accountId,
      region: 'us-east-1',
      source: 'iam.amazonaws.com',
      name: 'CreateUser',
      errorCode: 'AccessDenied',
      sourceIp: '255.18.064.253',
      userAgent: 'aws-cli/2.15.0',
    })
    expect(toEvent(raw).raw).toBe(raw)
  })
  test('takes the account of the caller when the record names no other', () => {
    const { recipientAccountId: _, ...rest } = raw
    expect(toEvent(rest).accountId).toBe('111122223333')
  })
  test('reads a record without anything', () => {
    expect(toEvent({})).toEqual({
      id: '',
      time: '',
      accountId: '',
      region: '',
      source: '',
      name: '',
      principal: { kind: 'Unknown', identity: 'Unknown', name: 'unknown' },
      sourceIp: '',
      userAgent: '',
      raw: {},
    })
  })
  test('never throws', { tags: 'property' }, () => {
    const keys = fc.constantFrom(
      'userIdentity',
      'type',
      'arn',
      'sessionContext',
      'sessionIssuer',
      'attributes',
      'mfaAuthenticated',
      'principalId',
      'userName',
      'additionalEventData',
      '__proto__',
      'onBehalfOf',
    )
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom('AssumedRole', 'FederatedUser', 'Root', 'AWSAccount', 'IdentityCenterUser', 'a/b:c', ':'),
        fc.jsonValue({ maxDepth: 1 }),
        fc.dictionary(keys, tie('value')),
      ),
    }))
    fc.assert(
      fc.property(fc.dictionary(keys, value), (record) => {
        expect(typeof toEvent(record as JsonObject).principal.name).toBe('string')
      }),
      { numRuns: 1000 },
    )
  })
})
