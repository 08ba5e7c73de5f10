/** Least privilege: what is configured is allowed, and nothing else. */
import { expect, test } from 'vitest'
import type { JsonObject } from '../core/json.ts'
import { permissionsOf } from './permissions.ts'
import type { DeployedDestination, DeployedSecret, DeploySettings } from './settings.ts'
import { spelled } from './testing/outline.ts'
import { variant } from './testing/variants.ts'

const BARE = variant('an existing bucket')

/** Those that the configuration adds. */
const added = (name: 'ingest' | 'deliver', changes: Partial<DeploySettings>): readonly JsonObject[] => {
  const bare = permissionsOf(name, BARE).map((one) => JSON.stringify(spelled(one)))
  const now = permissionsOf(name, { ...BARE, ...changes }).map(spelled) as readonly JsonObject[]
  return now.filter((one) => !bare.includes(JSON.stringify(one)))
}

const here = (rest: string): string => rest.replace(/^(\w+):/, 'arn:<partition>:$1:<region>:<account>:')

test.each<[string, string, DeployedDestination['settings'], JsonObject]>([
  [
    'sns:Publish',
    'sns',
    { sns_arn: 'arn:aws:sns:eu-west-1:123456789012:t' },
    { on: 'arn:aws:sns:eu-west-1:123456789012:t' },
  ],
  ['events:PutEvents', 'eventbridge', { event_bus: 'default' }, { on: here('events:event-bus/default') }],
  [
    'events:PutEvents',
    'eventbridge',
    { event_bus: 'arn:aws:events:eu-west-1:123456789012:event-bus/b' },
    { on: 'arn:aws:events:eu-west-1:123456789012:event-bus/b' },
  ],
  [
    'sqs:SendMessage',
    'sqs',
    { queue_url: 'https://sqs.us-gov-west-1.amazonaws.com/123456789012/q.fifo' },
    { on: 'arn:<partition>:sqs:us-gov-west-1:123456789012:q.fifo' },
  ],
  ['sqs:SendMessage', 'sqs', { queue_url: 'https://queue.example.com/q' }, { on: 'arn:<partition>:sqs:*:*:q' }],
  ['ses:SendEmail', 'ses', { from_email: 'a@example.com' }, { on: here('ses:identity/*'), from: 'a@example.com' }],
  [
    'ses:SendEmail',
    'ses',
    { from_email: 'Us <a@example.com>', region: 'eu-west-3' },
    { on: 'arn:<partition>:ses:eu-west-3:<account>:identity/*', from: 'a@example.com' },
  ],
])('%s of %s with %o', (action, type, settings, { on, from }) => {
  const destinations = [{ id: 'my bell (2)', type, settings, permissions: [action] }]
  const [statement] = added('deliver', { destinations }).filter(({ Sid }) => Sid !== undefined)
  expect(statement).toEqual({
    ...{ Sid: 'Send1myBell2', Effect: 'Allow', Action: [action], Resource: on },
    ...(from && { Condition: { StringEquals: { 'ses:FromAddress': from } } }),
  })
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
        Resource: [here('ssm:parameter/a/b'), here('ssm:parameter/c')],
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
        Resource: [here('secretsmanager:secret:hook-??????')],
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

test('who writes to a topic or a queue may make data keys, when keys are given', () => {
  const destinations = [{ id: 'q', type: 'sqs', settings: { queue_url: 'https://example.com/q' }, permissions: [] }]
  expect(added('deliver', { destinations })).toMatchObject([
    { when: 'HasKeys', value: { Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: '<KmsKeyArns>' } },
  ])
})

test('an action that nothing narrows is refused', () => {
  const destinations = [{ id: 'x', type: 'x', settings: {}, permissions: ['kinesis:PutRecord'] }]
  expect(() => permissionsOf('deliver', { ...BARE, destinations })).toThrow(
    'no resource is known for kinesis:PutRecord',
  )
})
