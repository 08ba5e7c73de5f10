/** Alerts on their way through real parts: the SDK to AWS (moto), SMTP to a mail server, lines to a file. */
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge'
import { CreateEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2'
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Message, SendResult } from '../../src/core/destination.ts'
import { destinations } from '../../src/destinations/index.ts'
import { createOutside, type OpenOutside } from '../../src/outside/outside.ts'
import { aMessage, PLAIN } from '../contracts/messages.ts'
import { startMailServer } from '../mail-server.ts'
import { emptyMoto } from '../moto.ts'

const moto = await emptyMoto()
let outside: OpenOutside

beforeAll(() => {
  if (moto) vi.stubEnv('AWS_ENDPOINT_URL', moto.endpoint)
  vi.stubEnv('AWS_REGION', 'eu-west-1')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example')
  outside = createOutside({ folder: tmpdir() })
})
afterAll(() => {
  outside.close()
  vi.unstubAllEnvs()
})

const send = (type: string, written: object, message: Message = aMessage()): Promise<SendResult> => {
  const read = destinations.find((one) => one.type === type)?.read(written)
  if (!read?.success) throw new Error(`not of the type ${type}: ${read?.error.message}`)
  return read.data.send(message, outside)
}
const OK = { ok: true }

describe.skipIf(!moto)('AWS', () => {
  const sqs = moto && new SQSClient(moto.client)

  const makeQueue = async (name: string): Promise<{ url: string; arn: string }> => {
    const isFifo = name.endsWith('.fifo')
    const made = await sqs?.send(
      new CreateQueueCommand({ QueueName: name, ...(isFifo && { Attributes: { FifoQueue: 'true' } }) }),
    )
    const url = made?.QueueUrl ?? ''
    const found = await sqs?.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }))
    return { url, arn: found?.Attributes?.QueueArn ?? '' }
  }
  const bodies = async (url: string): Promise<readonly string[]> => {
    const got = await sqs?.send(
      new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
    )
    return (got?.Messages ?? []).map(({ Body = '' }) => Body)
  }
  const makeTopic = async (name: string, queueArn: string): Promise<string> => {
    const sns = new SNSClient(moto?.client ?? {})
    const isFifo = name.endsWith('.fifo')
    const { TopicArn = '' } = await sns.send(
      new CreateTopicCommand({ Name: name, ...(isFifo && { Attributes: { FifoTopic: 'true' } }) }),
    )
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: queueArn }))
    return TopicArn
  }

  test('sns: every kind of message reaches a subscriber, with its subject and attributes', async () => {
    const { url, arn } = await makeQueue('from-sns')
    const sns_arn = await makeTopic('alerts', arn)
    for (const message of Object.values(PLAIN)) expect(await send('sns', { sns_arn }, message)).toEqual(OK)
    const got = (await bodies(url)).map((body) => JSON.parse(body))
    expect(got).toHaveLength(Object.keys(PLAIN).length)
    const first = got.find(({ Subject }) => Subject.startsWith('[CRITICAL]'))
    expect(first.Subject).toBe('[CRITICAL] dana (role Developer) stopped logging on trail org-trail')
    expect(first.Message).toContain('What to do\n1. Ask dana.')
    expect(first.MessageAttributes.level).toEqual({ Type: 'String', Value: 'critical' })
  })

  test('sns: a FIFO topic takes a repetition once', async () => {
    const { url, arn } = await makeQueue('from-sns.fifo')
    const sns_arn = await makeTopic('alerts.fifo', arn)
    for (let count = 0; count < 2; count++) expect(await send('sns', { sns_arn }, aMessage())).toEqual(OK)
    expect(await bodies(url)).toHaveLength(1)
  })

  test('sqs: the alert as JSON; a FIFO queue takes a repetition once', async () => {
    const plain = await makeQueue('alerts')
    expect(await send('sqs', { queue_url: plain.url })).toEqual(OK)
    expect((await bodies(plain.url)).map((body) => JSON.parse(body))).toMatchObject([
      { id: 'a1b2c3d4e5f60718:1:team:1', reason: 'first', alert: { level: 'critical', count: 1 } },
    ])
    const fifo = await makeQueue('alerts.fifo')
    for (let count = 0; count < 2; count++) expect(await send('sqs', { queue_url: fifo.url })).toEqual(OK)
    expect(await bodies(fifo.url)).toHaveLength(1)
  })

  test('eventbridge: a rule of a person finds the alert', async () => {
    const { url, arn } = await makeQueue('from-events')
    const events = new EventBridgeClient(moto?.client ?? {})
    const pattern = JSON.stringify({ source: ['tattletrail'], detail: { alert: { level: ['critical'] } } })
    await events.send(new PutRuleCommand({ Name: 'critical', EventPattern: pattern }))
    await events.send(new PutTargetsCommand({ Rule: 'critical', Targets: [{ Id: '1', Arn: arn }] }))
    expect(await send('eventbridge', {})).toEqual(OK)
    expect((await bodies(url)).map((body) => JSON.parse(body))).toMatchObject([
      { 'detail-type': 'Tattletrail Alert', detail: { reason: 'first', alert: { level: 'critical' } } },
    ])
  })

  test('ses: a verified sender may write, another may not', async () => {
    const mail = { to_emails: ['security@example.com'], from_email: 'alerts@example.com', region: 'eu-west-1' }
    expect(await send('ses', mail)).toMatchObject({
      ok: false,
      retry: false,
      reason: expect.stringMatching(/^MessageRejected/),
    })
    const ses = new SESv2Client(moto?.client ?? {})
    await ses.send(new CreateEmailIdentityCommand({ EmailIdentity: 'alerts@example.com' }))
    expect(await send('ses', mail)).toEqual(OK)
  })

  const GONE: readonly (readonly [string, object, RegExp])[] = [
    ['sns', { sns_arn: 'arn:aws:sns:eu-west-1:123456789012:gone' }, /^NotFound\w*: /],
    ['sqs', { queue_url: `${moto?.endpoint}/123456789012/gone` }, /NonExistentQueue|QueueDoesNotExist/],
  ]
  test.each(GONE)('%s: what is gone is told by its name, and not tried again', async (type, settings, reason) => {
    expect(await send(type, settings)).toMatchObject({ ok: false, retry: false, reason: expect.stringMatching(reason) })
  })
})

test('smtp: one conversation in the mailbox, text and page, whatever a name holds', async () => {
  const { host, mails, close } = await startMailServer()
  const settings = {
    server: `smtp://${host}`,
    to_emails: ['security@example.com'],
    from_email: 'Tattletrail <alerts@example.com>',
  }
  const [finding] = aMessage().alert.findings
  if (!finding) throw new Error('the message has a finding')
  const message = 'eve\r\nBcc: victim@example.com\r\n\r\n<script>alert(1)</script> Ünïcode'
  const hostile = aMessage('first', { findings: [{ ...finding, message }] })
  expect(await send('smtp', settings, hostile)).toEqual(OK)
  expect(await send('smtp', settings, { ...hostile, id: 'later', reason: 'new-findings' })).toEqual(OK)
  await close()

  expect(mails).toHaveLength(2)
  const [first, later] = mails
  expect(first?.headers.map(({ key }) => key)).not.toContain('bcc')
  expect(first?.to).toMatchObject([{ address: 'security@example.com' }])
  expect(first?.subject).toContain('eve\\u000d\\u000aBcc: victim@example.com')
  expect(first?.subject).toContain('Ünïcode')
  expect(first?.html).toContain('&lt;script&gt;')
  expect(first?.text).toContain('Ünïcode')
  expect(first?.references).toBe(later?.references)
  expect(first?.messageId).not.toBe(later?.messageId)
})

test('file: a line for each alert', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'destinations-')), 'alerts.jsonl')
  for (const message of Object.values(PLAIN)) expect(await send('file', { path }, message)).toEqual(OK)
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
  expect(lines.map((line) => JSON.parse(line).reason)).toEqual(Object.values(PLAIN).map(({ reason }) => reason))
})
