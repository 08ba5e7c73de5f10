/** The two functions over moto: what is put into the bucket is told to the topic, and nothing is lost on the way. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { CreateBucketCommand, DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { CreateTopicCommand, PublishCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { parse } from 'yaml'
import { prepareTemplate } from '../../src/app/deploy/template.ts'
import { createDeliver } from '../../src/app/lambda/deliver.ts'
import type { FunctionOptions, LambdaContext } from '../../src/app/lambda/function.ts'
import { createIngest } from '../../src/app/lambda/ingest.ts'
import type { Json } from '../../src/core/json.ts'
import { SERVICE_SIDS } from '../../src/deploy/permissions.ts'
import { TABLE } from '../../src/stores/dynamodb/table.ts'
import { dynamodb } from '../../src/stores/dynamodb.ts'
import { type Needed, startRecorder } from '../aws-recorder.ts'
import { allowing, type Statement, statementsOf } from '../iam-policy.ts'
import { emptyMoto } from '../moto.ts'
import { event } from './command.ts'

const moto = await emptyMoto('one-at-a-time')
const recorder = moto && (await startRecorder(moto.endpoint))
const folder = mkdtempSync(join(tmpdir(), 'tattletrail-lambda-'))
const ACCOUNT = '123456789012'
const REGION = 'eu-west-1'
const MAX_RECEIVES = 3
const BUCKET = 'trail-bucket'

beforeAll(() => {
  if (recorder) vi.stubEnv('AWS_ENDPOINT_URL', recorder.endpoint)
  vi.stubEnv('AWS_REGION', REGION)
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example')
})
afterAll(() => {
  recorder?.stop()
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

/** As the function sees it: through the recorder. */
const queueUrl = (name: string): string => `${recorder?.endpoint}/${ACCOUNT}/${name}`

const CONFIG = (): string => `
[alerting]
storm_cap = 1000
rate = 1000

[[destination]]
id = "topic"
type = "sns"
sns_arn = "arn:aws:sns:${REGION}:${ACCOUNT}:alerts"
shape = "sentence"

[[destination]]
id = "programs"
type = "sqs"
queue_url = "${queueUrl('programs')}"

[[destination]]
id = "hook"
type = "slack_webhook"
webhook_url = "ssm:/tattletrail/hook"

[[rule]]
id = "trail-stopped"
name = "Trail stopped"
level = "high"
message = '\\(.userIdentity.arn) stopped the trail \\(.requestParameters.name)'
jq_match = 'select(.eventName == "StopLogging")'
`

/** A behavioural rule: what comes late overtakes what was found before. */
const RULES = `
title: Denied
id: 0f1e2d3c-0000-4000-8000-000000000001
name: denied
logsource: {product: aws, service: cloudtrail}
detection:
  selection: {errorCode: AccessDenied}
  condition: selection
level: informational
---
title: Many denials
id: 0f1e2d3c-0000-4000-8000-000000000002
correlation:
  type: event_count
  rules: [denied]
  group-by: [userIdentity.arn]
  timespan: 10m
  condition: {gte: 3}
level: high
`

const put = (path: string, text: string): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}

interface Line {
  readonly [key: string]: unknown
}

interface Rig {
  readonly ingest: ReturnType<typeof createIngest>
  readonly deliver: ReturnType<typeof createDeliver>
  readonly lines: Line[]
  now: number
}

const context = (left = 60_000): LambdaContext => ({
  awsRequestId: 'request',
  functionName: 'function',
  getRemainingTimeInMillis: () => left,
})

const NOW = Date.parse('2026-03-04T03:00:00Z')

const rig = (name: string, environment: Readonly<Record<string, string>> = {}): Rig => {
  const lines: Line[] = []
  const made: Rig = { now: NOW, lines } as never
  const options: FunctionOptions = {
    folder: join(folder, name),
    environment: {
      TABLE: 'tattletrail',
      DLQ_URL: queueUrl('dead'),
      MAX_RECEIVES: String(MAX_RECEIVES),
      BUILTIN_RULES: 'false',
      ...environment,
    },
    write: (line) => lines.push(JSON.parse(line)),
    now: () => made.now,
  }
  return Object.assign(made, { ingest: createIngest(options), deliver: createDeliver(options) })
}

const used: Record<'ingest' | 'deliver', Needed[]> = { ingest: [], deliver: [] }
/** Whatever is called meanwhile is noted as a call of the function. */
const as = async <Result>(name: 'ingest' | 'deliver', work: () => Promise<Result>): Promise<Result> => {
  if (recorder) recorder.calls.length = 0
  try {
    return await work()
  } finally {
    used[name].push(...(recorder?.calls ?? []))
  }
}

describe.skipIf(!moto)('on moto', () => {
  const s3 = new S3Client({ ...moto?.client, forcePathStyle: true })
  const sns = new SNSClient({ ...moto?.client })
  const sqs = new SQSClient({ ...moto?.client })
  const straight = (name: string): string => `${moto?.endpoint}/${ACCOUNT}/${name}`

  beforeAll(async () => {
    put('plain/tattletrail.toml', CONFIG())
    put('plain/rules/denied.yml', RULES)
    for (const name of [BUCKET, 'config-bucket'])
      await s3.send(
        new CreateBucketCommand({ Bucket: name, CreateBucketConfiguration: { LocationConstraint: REGION } }),
      )
    for (const name of ['logs', 'dead', 'told', 'programs']) await sqs.send(new CreateQueueCommand({ QueueName: name }))
    for (const [topic, queue] of [
      ['alerts', 'told'],
      ['trail', 'logs'],
    ] as const) {
      const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: topic }))
      const Endpoint = `arn:aws:sqs:${REGION}:${ACCOUNT}:${queue}`
      await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint }))
    }
    await new DynamoDBClient({ ...moto?.client }).send(
      new CreateTableCommand({
        TableName: 'tattletrail',
        BillingMode: TABLE.BillingMode,
        AttributeDefinitions: [...TABLE.AttributeDefinitions],
        KeySchema: [...TABLE.KeySchema],
        GlobalSecondaryIndexes: TABLE.GlobalSecondaryIndexes.map((index) => ({
          ...index,
          KeySchema: [...index.KeySchema],
        })),
      }),
    )
    await new SSMClient({ ...moto?.client }).send(
      new PutParameterCommand({ Name: '/tattletrail/hook', Type: 'SecureString', Value: 'http://127.0.0.1:1/hook' }),
    )
  })

  /** The key is as S3 would write it into an event. */
  const putLog = async (id: string, records: readonly object[]): Promise<string> => {
    const key = `AWSLogs/${ACCOUNT}/CloudTrail/${REGION}/2026/03/04/${id} +.json.gz`
    const Body = gzipSync(JSON.stringify({ Records: records }))
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body }))
    return key
  }
  const s3Event = (...keys: readonly string[]): string =>
    JSON.stringify({
      Records: keys.map((key) => ({
        eventSource: 'aws:s3',
        awsRegion: REGION,
        eventTime: new Date(NOW).toISOString(),
        eventName: 'ObjectCreated:Put',
        s3: { bucket: { name: BUCKET }, object: { key: encodeURIComponent(key).replaceAll('%20', '+') } },
      })),
    })
  const busEvent = (key: string): string =>
    JSON.stringify({
      version: '0',
      source: 'aws.s3',
      'detail-type': 'Object Created',
      region: REGION,
      detail: { bucket: { name: BUCKET }, object: { key } },
    })
  const send = (MessageBody: string) => sqs.send(new SendMessageCommand({ QueueUrl: straight('logs'), MessageBody }))

  /** What the event source mapping of Lambda does: hand over a batch, delete what was done. */
  const poll = async ({ ingest }: Rig, left?: number): Promise<{ handed: number; failed: readonly string[] }> => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: straight('logs'),
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ['All'],
        VisibilityTimeout: 300,
      }),
    )
    if (Messages.length === 0) return { handed: 0, failed: [] }
    const Records = Messages.map((message) => ({
      messageId: message.MessageId ?? '',
      receiptHandle: message.ReceiptHandle ?? '',
      body: message.Body ?? '',
      attributes: { ...message.Attributes },
      eventSource: 'aws:sqs',
      eventSourceARN: `arn:aws:sqs:${REGION}:${ACCOUNT}:logs`,
    }))
    const response = await as('ingest', () => ingest({ Records }, context(left)))
    const failed = (response && 'batchItemFailures' in response ? response.batchItemFailures : []).map(
      ({ itemIdentifier }) => itemIdentifier,
    )
    for (const { MessageId = '', ReceiptHandle } of Messages) {
      const at = { QueueUrl: straight('logs'), ReceiptHandle }
      if (failed.includes(MessageId))
        await sqs.send(new ChangeMessageVisibilityCommand({ ...at, VisibilityTimeout: 0 }))
      else await sqs.send(new DeleteMessageCommand(at))
    }
    return { handed: Messages.length, failed }
  }
  const drain = async (queue: string): Promise<readonly Message[]> => {
    const all: Message[] = []
    for (;;) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: straight(queue),
          MaxNumberOfMessages: 10,
          MessageAttributeNames: ['All'],
        }),
      )
      if (Messages.length === 0) return all
      all.push(...Messages)
      for (const { ReceiptHandle } of Messages)
        await sqs.send(new DeleteMessageCommand({ QueueUrl: straight(queue), ReceiptHandle }))
    }
  }
  const told = async (): Promise<readonly string[]> =>
    (await drain('told')).map(({ Body = '' }) => JSON.parse(Body).Message as string)
  const WOKEN = { Records: [{ eventSource: 'aws:dynamodb', eventName: 'INSERT' }] }
  const deliver = ({ deliver }: Rig, event: Json = WOKEN) => as('deliver', () => deliver(event, context()))

  /** Each by a principal of its own, so that none folds into another. */
  const stopped = (id: string) =>
    event({
      eventID: id,
      userIdentity: { type: 'IAMUser', userName: id, arn: `arn:aws:iam::${ACCOUNT}:user/${id}`, accountId: ACCOUNT },
    })

  const NOTIFICATIONS: readonly (readonly [
    string,
    (key: string, rig: Rig, records: readonly object[]) => Promise<unknown>,
  ])[] = [
    ['S3 -> SQS', (key) => send(s3Event(key))],
    [
      'S3 -> SNS -> SQS',
      (key) =>
        sns.send(new PublishCommand({ TopicArn: `arn:aws:sns:${REGION}:${ACCOUNT}:trail`, Message: s3Event(key) })),
    ],
    ['S3 -> EventBridge -> SQS', (key) => send(busEvent(key))],
    ['S3 -> function', (key, { ingest }) => as('ingest', () => ingest(JSON.parse(s3Event(key)), context()))],
    [
      'SNS -> function',
      (key, { ingest }) =>
        as('ingest', () =>
          ingest({ Records: [{ EventSource: 'aws:sns', Sns: { Message: s3Event(key) } }] }, context()),
        ),
    ],
    ['EventBridge -> function', (key, { ingest }) => as('ingest', () => ingest(JSON.parse(busEvent(key)), context()))],
    [
      'CloudWatch Logs -> function',
      (_, { ingest }, records) => {
        const logEvents = records.map((record, index) => ({ id: String(index), message: JSON.stringify(record) }))
        const data = gzipSync(JSON.stringify({ messageType: 'DATA_MESSAGE', logGroup: 'trail', logEvents }))
        return as('ingest', () => ingest({ awslogs: { data: data.toString('base64') } }, context()))
      },
    ],
  ]
  const one = rig('plain')

  test.each(NOTIFICATIONS)('%s: a log file is told of, once', async (shape, notify) => {
    const name = shape.replace(/\W+/g, '-').toLowerCase()
    const records = [stopped(name), event({ eventName: 'DescribeTrails', eventID: `${name}-quiet` })]
    const key = await putLog(name, records)
    for (let times = 0; times < 2; times++) {
      await notify(key, one, records)
      await poll(one)
    }
    await deliver(one)
    expect(await told()).toEqual([`arn:aws:iam::${ACCOUNT}:user/${name} stopped the trail org-trail`])
    expect(await drain('logs')).toEqual([])
    const lines = one.lines.filter(({ message, Records }) => message === 'ingested' && Records !== 0).slice(-2)
    expect(
      lines.map(({ Records, Evaluated, Findings, Duplicates }) => ({ Records, Evaluated, Findings, Duplicates })),
    ).toEqual([
      { Records: 2, Evaluated: 2, Findings: 1, Duplicates: 0 },
      { Records: 2, Evaluated: 2, Findings: 0, Duplicates: 1 },
    ])
  })

  test('a call that EventBridge hands over now and the log file brings later is one finding', async () => {
    const record = stopped('two-ways')
    const now = { 'detail-type': 'AWS API Call via CloudTrail', source: 'aws.cloudtrail', detail: record }
    await as('ingest', () => one.ingest(now as Json, context()))
    await send(s3Event(await putLog('two-ways', [record])))
    await poll(one)
    await deliver(one)
    expect(await told()).toHaveLength(1)
    expect(one.lines.findLast(({ message }) => message === 'ingested')).toMatchObject({ Findings: 0, Duplicates: 1 })
  })

  test('of ten messages nine are done, and the tenth ends in the dead letters with its reason', async () => {
    for (let index = 0; index < 9; index++) {
      const id = `batch-${index}`
      await send(s3Event(await putLog(id, [stopped(id)])))
    }
    const poison = `AWSLogs/${ACCOUNT}/CloudTrail/${REGION}/2026/03/04/poison.json.gz`
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: poison, Body: gzipSync('{"Records":[{"eventNa') }))
    await send(s3Event(poison))
    expect(await poll(one)).toEqual({ handed: 10, failed: [expect.any(String)] })
    for (let tries = 2; tries < MAX_RECEIVES; tries++) expect((await poll(one)).failed).toHaveLength(1)
    expect(await poll(one)).toEqual({ handed: 1, failed: [] })

    const [dead, ...more] = await drain('dead')
    expect(more).toEqual([])
    expect(dead?.Body).toBe(s3Event(poison))
    expect(dead?.MessageAttributes?.reason?.StringValue).toMatch(/unexpected end/)
    expect(dead?.MessageAttributes?.source?.StringValue).toBe(`arn:aws:sqs:${REGION}:${ACCOUNT}:logs`)
    expect(await drain('logs')).toEqual([])
    await deliver(one)
    expect(await told()).toHaveLength(9)
    expect(one.lines.findLast(({ message }) => message === 'ingested')).toMatchObject({ DeadMessages: 1, Failed: 1 })
  })

  test('an object that is not there fails the invocation of the function itself, so that it is tried again', async () => {
    const gone = JSON.parse(s3Event(`AWSLogs/${ACCOUNT}/CloudTrail/${REGION}/2026/03/04/gone.json.gz`))
    await expect(as('ingest', () => one.ingest(gone, context()))).rejects.toThrow(
      /gone\.json\.gz: there is no such object/,
    )
    expect(one.lines.at(-1)).toMatchObject({
      level: 'ERROR',
      message: 'ingested',
      error: expect.stringMatching(/gone/),
    })
  })

  test('what there is no time for is given back untouched, and never buried', async () => {
    const id = 'late'
    await send(s3Event(await putLog(id, [stopped(id)])))
    for (let tries = 1; tries <= MAX_RECEIVES + 1; tries++)
      expect(await poll(one, 1_000)).toEqual({ handed: 1, failed: [expect.any(String)] })
    expect(await poll(one)).toEqual({ handed: 1, failed: [] })
    expect(await drain('dead')).toEqual([])
    await deliver(one)
    expect(await told()).toHaveLength(1)
  })

  test('behavioural rules see what comes late and out of order', async () => {
    const denied = (minute: number) =>
      event({
        eventName: 'GetSecretValue',
        errorCode: 'AccessDenied',
        eventID: `denied-${minute}`,
        eventTime: `2026-03-04T02:0${minute}:00Z`,
      })
    for (const minutes of [[5, 6], [4], [1, 2], [3]]) {
      await send(s3Event(await putLog(`denied-${minutes[0]}`, minutes.map(denied))))
      await poll(one)
    }
    const store = await dynamodb.open({ table: 'tattletrail' })
    const found = (await store.findings({ limit: 1000 })).filter(({ rule }) => rule.title === 'Many denials')
    await store.close()
    expect(found).toHaveLength(1)
    expect(found[0]?.eventIds).toHaveLength(6)
    await deliver(one)
    expect(await told()).toHaveLength(1)
  })

  test('what a silence hides is counted there, and nobody is notified', async () => {
    const store = await dynamodb.open({ table: 'tattletrail' })
    const principal = ['arn:aws:iam::123456789012:user/hidden-*']
    const silence = { id: 'quiet', match: { principal }, owner: 'dana', reason: 'a test', hidden: 0 }
    await store.putSilence({ ...silence, created: one.now, expires: one.now + 60_000 })
    one.now += 10_000
    await send(s3Event(await putLog('hidden', [stopped('hidden-1'), stopped('hidden-2')])))
    await poll(one)
    await deliver(one)
    expect(await told()).toEqual([])
    expect((await store.silences()).map(({ hidden }) => hidden)).toEqual([2])
    await store.close()
  })

  test('a table that throttles loses nothing', async () => {
    let count = 0
    if (recorder)
      recorder.refuse = (needed) =>
        needed.some(({ action }) => action.startsWith('dynamodb:')) && ++count % 5 === 0
          ? {
              status: 400,
              body: JSON.stringify({
                __type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
                message: 'too fast',
              }),
            }
          : undefined
    for (let index = 0; index < 4; index++)
      await send(s3Event(await putLog(`slow-${index}`, [stopped(`slow-${index}`)])))
    for (let tries = 0; tries < 5; tries++) if ((await poll(one)).handed === 0) break
    await deliver(one)
    if (recorder) recorder.refuse = () => undefined
    expect(count).toBeGreaterThan(6)
    expect(await drain('dead')).toEqual([])
    expect(new Set(await told()).size).toBe(4)
  })

  test('the schedule ends alerts that saw nothing new, and each line is a metric', async () => {
    one.now += 3 * 86_400_000
    await deliver(one, { 'detail-type': 'Scheduled Event', source: 'aws.events' })
    const line = one.lines.at(-1) as Line & { _aws: { CloudWatchMetrics: readonly [{ Metrics: { Name: string }[] }] } }
    expect(Number(line.Resolved)).toBeGreaterThan(5)
    expect(line).toMatchObject({ FunctionName: 'function', ColdStart: 0, level: 'INFO' })
    const named = line._aws.CloudWatchMetrics[0].Metrics.map(({ Name }) => Name)
    expect(named).toContain('DeadNotifications')
    for (const name of named) expect(line[name]).toBeTypeOf('number')
    one.now -= 3 * 86_400_000
    // Nothing listens at the hook; its address, which is a secret, is in no line.
    const refused = one.lines.flatMap((line) => (line.refused as readonly object[] | undefined) ?? [])
    expect(refused).toContainEqual({ destination: 'hook', reason: expect.stringMatching(/./) })
    expect(JSON.stringify(one.lines)).not.toContain('127.0.0.1:1/hook')
  })

  describe('configuration in S3', () => {
    const write = (Body: string) =>
      s3.send(new PutObjectCommand({ Bucket: 'config-bucket', Key: 'own/tattletrail.toml', Body }))
    const environment = { S3_CONFIG_BUCKET: 'config-bucket', S3_CONFIG_PATH: 'own/tattletrail.toml' }
    const rule = (name: string) => `\n[[rule]]\nname = "${name}"\njq_match = 'select(.eventName == "${name}")'\n`
    const finds = async (rig: Rig, eventName: string): Promise<unknown> => {
      const id = `config-${eventName}-${rig.now}`
      const key = await putLog(id, [event({ eventID: id, eventName })])
      await as('ingest', () => rig.ingest(JSON.parse(s3Event(key)), context()))
      return rig.lines.at(-1)?.Findings
    }

    test('a change is used within a minute; a broken one changes nothing and is told once', async () => {
      const two = rig('nowhere', environment)
      await write(rule('StopLogging'))
      expect(await finds(two, 'DeleteTrail')).toBe(0)
      await write(rule('DeleteTrail'))
      expect(await finds(two, 'DeleteTrail')).toBe(0)
      two.now += 61_000
      expect(await finds(two, 'DeleteTrail')).toBe(1)

      await write(`${rule('UpdateTrail')}[[rule]]\nname = 4\n`)
      two.now += 61_000
      const before = two.lines.length
      expect(await finds(two, 'DeleteTrail')).toBe(1)
      expect(two.lines.slice(before)).toMatchObject([
        {
          level: 'ERROR',
          message: expect.stringMatching(/newer configuration/),
          problems: expect.arrayContaining([
            expect.objectContaining({ at: 's3://config-bucket/own/tattletrail.toml:6:8' }),
          ]),
        },
        { message: 'ingested', OldConfiguration: 1 },
      ])
      two.now += 61_000
      expect(await finds(two, 'DeleteTrail')).toBe(1)
      expect(two.lines.slice(before).filter(({ level }) => level === 'ERROR')).toHaveLength(1)
      expect(two.lines.at(-1)).toMatchObject({ OldConfiguration: 1 })

      await write(rule('UpdateTrail'))
      two.now += 61_000
      await deliver(two)
      expect(await finds(two, 'UpdateTrail')).toBe(1)
      expect(two.lines.at(-1)).toMatchObject({ OldConfiguration: 0 })
    })

    test.each([
      ['broken', async (): Promise<unknown> => write('[[rule]]\nname = 4\n'), /wrong/],
      [
        'missing',
        async (): Promise<unknown> =>
          s3.send(new DeleteObjectCommand({ Bucket: 'config-bucket', Key: 'own/tattletrail.toml' })),
        /s3:\/\/config-bucket\/own\/tattletrail\.toml: NoSuchKey/,
      ],
    ] as const)('%s from the start: the invocation fails and says why', async (_, prepare, reason) => {
      await prepare()
      const two = rig('plain', environment)
      const key = await putLog('unread', [event()])
      await expect(as('ingest', () => two.ingest(JSON.parse(s3Event(key)), context()))).rejects.toThrow()
      expect(two.lines.at(-1)).toMatchObject({ level: 'ERROR', error: expect.stringMatching(reason), ColdStart: 1 })
    })
  })

  test('the policies of the template allow what was called above, and nothing else', async () => {
    const { text } = await prepareTemplate({
      config: join(folder, 'plain/tattletrail.toml'),
      ...{ rules: [], email: [], builtin: false, bucket: BUCKET, org: false, realtime: false },
    })
    const resources = parse(text).Resources
    const table = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/tattletrail`
    const filled = {
      conditions: new Set(['HasConfig']),
      values: {
        ...{
          'AWS::Partition': 'aws',
          'AWS::Region': REGION,
          'AWS::AccountId': ACCOUNT,
          'AWS::StackName': 'tattletrail',
        },
        ...{ TrailBucket: BUCKET, ConfigBucket: 'config-bucket', ConfigPath: 'own/tattletrail.toml' },
        ...{ 'Table.Arn': table, 'Table.StreamArn': `${table}/stream/1` },
        'Queue.Arn': `arn:aws:sqs:${REGION}:${ACCOUNT}:logs`,
        'DeadLetters.Arn': `arn:aws:sqs:${REGION}:${ACCOUNT}:dead`,
        ...{ 'IngestLogs.Arn': 'arn:aws:logs:::ingest:*', 'DeliverLogs.Arn': 'arn:aws:logs:::deliver:*' },
        KmsKeyArns: [],
      },
    }
    for (const name of ['ingest', 'deliver'] as const) {
      const role = resources[name === 'ingest' ? 'IngestRole' : 'DeliverRole'].Properties
      const statements = statementsOf(role.Policies[0].PolicyDocument, filled)
      const byCode = statements.filter(({ Sid }) => !SERVICE_SIDS.includes(Sid))
      const denied = used[name].filter((needed) => allowing(byCode, needed).length === 0)
      expect({ name, denied }).toEqual({ name, denied: [] })
      expect(used[name].length).toBeGreaterThan(20)
      const unused = byCode.flatMap((statement: Statement) =>
        statement.Action.filter(
          (action) =>
            !used[name].some((needed) => needed.action === action && allowing([statement], needed).length > 0),
        ).map((action) => `${statement.Sid}: ${action}`),
      )
      expect({ name, unused }).toEqual({ name, unused: [] })
    }
  })
})
