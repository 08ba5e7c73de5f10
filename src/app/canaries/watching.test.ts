/** How an account of moto is watched: trails here and elsewhere, rules and their targets, queues with what was given up. */
import {
  CloudTrailClient,
  CreateTrailCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
} from '@aws-sdk/client-cloudtrail'
import { DisableRuleCommand, EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { CreateQueueCommand, DeleteQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import { emptyMoto } from '../../../test/moto.ts'
import { type Clients, createClients } from '../../aws/clients.ts'
import { stuckIn } from '../../checks/bus.ts'
import { watchingIn } from './watching.ts'

const REGION = 'eu-west-1'
const moto = await emptyMoto()
vi.stubEnv('AWS_ENDPOINT_URL', moto?.endpoint ?? '')
vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE')
vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example')
const clients = createClients()
afterAll(() => {
  clients.close()
  vi.unstubAllEnvs()
})
beforeEach(async () => {
  await emptyMoto()
})

/** `ListTrails` of AWS lists the trails of the account, wherever they were made; that of moto those of a Region. */
const everywhere: Clients = {
  ...clients,
  call: (async (service: 'cloudtrail', command: 'ListTrails', input: object, options: { region: string }) => {
    const own = await clients.call(service, command, input, options)
    if (command !== 'ListTrails') return own
    const others = await clients.call(service, command, input, { region: 'us-east-1' })
    return { Trails: [...(own.Trails ?? []), ...(others.Trails ?? [])] }
  }) as Clients['call'],
}

const made = async () => {
  if (!moto) throw new Error('no moto')
  const [trails, elsewhere] = [REGION, 'us-east-1'].map((region) => new CloudTrailClient({ ...moto.client, region }))
  const [bus, sqs] = [new EventBridgeClient(moto.client), new SQSClient(moto.client)]
  const s3 = new S3Client({ ...moto.client, forcePathStyle: true })
  await s3.send(new CreateBucketCommand({ Bucket: 'logs', CreateBucketConfiguration: { LocationConstraint: REGION } }))
  await trails?.send(new CreateTrailCommand({ Name: 'main', S3BucketName: 'logs', IsMultiRegionTrail: true }))
  await elsewhere?.send(new CreateTrailCommand({ Name: 'single', S3BucketName: 'logs', IsMultiRegionTrail: false }))
  const queue = async (QueueName: string, Attributes = {}) =>
    (await sqs.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl ?? ''
  const dead = await queue('dead')
  const arnOf = (name: string): string => `arn:aws:sqs:${REGION}:123456789012:${name}`
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf('dead'), maxReceiveCount: 3 })
  const events = await queue('events', { RedrivePolicy })
  const EventPattern = JSON.stringify({ detail: { eventName: ['GetSecretValue'] } })
  await bus.send(new PutRuleCommand({ Name: 'ours', EventPattern, State: 'ENABLED' }))
  await bus.send(new PutTargetsCommand({ Rule: 'ours', Targets: [{ Id: '1', Arn: arnOf('events') }] }))
  await bus.send(new PutRuleCommand({ Name: 'clock', ScheduleExpression: 'rate(5 minutes)' }))
  return { trails, bus, sqs, dead, events }
}

test.skipIf(!moto)('as it was made, and as it is after each change', async () => {
  const { trails, bus, sqs, dead, events } = await made()
  const look = () => watchingIn(everywhere, REGION, 'logs')
  const before = await look()
  expect(
    before.trails.map(({ name, region, isMultiRegion, isLogging }) => [name, region, isMultiRegion, isLogging]).sort(),
  ).toEqual([
    ['main', REGION, true, false],
    ['single', 'us-east-1', false, false],
  ])
  expect(before.trails.map(({ bucket, failure }) => [bucket, failure])).toEqual([
    ['logs', null],
    ['logs', null],
  ])
  expect(before.trails.map(({ selectors }) => selectors?.map((all) => all.map(({ Field }) => Field)))).toEqual([
    [['eventCategory']],
    [['eventCategory']],
  ])
  const [rule, ...others] = before.rules
  expect([rule?.name, rule?.state, rule?.targets, others]).toEqual([
    'ours',
    'ENABLED',
    [`arn:aws:sqs:${REGION}:123456789012:events`],
    [],
  ])
  expect(rule?.matches({ detail: { eventName: 'GetSecretValue' } })).toBe(true)
  expect(rule?.matches({ detail: { eventName: 'PutSecretValue' } })).toBe(false)
  expect(before.queues).toEqual([
    { arn: `arn:aws:sqs:${REGION}:123456789012:events`, isGone: false, dead: 0, readers: [] },
  ])

  await trails?.send(new StartLoggingCommand({ Name: 'main' }))
  const FieldSelectors = [
    { Field: 'eventCategory', Equals: ['Data'] },
    { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
  ]
  await trails?.send(new PutEventSelectorsCommand({ TrailName: 'main', AdvancedEventSelectors: [{ FieldSelectors }] }))
  await bus.send(new DisableRuleCommand({ Name: 'ours' }))
  await sqs.send(new SendMessageCommand({ QueueUrl: dead, MessageBody: 'x' }))
  const after = await look()
  expect(after.trails.find(({ name }) => name === 'main')).toMatchObject({
    isLogging: true,
    selectors: [FieldSelectors],
  })
  expect(after.rules).toMatchObject([{ state: 'DISABLED' }])
  expect(stuckIn(after).map(({ check }) => check)).toEqual(['dead-letters'])

  await sqs.send(new DeleteQueueCommand({ QueueUrl: events }))
  expect(stuckIn(await look()).map(({ check }) => check)).toEqual(['queue-gone'])
})

test.skipIf(!moto)('an account without any of it', async () => {
  expect(await watchingIn(clients, REGION, undefined)).toMatchObject({ trails: [], rules: [], queues: [] })
})

test('what is refused is said', async () => {
  const refuse = async () => {
    throw Object.assign(new Error('not authorized to perform: cloudtrail:DescribeTrails'), { name: 'AccessDenied' })
  }
  await expect(watchingIn({ call: refuse as never, close: () => {} }, REGION, undefined)).rejects.toMatchObject({
    refusal: 'denied',
  })
})
