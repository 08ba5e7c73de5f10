/** Events of the bus through the function: nothing that a rule asks for is skipped, nothing that nobody understands is lost. */
import { expect, test } from 'vitest'
import { STOP_LOGGING } from '../../../test/e2e/command.ts'
import type { Clients } from '../../aws/clients.ts'
import type { Json, JsonObject } from '../../core/json.ts'
import { memory } from '../../stores/memory.ts'
import { openIntake } from '../alerting/intake.ts'
import { openSources } from '../config/open-config.ts'
import { ingestEvent } from './batch.ts'

const CONFIG = String.raw`
[[rule]]
name = "Task stopped"
event_pattern = { source = ["aws.ecs"], detail-type = ["ECS Task State Change"], detail = { lastStatus = ["STOPPED"] } }
message = '\(.detail.taskArn) stopped: \(.detail.stoppedReason)'

[[rule]]
name = "Image pushed"
event_pattern = { source = ["aws.ecr"], detail-type = ["ECR Image Action"] }

[[rule]]
name = "Trail stopped"
event_pattern = { source = ["aws.cloudtrail"], detail = { eventName = ["StopLogging"] } }

[[rule]]
name = "Anything but a service"
jq_match = 'select(.userIdentity.type != "AWSService")'
message = 'a record'

[[destination]]
id = "topic"
type = "sns"
sns_arn = "arn:aws:sns:eu-west-1:123456789012:alerts"
shape = "sentence"
`

const ARN = 'arn:aws:ecs:eu-west-1:123456789012:task/prod/b99'
const bus = (type: string, source: string, rest: JsonObject): JsonObject => ({
  ...{ version: '0', id: '9bcdac79-b31f-4d3d-9410-fbd727c29fab', 'detail-type': type, source },
  ...{ account: '123456789012', time: '2026-03-04T02:14:09Z', region: 'eu-west-1', resources: [], ...rest },
})
const CALL = 'AWS API Call via CloudTrail'
const UNKNOWN: Readonly<Record<string, JsonObject>> = {
  'no detail': bus(CALL, 'aws.s3', {}),
  'a detail that is null': bus(CALL, 'aws.s3', { detail: null }),
  'a detail that is a text': bus(CALL, 'aws.s3', { detail: '{"eventName":"DeleteBucket"}' }),
  'a detail that is a list': bus('ECS Task State Change', 'aws.ecs', { detail: [] }),
  'a call that is none': bus(CALL, 'aws.s3', { detail: { reason: 'x' } }),
  'an object that was created, without detail': bus('Object Created', 'aws.s3', {}),
  'a finding of GuardDuty without detail': bus('GuardDuty Finding', 'aws.guardduty', {}),
  'no type, no detail': { source: 'x', account: '1', time: '2026-03-04T02:14:09Z', region: 'eu-west-1' },
}

/** What each alert says, and what becomes of the input. */
const through = async (event: Json) => {
  const { ingester } = await openIntake(await openSources({ file: 'a.toml', text: CONFIG }), false)
  const store = await memory.open({})
  const { counts, failures } = await ingestEvent(event, 'request', {
    ingester: ingester(store, () => Date.parse('2026-03-04T02:20:00Z')),
    clients: { call: (() => Promise.reject(new Error('no'))) as unknown as Clients['call'], close: () => {} },
    deadLetters: undefined,
    remaining: () => 60_000,
    sleep: () => new Promise(() => {}),
  })
  expect(counts.Records).toBe(counts.Evaluated + counts.Skipped + counts.Failed)
  const due = await store.notifications({ limit: 10 })
  return { failures, told: due.flatMap(({ alert }) => alert.findings.map((one) => [one.event.name, one.message])) }
}

test.each<[string, JsonObject, readonly (readonly string[])[]]>([
  [
    'a task that stopped',
    bus('ECS Task State Change', 'aws.ecs', { detail: { taskArn: ARN, lastStatus: 'STOPPED', stoppedReason: 'exit' } }),
    [['ECS Task State Change', `${ARN} stopped: exit`]],
  ],
  ['one that runs', bus('ECS Task State Change', 'aws.ecs', { detail: { taskArn: ARN, lastStatus: 'RUNNING' } }), []],
  [
    'an image, without a sentence of its own',
    bus('ECR Image Action', 'aws.ecr', { resources: [ARN], detail: { 'action-type': 'PUSH' } }),
    [['ECR Image Action', 'AWS service ecr reported ECR Image Action on task prod/b99']],
  ],
  ['what nobody asks for', bus('Scheduled Event', 'aws.events', { detail: {} }), []],
  [
    'a record of CloudTrail, for rules of every language',
    bus(CALL, 'aws.cloudtrail', { detail: STOP_LOGGING as JsonObject }),
    [
      ['StopLogging', expect.stringContaining('stopped logging on')],
      ['StopLogging', 'a record'],
    ],
  ],
])('%s', async (_, event, expected) => {
  const { told, failures } = await through(event)
  expect(failures).toEqual([])
  expect(told).toEqual(expect.arrayContaining([...expected]))
  expect(told).toHaveLength(expected.length)
})

test.each(Object.entries(UNKNOWN))('%s: it is told as it came', async (_, event) => {
  const message = { messageId: '1', eventSource: 'aws:sqs', body: JSON.stringify(event) }
  for (const input of [event, { Records: [message] }]) {
    const { told, failures } = await through(input)
    expect(failures).toEqual([])
    expect(told).toEqual([['UNKNOWN EVENT', JSON.stringify(event)]])
  }
})

test('a long one is cut, and says so', async () => {
  const { told } = await through({ ...UNKNOWN['no detail'], padding: 'x'.repeat(100_000) })
  expect(told[0]?.[1]).toMatch(/^\{"version":"0".{9000,}x…$/)
})

test('a finding of GuardDuty, however deep it nests', async () => {
  const detail = `{"title":"deep","a":${'['.repeat(99_999)}${']'.repeat(99_999)}}`
  const body = JSON.stringify(bus('GuardDuty Finding', 'aws.guardduty', { detail: '?' })).replace('"?"', detail)
  const { told, failures } = await through({ Records: [{ messageId: '1', eventSource: 'aws:sqs', body }] })
  expect([told, failures]).toEqual([[['unknown type', 'deep']], []])
})
