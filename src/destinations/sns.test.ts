import { expect, test } from 'vitest'
import { destinationContract, unsafe } from '../../test/contracts/destination.ts'
import { alertOf, aMessage, wholeFinding } from '../../test/contracts/messages.ts'
import type { Outside } from '../core/destination.ts'
import type { Json, JsonObject } from '../core/json.ts'
import { sns } from './sns.ts'
import { attributeFaults, sdkTries } from './testing/aws.ts'

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:alerts'
type Publish = { Subject: string; Message: string; MessageAttributes: Json }

const faults = (payload: Json): readonly string[] => {
  const { Subject, Message, MessageAttributes } = payload as Publish
  return [
    ...unsafe(payload),
    ...attributeFaults(MessageAttributes),
    ...(/^[!-~][ -~]{0,98}$/.test(Subject) ? [] : [`subject: ${JSON.stringify(Subject)}`]),
    ...(Message === '' ? ['no message'] : []),
    ...(Buffer.byteLength(Message) + JSON.stringify(MessageAttributes).length > 262_144 ? ['too large'] : []),
  ]
}

destinationContract(sns, {
  settings: { sns_arn: TOPIC },
  variants: {
    sentence: { shape: 'sentence' },
    json: { shape: 'json' },
    tattletail: { shape: 'tattletail' },
    event: { shape: 'event' },
    'text, with the event': { show: ['event'] },
    'sentence, with the event': { shape: 'sentence', show: ['event'] },
  },
  faults,
  tries: sdkTries('sns', 'Publish', 'eu-west-1'),
})

const render = (settings: object, message = aMessage()): Publish & Record<string, Json> =>
  sns.render(sns.config.parse({ sns_arn: TOPIC, ...settings }), message) as Publish & Record<string, Json>

const LINK =
  'https://eu-west-1.console.aws.amazon.com/cloudtrailv2/home?region=eu-west-1#/events/6f0c1d2e-3b4a-4c5d-8e6f-7a8b9c0d1e91'

test('sentence: the event is the subject, what happened and where to see it is the message', () => {
  expect(render({ shape: 'sentence' })).toMatchObject({
    Subject: 'StopLogging',
    Message: `dana (role Developer) stopped logging on trail org-trail\n${LINK}`,
  })
  const nameless = aMessage('first', { findings: [wholeFinding({ event: { name: '' } })] })
  expect(render({ shape: 'sentence' }, nameless).Subject).toBe('UNKNOWN EVENT')
})

test('tattletail: name, description, record and match', () => {
  const matched = aMessage('first', { findings: [wholeFinding({ annotation: 'username: dana' })] })
  const message = JSON.parse(render({ shape: 'tattletail' }, matched).Message)
  expect(Object.keys(message)).toEqual(['name', 'description', 'record', 'match'])
  expect(message).toMatchObject({
    name: 'Logging was stopped',
    description: 'Without a trail nobody sees what happens next.',
    record: { eventName: 'StopLogging', recipientAccountId: '123456789012' },
    match: 'username: dana',
  })
})

const RECORD = { eventName: 'CreateUser', requestParameters: { userName: 'mallory', tags: [{ key: 'a\u202eb' }] } }
const recorded = (changes: Parameters<typeof wholeFinding>[0] = {}) =>
  wholeFinding({
    record: RECORD,
    ...changes,
    event: { name: 'CreateUser', source: 'iam.amazonaws.com', ...changes.event },
  })

test('tattletail: of several events how many and which, beside the latest', () => {
  const { count, events, record } = JSON.parse(render({ shape: 'tattletail' }, alertOf(3_000, 'first')).Message)
  expect([count, events.length, record.requestParameters]).toEqual([3_000, 10, { instance: 'i-02999' }])
  expect(events[0]).toEqual({
    eventID: '6f0c1d2e-3b4a-4c5d-8e6f-000000000000',
    eventTime: '2026-03-04T02:14:09Z',
    eventName: 'TerminateInstances',
    message: 'mallory terminated instance i-00000',
  })
})

test('event: of several events the latest as four lines, then how many and which', () => {
  expect(render({ shape: 'event' }, alertOf(3, 'first')).Message.split('\n')).toEqual([
    'Event  : TerminateInstances',
    'Source : cloudtrail.amazonaws.com',
    'Params : {"instance":"i-00002"}',
    'Region : eu-west-1',
    '',
    expect.stringMatching(/^×3 since /),
    '- 2026-03-04 02:14:09 UTC · mallory terminated instance i-00000',
    '- 2026-03-04 02:14:09 UTC · mallory terminated instance i-00001',
  ])
})

test('tattletail: the record itself, when findings carry it', () => {
  const message = aMessage('first', { findings: [recorded()] })
  expect(JSON.parse(render({ shape: 'tattletail' }, message).Message)).toMatchObject({ record: RECORD, match: null })
  const huge = { requestParameters: { policyDocument: 'x'.repeat(1_000_000) } }
  const cut = render({ shape: 'tattletail' }, aMessage('first', { findings: [recorded({ record: huge })] })).Message
  expect(JSON.parse(cut)).toMatchObject({ name: 'Logging was stopped', truncated: true })
})

test('event: four lines, the parameters as compact JSON with nothing that hides', () => {
  const event = (message: Parameters<typeof render>[1]): string => render({ shape: 'event' }, message).Message
  expect(event(aMessage('first', { findings: [recorded()] }))).toBe(
    'Event  : CreateUser\nSource : iam.amazonaws.com\nParams : {"userName":"mallory","tags":[{"key":"a\\u202eb"}]}\nRegion : eu-west-1',
  )
  expect(event(aMessage())).toContain('Params : null\n')
  const broken = recorded({ event: { name: 'CreateUser\nRegion : mars' } })
  expect(event(aMessage('first', { findings: [broken] })).split('\n')).toHaveLength(4)
  // What is not one call is said in full.
  expect(event(aMessage('storm'))).toContain('STORM')
})

test.each([
  ['text', false],
  ['sentence', false],
  ['json', false],
  ['tattletail', true],
  ['event', true],
] as const)('the shape %s needs the record: %s', (shape, needs) => {
  expect(sns.needsRecord?.({ sns_arn: TOPIC, shape })).toBe(needs)
})

test('a subject is ASCII: letters lose their marks', () => {
  const message = aMessage('first', { findings: [wholeFinding({ message: `Zoë löschte 漢 ${'x'.repeat(200)}` })] })
  expect(render({}, message).Subject).toMatch(/^\[CRITICAL\] Zoe loschte \? x+\.\.\.$/)
})

test('a FIFO topic gets the order and the key of each message', () => {
  expect(Object.keys(render({}))).not.toContain('MessageGroupId')
  const [first, again, other] = [aMessage(), aMessage(), aMessage('first', { id: 'b' })].map((message) =>
    render({ sns_arn: `${TOPIC}.fifo` }, message),
  )
  expect(first?.MessageDeduplicationId).toMatch(/^[0-9a-f]{40}$/)
  expect(again?.MessageDeduplicationId).toBe(first?.MessageDeduplicationId)
  expect(other?.MessageGroupId).not.toBe(first?.MessageGroupId)
})

test('a topic that is known only where it runs is looked up there, FIFO or not', async () => {
  const published: JsonObject[] = []
  const variables: Record<string, string> = { ALERTS: TOPIC, ORDERED: `${TOPIC}.fifo`, OTHER: 'alerts' }
  const outside = {
    secret: async (reference: string) => variables[reference.slice('env:'.length)] ?? '',
    aws: async (_: string, __: string, input: JsonObject) => {
      published.push(input)
      return {}
    },
  } as unknown as Outside
  const send = async (sns_arn: string) => {
    const read = sns.read({ sns_arn })
    if (!read.success) throw read.error
    return read.data.send(aMessage(), outside)
  }
  expect(await send('env:ALERTS')).toMatchObject({ ok: true })
  expect(await send('env:ORDERED')).toMatchObject({ ok: true })
  expect(published.map(({ TopicArn, MessageGroupId }) => [TopicArn, typeof MessageGroupId])).toEqual([
    [TOPIC, 'undefined'],
    [`${TOPIC}.fifo`, 'string'],
  ])
  expect(await send('env:OTHER')).toMatchObject({ ok: false, reason: expect.stringContaining('env:OTHER: expected') })
  for (const refused of ['alerts', 'env:', 'env:AWS_SECRET_ACCESS_KEY', 'file:/etc/passwd', 'ssm:/topic'])
    expect([refused, sns.read({ sns_arn: refused }).success]).toEqual([refused, false])
})
