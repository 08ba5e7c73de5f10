import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../core/json.ts'
import { sessionArn } from '../testing/scene.ts'
import { aboutTest, isSessionOf, namedBy, plainResource } from './resource.ts'

const arnOf = (service: string, resource: string): string => `arn:aws:${service}:eu-west-1:123456789012:${resource}`
const record = (source: string, requestParameters: JsonObject, more: JsonObject = {}): JsonObject => ({
  eventSource: `${source}.amazonaws.com`,
  awsRegion: 'eu-west-1',
  recipientAccountId: '123456789012',
  requestParameters,
  ...more,
})
const noOne = { userIdentity: { userName: 'prod' } }

describe('a record that has no ARN names the resource', () => {
  test.each<[arn: string, record: JsonObject]>([
    ['arn:aws:s3:::prod', record('s3', { bucketName: 'prod', policy: '' })],
    [arnOf('dynamodb', 'table/prod'), record('dynamodb', { tableName: 'prod' })],
    [arnOf('dynamodb', 'table/prod/index/by-day'), record('dynamodb', { tableName: 'prod' })],
    [arnOf('cloudtrail', 'trail/prod'), record('cloudtrail', { name: 'prod' })],
    [arnOf('cloudtrail', 'trail/prod'), record('cloudtrail', { trailNameList: ['other', 'prod'] })],
    [arnOf('logs', 'log-group:/app/prod:*'), record('logs', { logGroupName: '/app/prod' })],
    [arnOf('kms', 'alias/prod'), record('kms', { keyId: 'alias/prod' })],
    [arnOf('lambda', 'function:prod:live'), record('lambda', { functionName: 'prod' })],
    [arnOf('secretsmanager', 'secret:prod/db-a1B2c3'), record('secretsmanager', { secretId: 'prod/db' })],
    [arnOf('ssm', 'parameter/prod'), record('ssm', { name: 'prod' })],
    [arnOf('ssm', 'parameter/prod/db'), record('ssm', { names: ['/prod/db'] })],
    [arnOf('rds', 'snapshot:prod'), record('rds', { dBSnapshotIdentifier: 'prod' })],
    [arnOf('sqs', 'prod'), record('sqs', { queueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/prod' })],
    [arnOf('ecr', 'repository/team/prod'), record('ecr', { repositoryName: 'team/prod' })],
    [arnOf('ec2', 'key-pair/prod'), record('ec2', { keyName: 'prod' })],
    [arnOf('cloudwatch', 'alarm:prod'), record('monitoring', { alarmNames: ['prod'] })],
    [arnOf('events', 'rule/bus/prod'), record('events', { name: 'prod' })],
    ['arn:aws:iam::123456789012:group/team/prod', record('iam', { groupName: 'prod' })],
    [
      arnOf('autoscaling', 'autoScalingGroup:x:autoScalingGroupName/prod'),
      record('autoscaling', { autoScalingGroupName: 'prod' }),
    ],
    [arnOf('cloudformation', 'stack/prod/6f0c'), record('cloudformation', { stackName: 'prod' })],
  ])('%s', (arn, found) => {
    expect(aboutTest(plainResource(arn))(found)).toBe(true)
    const named = namedBy(plainResource(arn))
    expect(JSON.stringify(found)).toContain(named?.names.at(-1))
  })
})

describe('a record that has the name for something else does not', () => {
  test.each<[what: string, arn: string, record: JsonObject]>([
    ['another service', arnOf('dynamodb', 'table/prod'), record('s3', { bucketName: 'prod' })],
    [
      'another Region',
      arnOf('dynamodb', 'table/prod'),
      record('dynamodb', { tableName: 'prod' }, { awsRegion: 'eu-west-2' }),
    ],
    [
      'another account',
      arnOf('dynamodb', 'table/prod'),
      record('dynamodb', { tableName: 'prod' }, { recipientAccountId: '111122223333' }),
    ],
    ['a longer name', arnOf('dynamodb', 'table/prod'), record('dynamodb', { tableName: 'prod.old' })],
    ['another field', arnOf('lambda', 'function:prod'), record('lambda', { functionName: 'x', statementId: 'prod' })],
    ['a user of a database', arnOf('rds', 'db:prod'), record('rds', { masterUsername: 'prod' })],
    ['a user and not a group', 'arn:aws:iam::123456789012:group/prod', record('iam', { userName: 'prod' })],
    [
      'a policy, which its ARN names everywhere',
      'arn:aws:iam::123456789012:policy/prod',
      record('iam', { policyName: 'prod' }),
    ],
    ['a tag', arnOf('dynamodb', 'table/prod'), record('dynamodb', { tags: [{ name: 'prod' }], tableName: 'x' })],
    ['who called', arnOf('dynamodb', 'table/prod'), record('dynamodb', { tableName: 'x' }, noOne)],
    ['a record of wrong types', arnOf('dynamodb', 'table/prod'), { eventSource: 7, requestParameters: ['prod'] }],
  ])('%s', (_, arn, found) => {
    expect(aboutTest(arn)(found)).toBe(false)
  })
})

test.each([
  '',
  'arn:',
  'prod',
  'arn:aws:s3:::a/b',
  'arn:aws:constructor:::x:y:z',
  `arn:aws:s3:::${'a/'.repeat(500_000)}`,
])('what has no name in it: %#', (value) => {
  expect(namedBy(value)).toBeUndefined()
  expect(plainResource(value)).toBe(value)
})

test.each([
  [2048, true],
  [2049, false],
])('an ARN of %i characters has a name in it: %s', (length, hasName) => {
  const arn = 'arn:aws:s3:::'
  const name = 'a'.repeat(length - arn.length)
  expect(namedBy(arn + name)?.names).toEqual(hasName ? [name] : undefined)
})

test('whose session it is', () => {
  const at = (resource: string): boolean => isSessionOf(sessionArn('fn', 'orders'), resource)
  expect([at('orders'), at(arnOf('lambda', 'function:orders')), at(arnOf('lambda', 'function:orders:7'))]).toEqual([
    true,
    true,
    true,
  ])
  expect([
    at('other'),
    at(arnOf('sqs', 'orders')),
    at('arn:aws:lambda:eu-west-1:111122223333:function:orders'),
  ]).toEqual([false, false, false])
})
