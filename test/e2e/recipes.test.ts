/** The folders of `examples/`, each from its log to what its destinations got. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CreateEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2'
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startWorld, type World } from '../contracts/outside.ts'
import { emptyMoto } from '../moto.ts'
import { event, workspace } from './command.ts'

const EXAMPLES = new URL('../../examples', import.meta.url).pathname
const here = workspace()
const moto = await emptyMoto()
let slack: World

beforeAll(async () => {
  slack = await startWorld()
  slack.answer({ body: 'ok' })
})
beforeEach(() => {
  slack.received.length = 0
})
afterAll(async () => {
  await slack.close()
})

/** A copy of an example, its literal webhook replaced by the local server. */
const example = (name: string, change: (text: string) => string = (text) => text): string => {
  const folder = join(here.folder, name)
  cpSync(join(EXAMPLES, name), folder, { recursive: true })
  const config = join(folder, name === 'tattletail' ? 'tattletail.toml' : 'tattletrail.toml')
  if (name !== 'aws-blog') writeFileSync(config, change(readFileSync(config, 'utf8')))
  return folder
}

const ENV = (name: string): Readonly<Record<string, string>> => ({
  XDG_STATE_HOME: join(here.folder, 'state', name),
  SLACK_WEBHOOK_URL: `${slack.url}/hook`,
  SNS_TOPIC_ARN: 'arn:aws:sns:us-east-1:123456789012:account-watcher',
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'example',
  ...(moto && { AWS_ENDPOINT_URL: moto.endpoint }),
})

const USER = {
  type: 'IAMUser',
  arn: 'arn:aws:iam::123456789012:user/dana',
  accountId: '123456789012',
  userName: 'dana',
}

let next = 0
const call = (eventName: string, source: string, changes: Record<string, unknown> = {}) =>
  event({
    eventName,
    eventSource: `${source}.amazonaws.com`,
    eventID: `00000000-0000-4000-8000-${String(next++).padStart(12, '0')}`,
    userIdentity: USER,
    requestParameters: null,
    ...changes,
  })

const logs = (name: string, records: readonly object[]): string => {
  here.write(`${name}-logs/log.json`, JSON.stringify({ Records: records }))
  return join(here.folder, `${name}-logs`)
}

/** A topic, and what a subscriber of it has got. */
const subscribe = async (name: string, region = 'us-east-1') => {
  const settings = { ...moto?.client, region }
  const sqs = new SQSClient(settings)
  const sns = new SNSClient(settings)
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: `${name}-queue` }))
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }))
  const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: name }))
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: Attributes?.QueueArn }))
  return async (): Promise<readonly { readonly Subject: string; readonly Message: string }[]> => {
    const got = []
    for (;;) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 60 }),
      )
      if (Messages.length === 0) return got
      got.push(...Messages.map(({ Body = '' }) => JSON.parse(Body)))
    }
  }
}

/** What stands below a sentence: where its event is in the console. */
const link = ({ awsRegion, eventID }: Readonly<Record<string, unknown>>): string =>
  `https://${awsRegion}.console.aws.amazon.com/cloudtrailv2/home?region=${awsRegion}#/events/${eventID}`

const posted = (): readonly string[] => slack.received.map(({ body }) => JSON.parse(body).text).sort()

describe.skipIf(!moto)('a cloudtrail-tattletail configuration', () => {
  const CREATE_USER = call('CreateUser', 'iam', {
    requestParameters: { userName: 'mallory' },
    responseElements: { user: { userName: 'mallory' } },
  })
  const records = [
    CREATE_USER,
    call('CreateAccessKey', 'iam', { requestParameters: { userName: 'mallory' } }),
    call('PutBucketAcl', 's3', { requestParameters: { bucketName: 'invoices' } }),
    ...['ListUsers', 'GetUser', 'DescribeInstances', 'AssumeRole', 'Decrypt', 'CreateLogStream', 'ConsoleLogin'].map(
      (name) => call(name, 'iam'),
    ),
  ]
  const toLocal = (text: string): string =>
    text.replace('https://hooks.example.com/services/T000/B000/XXXX', `${slack.url}/services/T000/B000/XXXX`)

  test('every rule tells every destination that it names, and adds what it made of the record', async () => {
    await new SESv2Client({ ...moto?.client, region: 'us-east-1' }).send(
      new CreateEmailIdentityCommand({ EmailIdentity: 'alerts@example.com' }),
    )
    const topic = await subscribe('alerts')
    const folder = example('tattletail', toLocal)
    const config = ['--config', join(folder, 'tattletail.toml')]
    const ran = await here.start(
      ['run', logs('tattletail', records), ...config, '--no-builtin', '--once'],
      ENV('tattletail'),
    )
    expect([ran.code, ran.stderr]).toEqual([0, expect.stringContaining('"sent":7')])

    const listed = await here.start(['alerts', 'list', ...config], ENV('tattletail'))
    const alerts = listed.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    const notified = Object.fromEntries(
      alerts.map(({ rule, count, notified }) => [rule.title, [count, Object.keys(notified).sort()]]),
    )
    expect(notified).toEqual({
      'Create User': [1, ['Default SNS', 'Email', 'Slack Warnings']],
      'Create AccessKey': [1, ['Default SNS', 'Email', 'Slack Warnings']],
      Modifications: [3, ['Slack Warnings']],
    })

    const bodies = slack.received.map(({ body }) => body)
    expect(bodies).toHaveLength(3)
    // Of the three, `Create User` alone makes something of the record.
    expect(bodies.filter((body) => body.includes('match\\nusername: mallory'))).toHaveLength(1)
    expect(bodies.filter((body) => body.includes('match\\n'))).toHaveLength(1)
    const mails = await topic()
    expect(mails.map(({ Message }) => /^match +.*$/m.exec(Message)?.[0]).sort()).toEqual([
      'match    username: mallory',
      undefined,
    ])
  })

  test('shape = "tattletail": the whole record, and what the rule made of it', async () => {
    const topic = await subscribe('tattletail')
    const folder = example('tattletail', (text) =>
      toLocal(text).replace(
        /^sns_arn = .*$/m,
        'sns_arn = "arn:aws:sns:us-east-1:123456789012:tattletail"\nshape = "tattletail"',
      ),
    )
    const config = ['--config', join(folder, 'tattletail.toml'), '--no-builtin']
    const { code, stdout } = await here.start(
      ['scan', logs('shape', [CREATE_USER]), ...config, '--deliver', '--format', 'jsonl'],
      ENV('shape'),
    )
    expect(code).toBe(0)
    expect((await topic()).map(({ Message }) => JSON.parse(Message))).toEqual([
      {
        name: 'Create User',
        description: 'Somebody made an IAM user',
        record: CREATE_USER,
        match: 'username: mallory',
      },
    ])
    // What scan prints is the same as ever.
    expect(stdout).toContain('"annotation":"username: mallory"')
    expect(stdout).not.toContain('"record"')
    expect(slack.received.every(({ body }) => !body.includes('"record"'))).toBe(true)
  })
})

describe("the AWS blog's filter", () => {
  test('the function on this machine: each record that matches is a message', () => {
    const folder = example('aws-blog')
    const { code, stdout } = here.run(
      [
        ...['invoke', 'ingest', join(folder, 'input.json'), '--config', join(folder, 'filter_config.json')],
        ...['--no-builtin', '--objects', join(folder, 'objects'), '--dry'],
      ],
      '',
      ENV('blog'),
    )
    expect(code).toBe(0)
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    const messages = lines.filter(({ kind }) => kind === 'notification').map(({ payload }) => payload.Message)
    expect(messages.sort()).toEqual([
      'Event  : CreateAccessKey\nSource : iam.amazonaws.com\nParams : {"userName":"mallory"}\nRegion : us-west-2',
      'Event  : CreateUser\nSource : iam.amazonaws.com\nParams : {"userName":"mallory"}\nRegion : us-west-2',
    ])
    expect(lines.find(({ kind }) => kind === 'ingested')).toMatchObject({ Records: 4, Evaluated: 4, Findings: 2 })
  })

  test.skipIf(!moto)('and published to the topic of the region that it names, once', async () => {
    const topic = await subscribe('PushNotifications', 'us-west-2')
    const folder = example('aws-blog')
    const invoke = (): Promise<{ code: number | null }> =>
      here.start(
        [
          ...['invoke', 'ingest', join(folder, 'input.json'), '--config', join(folder, 'filter_config.json')],
          ...['--no-builtin', '--objects', join(folder, 'objects')],
        ],
        ENV('blog'),
      )
    expect((await invoke()).code).toBe(0)
    expect((await topic()).map(({ Message }) => Message.split('\n')[0]).sort()).toEqual([
      'Event  : CreateAccessKey',
      'Event  : CreateUser',
    ])
    expect((await invoke()).code).toBe(0)
    expect(await topic()).toEqual([])
  })
})

describe('the watcher of the account', () => {
  const bucket = { requestParameters: { bucketName: 'invoices' } }
  const role = { requestParameters: { roleName: 'Deploy' } }
  const by = 'by "IAMUser" "arn:aws:iam::123456789012:user/dana"'
  const WATCHED: readonly (readonly [string, string, Record<string, unknown>, string])[] = [
    ['DeleteBucket', 's3', bucket, `Bucket "invoices" was deleted ${by}`],
    ['PutBucketPolicy', 's3', bucket, `Bucket "invoices" policy added ${by}`],
    ['DeleteBucketPolicy', 's3', bucket, `Bucket "invoices" policy deleted ${by}`],
    [
      'CreateAccessKey',
      'iam',
      {
        requestParameters: { userName: 'mallory' },
        responseElements: { accessKey: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', userName: 'mallory' } },
      },
      `Access Key "AKIAIOSFODNN7EXAMPLE" for user "mallory" created ${by}`,
    ],
    [
      'DeleteAccessKey',
      'iam',
      { requestParameters: { userName: 'mallory', accessKeyId: 'AKIAIOSFODNN7EXAMPLE' } },
      `Access Key "AKIAIOSFODNN7EXAMPLE" for user "mallory" deleted ${by}`,
    ],
    ['UpdateRole', 'iam', role, `Role "Deploy" updated ${by}`],
    ['DeleteRole', 'iam', role, `Role "Deploy" deleted ${by}`],
    [
      'ConsoleLogin',
      'signin',
      { userIdentity: { type: 'Root', arn: 'arn:aws:iam::123456789012:root', accountId: '123456789012' } },
      'Root user console login from IP: "198.51.100.7"',
    ],
  ]
  const quiet = [call('ListBuckets', 's3'), call('GetRole', 'iam', role), call('ConsoleLogin', 'signin')]
  const records = [...WATCHED.map(([name, source, changes]) => call(name, source, changes)), ...quiet]

  test.skipIf(!moto)('eight calls, eight sentences, to Slack and to the topic', async () => {
    const topic = await subscribe('account-watcher')
    const folder = example('account-watcher')
    const { code, stderr } = await here.start(
      ['run', logs('watcher', records), '--config', join(folder, 'tattletrail.toml'), '--no-builtin', '--once'],
      ENV('watcher'),
    )
    expect([code, stderr]).toEqual([0, expect.stringContaining('"sent":16')])
    const told = WATCHED.map(([name, , , sentence], at) => [name, `${sentence}\n${link(records[at] ?? {})}`] as const)
    expect(posted()).toEqual(told.map(([name, text]) => `${name}: ${text}`).sort())
    expect((await topic()).map(({ Subject, Message }) => [Subject, Message]).sort()).toEqual(told.toSorted())
  })

  const TERMINATED = `
[[rule]]
name = "Instance terminated"
event_pattern = { source = ["aws.ec2"], detail = { eventName = ["TerminateInstances"] } }
message = 'Instance \\"\\(.requestParameters.instancesSet.items[0].instanceId)\\" terminated by \\"\\(.userIdentity.arn)\\"'
destinations = ["Slack", "Mail"]
`
  const people = ['dana', 'mallory', 'erik'].map((userName) => ({
    userIdentity: { ...USER, userName, arn: `arn:aws:iam::123456789012:user/${userName}` },
  }))
  test.each([
    [
      'one person, a rule that was added',
      ['i-0a', 'i-0b', 'i-0c'].map((instanceId) =>
        call('TerminateInstances', 'ec2', { requestParameters: { instancesSet: { items: [{ instanceId }] } } }),
      ),
      ['i-0a', 'i-0b', 'i-0c'],
    ],
    [
      'three people, one bucket',
      people.map((who) => call('PutBucketPolicy', 's3', { ...bucket, ...who })),
      people.map(({ userIdentity }) => userIdentity.arn),
    ],
  ])('three events in one alert are told, each of them: %s', async (name, three, each) => {
    const config = join(
      example('account-watcher', (text) => text + TERMINATED),
      'tattletrail.toml',
    )
    const file = here.write('three.json', JSON.stringify({ Records: three }))
    const { code, stdout } = await here.start(
      ['invoke', 'ingest', file, '--config', config, '--no-builtin', '--dry'],
      ENV(`three ${name}`),
    )
    expect(code).toBe(0)
    const lines = stdout.trim().split('\n')
    const payloads = lines.map((line) => JSON.parse(line)).filter(({ kind }) => kind === 'notification')
    expect(payloads).toHaveLength(2)
    for (const { payload } of payloads) {
      const text: string = payload.text ?? payload.Message
      expect(text).toMatch(/^×3 since /m)
      for (const one of each) expect(text).toContain(`"${one}"`)
    }
  })
})

describe('the bait image', () => {
  const pull = (imageTag: string): Record<string, unknown> =>
    call('BatchGetImage', 'ecr', {
      requestParameters: {
        registryId: '123456789012',
        repositoryName: 'payments-db',
        imageIds: [{ imageTag: 'other' }, { imageTag }],
        acceptedMediaTypes: ['application/vnd.docker.distribution.manifest.v2+json'],
      },
    })
  const records = [pull('latest'), pull('prod-backup'), call('BatchGetImage', 'ecr', { requestParameters: {} })]
  const SENTENCE = 'bait image payments-db:other,prod-backup was pulled by user dana from 198.51.100.7'

  /** The same event as EventBridge wraps it. */
  const enveloped = (detail: Record<string, unknown>): object => ({
    version: '0',
    id: '00000000-0000-4000-8000-0000000000ff',
    source: 'aws.ecr',
    'detail-type': 'AWS API Call via CloudTrail',
    account: '123456789012',
    region: 'eu-west-1',
    time: '2026-03-04T02:14:09Z',
    resources: [],
    detail,
  })

  test('a pull of it is told, one of another image is not; also as an event of the bus', async () => {
    const config = ['--config', join(example('ecr-canary'), 'tattletrail.toml'), '--no-builtin']
    const run = await here.start(['run', logs('ecr', records), ...config, '--once'], ENV('ecr'))
    expect([run.code, posted()]).toEqual([0, [`BatchGetImage: ${SENTENCE}`]])
    const bus = here.write('bus.json', JSON.stringify(enveloped(pull('prod-backup'))))
    const { stdout } = await here.start(['invoke', 'ingest', bus, ...config, '--dry'], ENV('bus'))
    expect(stdout).toContain(`BatchGetImage: ${SENTENCE}`)
  })

  test('a test message proves the way', async () => {
    const config = join(example('ecr-canary'), 'tattletrail.toml')
    const { code, stdout } = await here.start(['destinations', 'test', '--config', config], ENV('test'))
    expect([code, stdout]).toEqual([0, expect.stringContaining('"ok":true')])
    expect(posted()).toEqual([expect.stringMatching(/^TEST test-alert! /)])
  })

  test('what Slack refuses is kept with status and body, and shown', async () => {
    slack.answer({ status: 404, body: 'no_service' })
    const config = ['--config', join(example('ecr-canary'), 'tattletrail.toml'), '--no-builtin']
    const run = await here.start(['run', logs('refused', records), ...config, '--once'], ENV('refused'))
    slack.answer({ body: 'ok' })
    expect(run.code).toBe(3)
    const { stdout } = await here.start(['alerts', 'replay', '--list', ...config.slice(0, 2)], ENV('refused'))
    const dead = JSON.parse(stdout)
    expect(dead).toMatchObject({ status: 'dead', destination: 'Slack', note: 'HTTP 404: no_service' })
    const show = ['alerts', 'show', dead.alert.id, ...config.slice(0, 2), '--format', 'text']
    expect((await here.start(show, ENV('refused'))).stdout).toMatch(/dead +Slack .*HTTP 404: no_service/)
  })

  test('a pattern that can never match is told, with what to write instead', () => {
    const broken = readFileSync(join(EXAMPLES, 'ecr-canary', 'tattletrail.toml'), 'utf8')
      .replace('"eventSource": ["ecr.amazonaws.com"]', '"eventSource": [""]')
      .replace(
        '"eventName": ["BatchGetImage"],\n    "requestParameters"',
        '"eventName": ["BatchGetImage"] },\n    "requestParameters"',
      )
      .replace('    }\n  }\n}\n', '    }\n}\n')
    const { stdout } = here.run(['rules', 'lint', here.write('broken.toml', broken)])
    expect(stdout).toContain('an empty eventSource matches no CloudTrail event')
    expect(stdout).toContain('write the service, for example "ecr.amazonaws.com"')
    expect(stdout).toContain(
      '"requestParameters" stands beside "detail", where no event has it, so this pattern never matches',
    )
  })
})
