/** Every `userIdentity.type` as an identity, whole and in pieces. */
import { expect, test } from 'vitest'
import type { JsonObject } from '../core/json.ts'
import { toPrincipal } from './principal.ts'

const A = '123456789012'
const USER = `arn:aws:iam::${A}:user/team/dana`
const ROLE = `arn:aws:iam::${A}:role/team/Deploy`
const SET = `arn:aws:iam::${A}:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0123456789abcdef`
const PERSON = `arn:aws:sts::${A}:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/dana@example.com`
const STORE = `arn:aws:identitystore::${A}:identitystore/d-0123456789`

const of = (type: string, arn: string, more: JsonObject = {}): JsonObject => ({ type, arn, accountId: A, ...more })
const issuedBy = (sessionIssuer: JsonObject): JsonObject => ({ sessionContext: { sessionIssuer } })

const identities: readonly (readonly [identity: string, what: string, userIdentity: JsonObject])[] = [
  [`arn:aws:iam::${A}:root`, 'root', of('Root', `arn:aws:iam::${A}:root`, { userName: 'company-alias' })],
  [`Root/${A}`, 'root without an ARN', { type: 'Root', accountId: A }],
  [USER, 'a user', of('IAMUser', USER, { userName: 'dana', principalId: 'AIDAEXAMPLE' })],
  [`IAMUser/${A}/AIDAEXAMPLE`, 'a sign-in that failed', { type: 'IAMUser', accountId: A, principalId: 'AIDAEXAMPLE' }],
  [`IAMUser/${A}/user/dana`, 'one by its name only', { type: 'IAMUser', accountId: A, userName: 'dana' }],
  [`IAMUser/${A}`, "a user with another's ARN", of('IAMUser', `arn:aws:iam::${A}:root`)],
  [ROLE, 'a role', of('Role', ROLE)],
  [
    ROLE,
    'the session of a role',
    of('AssumedRole', `arn:aws:sts::${A}:assumed-role/Deploy/ci-1`, issuedBy(of('Role', ROLE))),
  ],
  [
    'arn:aws:iam::111122223333:role/Deploy',
    'that of a role of another account',
    of('AssumedRole', 'arn:aws:sts::111122223333:assumed-role/Deploy/ci-1', {
      ...issuedBy(of('Role', 'arn:aws:iam::111122223333:role/Deploy')),
      accountId: '111122223333',
    }),
  ],
  [
    `arn:aws-cn:iam::${A}:role/Deploy`,
    'one without an issuer',
    of('AssumedRole', `arn:aws-cn:sts::${A}:assumed-role/Deploy/a/b:c`),
  ],
  [`AssumedRole/${A}/AROAEXAMPLE`, 'one by its id', of('AssumedRole', '', { principalId: 'AROAEXAMPLE:ci-1' })],
  [`AssumedRole/${A}`, 'one without anything', of('AssumedRole', 'what is this')],
  [PERSON, 'a person in a permission set', of('AssumedRole', PERSON, issuedBy(of('Role', SET)))],
  [
    `arn:aws:iam::${A}:role/AWSReservedSSO_Admin_0123456789abcdef`,
    'a role that is only called like a permission set',
    of('AssumedRole', PERSON, issuedBy(of('Role', `arn:aws:iam::${A}:role/AWSReservedSSO_Admin_0123456789abcdef`))),
  ],
  [
    `arn:aws:iam::${A}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig`,
    'a service-linked role',
    of('AssumedRole', `arn:aws:sts::${A}:assumed-role/AWSServiceRoleForConfig/x`, {
      ...issuedBy(of('Role', `arn:aws:iam::${A}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig`)),
      invokedBy: 'config.amazonaws.com',
    }),
  ],
  [
    USER,
    'federated by a user',
    of('FederatedUser', `arn:aws:sts::${A}:federated-user/x`, issuedBy(of('IAMUser', USER))),
  ],
  [
    `arn:aws:iam::${A}:root`,
    'federated by root',
    of('FederatedUser', `arn:aws:sts::${A}:federated-user/x`, issuedBy(of('Root', `arn:aws:iam::${A}:root`))),
  ],
  [
    `Root/${A}`,
    'federated by root without an ARN',
    { type: 'FederatedUser', ...issuedBy({ type: 'Root', accountId: A }) },
  ],
  [
    `FederatedUser/${A}`,
    'federated by nobody knows whom',
    of('FederatedUser', `arn:aws:sts::${A}:federated-user/x`, { principalId: `${A}:x` }),
  ],
  ['SAMLUser/qualifier=', 'SAML', { type: 'SAMLUser', principalId: 'qualifier=:dana', identityProvider: 'qualifier=' }],
  ['SAMLUser/qualifier=', 'SAML by its id', { type: 'SAMLUser', principalId: 'qualifier=:dana', userName: 'dana' }],
  [
    'WebIdentityUser/accounts.google.com',
    'a web identity',
    { type: 'WebIdentityUser', principalId: 'accounts.google.com:app:1', identityProvider: 'accounts.google.com' },
  ],
  ['WebIdentityUser', 'one of nobody knows whom', { type: 'WebIdentityUser', principalId: 'p:a:s', userName: 's' }],
  ['AWSService/config.amazonaws.com', 'a service', { type: 'AWSService', invokedBy: 'config.amazonaws.com' }],
  ['AWSAccount/111122223333', 'another account', { type: 'AWSAccount', accountId: '111122223333', userName: 'dana' }],
  [
    'AWSAccount/111122223333/AROAEXAMPLE',
    'a role of another account',
    { type: 'AWSAccount', accountId: '111122223333', principalId: 'AROAEXAMPLE:terraform' },
  ],
  [
    `IdentityCenterUser/${STORE}/544894e8-example`,
    'a user of Identity Center',
    { type: 'IdentityCenterUser', accountId: A, onBehalfOf: { userId: '544894e8-example', identityStoreArn: STORE } },
  ],
  [`IdentityCenterUser/${A}`, 'one without an id', { type: 'IdentityCenterUser', accountId: A, userName: 'dana' }],
  [`Directory/${A}`, 'a directory', { type: 'Directory', accountId: A, userName: 'erin' }],
  [`Unknown/${A}`, 'unknown', { type: 'Unknown', accountId: A, principalId: '', arn: '', userName: 'dana' }],
  [`Unknown/${A}/P`, 'unknown, with an id', { type: 'Unknown', accountId: A, principalId: 'P:x' }],
  [`Unknown/${A}`, 'of a type that is new', of('Robot', USER)],
  ['Unknown', 'nothing', {}],
]

test.each(identities)('%s: %s', (identity, _, userIdentity) => {
  expect(toPrincipal(userIdentity, {}).identity).toBe(identity)
})
