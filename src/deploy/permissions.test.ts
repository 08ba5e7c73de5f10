/** Least privilege: what is configured is allowed, and nothing else. */
import { expect, test } from 'vitest'
import type { JsonObject } from '../core/json.ts'
import { permissionsOf } from './permissions.ts'
import type { DeployedSecret, DeploySettings } from './settings.ts'
import { spelled } from './testing/outline.ts'
import { variant } from './testing/variants.ts'

const BARE = variant('an existing bucket')

/** Those that the configuration adds. */
const added = (name: 'ingest' | 'deliver', changes: Partial<DeploySettings>): readonly JsonObject[] => {
  const bare = permissionsOf(name, BARE).map((one) => JSON.stringify(spelled(one)))
  const now = permissionsOf(name, { ...BARE, ...changes }).map(spelled) as readonly JsonObject[]
  return now.filter((one) => !bare.includes(JSON.stringify(one)))
}

test.each([
  ['arn:aws:sns:eu-west-1:123456789012:t', 'arn:aws:sns:eu-west-1:123456789012:t'],
  ['arn::events:::event-bus/b', 'arn:<partition>:events:<region>:<account>:event-bus/b'],
  ['arn::ses:eu-west-3::identity/*', 'arn:<partition>:ses:eu-west-3:<account>:identity/*'],
  ['arn::sqs:*:*:q', 'arn:<partition>:sqs:*:*:q'],
  ['arn::x:::a:b:c', 'arn:<partition>:x:<region>:<account>:a:b:c'],
])('%s, where it is deployed', (resource, Resource) => {
  const condition = { StringEquals: { 'x:y': 'z' } }
  const destinations = [{ id: 'my bell (2)', permissions: [{ action: 'x:Ring', resource, condition }] }]
  expect(added('deliver', { destinations })).toEqual([
    { Sid: 'Send1myBell2', Effect: 'Allow', Action: ['x:Ring'], Resource, Condition: condition },
  ])
  expect(added('ingest', { destinations })).toEqual([])
})

test.each<[string, readonly DeployedSecret[], readonly JsonObject[]]>([
  ['of the environment', [{ kept: 'env', name: 'SLACK_URL' }], []],
  [
    'in Parameter Store',
    [
      { kept: 'ssm', path: '/a/b' },
      { kept: 'ssm', path: '/c' },
    ],
    [
      {
        Sid: 'ReadParameters',
        Action: ['ssm:GetParameter'],
        Resource: [
          'arn:<partition>:ssm:<region>:<account>:parameter/a/b',
          'arn:<partition>:ssm:<region>:<account>:parameter/c',
        ],
      },
    ],
  ],
  [
    'in Secrets Manager',
    [{ kept: 'secretsmanager', name: 'hook' }],
    [
      {
        Sid: 'ReadSecrets',
        Action: ['secretsmanager:GetSecretValue'],
        Resource: ['arn:<partition>:secretsmanager:<region>:<account>:secret:hook-??????'],
      },
    ],
  ],
  [
    'by its ARN',
    [{ kept: 'secretsmanager', name: 'arn:aws:x' }],
    [{ Sid: 'ReadSecrets', Action: ['secretsmanager:GetSecretValue'], Resource: ['arn:aws:x'] }],
  ],
])('a secret %s', (_, secrets, expected) => {
  expect(added('deliver', { secrets })).toEqual(expected.map((one) => ({ Effect: 'Allow', ...one })))
  expect(added('ingest', { secrets })).toEqual([])
})

test('names of accounts are asked by the function that reads', () => {
  expect(added('ingest', { organizations: true }).map(({ Sid }) => Sid)).toEqual(['NameAccounts'])
  expect(added('deliver', { organizations: true })).toEqual([])
})

test.each([
  ['sns:Publish', ['kms:Decrypt', 'kms:GenerateDataKey']],
  ['sqs:SendMessage', ['kms:Decrypt', 'kms:GenerateDataKey']],
  ['ses:SendEmail', ['kms:Decrypt']],
])('%s: what may be done with the keys that are given', (action, Action) => {
  const destinations = [{ id: 'd', permissions: [{ action, resource: 'arn::x:::y' }] }]
  const kept = permissionsOf('deliver', { ...BARE, destinations }).map(spelled)
  expect(kept).toContainEqual({
    when: 'HasKeys',
    value: { Sid: 'UseKeys', Effect: 'Allow', Action, Resource: '<KmsKeyArns>' },
  })
})
