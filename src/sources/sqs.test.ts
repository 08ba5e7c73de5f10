/** A queue, over moto: every shape of message, what fails, and what is left when it is stopped. */
import { CreateBucketCommand, DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { drain, sourceContract } from '../../test/contracts/source.ts'
import { emptyMoto } from '../../test/moto.ts'
import { type CallOptions, type Clients, createClients } from '../aws/clients.ts'
import type { Source } from '../core/source.ts'
import { sqsSource } from './sqs.ts'

const moto = await emptyMoto()
afterAll(() => {
  vi.unstubAllEnvs()
})
if (moto) {
  vi.stubEnv('AWS_ENDPOINT_URL', moto.endpoint)
  vi.stubEnv('AWS_ACCESS_KEY_ID', moto.client.credentials.accessKeyId)
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', moto.client.credentials.secretAccessKey)
  vi.stubEnv('AWS_REGION', moto.client.region)
}
const BUCKET = 'example-trail'
const LOG = '{"Records":[{"eventVersion":"1.11","eventName":"StopLogging"}]}'

describe.skipIf(!moto)('on moto', async () => {
  const sqs = new SQSClient({ ...moto?.client })
  const s3 = new S3Client({ ...moto?.client })
  if (moto)
    await s3.send(
      new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }),
    )
  let queues = 0
  const createQueue = async (): Promise<string> =>
    (await sqs.send(new CreateQueueCommand({ QueueName: `queue-${++queues}` }))).QueueUrl ?? ''
  const send = (QueueUrl: string, body: unknown) =>
    sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: typeof body === 'string' ? body : JSON.stringify(body) }))
  const put = async (Key: string, Body = LOG): Promise<string> => {
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }))
    return `s3://${BUCKET}/${Key}`
  }
  const created = (...keys: string[]) => ({
    Records: keys.map((key) => ({
      eventSource: 'aws:s3',
      awsRegion: 'eu-west-1',
      eventName: 'ObjectCreated:Put',
      s3: { bucket: { name: BUCKET }, object: { key: encodeURIComponent(key).replaceAll('%20', '+') } },
    })),
  })
  const onBus = (key: string) => ({
    'detail-type': 'Object Created',
    source: 'aws.s3',
    region: 'eu-west-1',
    detail: { bucket: { name: BUCKET }, object: { key } },
  })
  const inSns = (message: unknown) => ({ Type: 'Notification', Message: JSON.stringify(message) })
  /** In the queue: visible, and hidden. */
  const left = async (QueueUrl: string): Promise<readonly [string | undefined, string | undefined]> => {
    const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...names] }))
    return [Attributes?.[names[0]], Attributes?.[names[1]]]
  }
  const problems: string[] = []
  /** How long messages were hidden, in seconds, and by which handle. */
  let hidden: { readonly handle: string; readonly seconds: number }[] = []
  /** The longest wait of SQS is what a test cannot wait for. */
  const impatient = (): Clients => {
    const clients = createClients()
    const call = async (service: 'sqs', command: 'ReceiveMessage', input: object, options?: CallOptions) => {
      const { ReceiptHandle, VisibilityTimeout } = input as { ReceiptHandle?: string; VisibilityTimeout?: number }
      if (ReceiptHandle !== undefined && VisibilityTimeout !== undefined)
        hidden.push({ handle: ReceiptHandle, seconds: VisibilityTimeout })
      const asked = command === 'ReceiveMessage' ? { ...input, WaitTimeSeconds: 0 } : input
      return clients.call(service, command, asked as never, options)
    }
    return { ...clients, call: call as never }
  }
  const open = (queue: string, follow = false, now: () => number = Date.now): Source =>
    sqsSource(queue, impatient(), { follow, now, onProblem: (reason) => problems.push(reason) })
  /** The time for which they were hidden has passed. */
  const showAgain = async (QueueUrl: string): Promise<void> => {
    for (const { handle: ReceiptHandle } of hidden)
      await sqs
        .send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }))
        .catch(() => {})
    hidden = []
  }

  sourceContract('sqs', async () => {
    const queue = await createQueue()
    const keys = [0, 1, 2, 3, 4, 5, 6].map((n) => `contract-${queues}/${n}.json`)
    const names = await Promise.all(keys.map((key) => put(key)))
    for (const key of keys) await send(queue, created(key))
    return {
      names,
      open: (follow) => open(queue, follow),
      later: () => showAgain(queue),
      spoil: async () => {
        await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: keys[1] ?? '' }))
        return async () => {
          await put(keys[1] ?? '')
        }
      },
    }
  })

  test('every shape: what was said, all of its objects, and what is no log', async () => {
    const queue = await createQueue()
    const names = await Promise.all(
      ['a b+c.json', 'é/1.json', 'two.json', 'bus.json', 'sns.json', 'bus-sns.json'].map((key) => put(key)),
    )
    const bodies = [
      created('a b+c.json'),
      created('é/1.json', 'two.json', 'AWSLogs/123456789012/CloudTrail-Digest/x.json.gz'),
      onBus('bus.json'),
      inSns(created('sns.json')),
      inSns(onBus('bus-sns.json')),
      { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: BUCKET },
      { 'detail-type': 'GuardDuty Finding', detail: { id: 'g' } },
    ]
    for (const body of bodies) await send(queue, body)
    const taken = await drain(open(queue), async (input) => {
      if (input.kind === 'log') expect((await input.read()).toString()).toBe(LOG)
      await input.ack()
    })
    expect(
      taken
        .filter(({ kind }) => kind === 'log')
        .map(({ name }) => name)
        .sort(),
    ).toEqual([...names].sort())
    expect(
      taken
        .filter(({ kind }) => kind === 'nothing')
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['digest', 's3 test event'])
    expect(taken.filter(({ kind }) => kind === 'bus-event')).toHaveLength(1)
    expect(await left(queue)).toEqual(['0', '0'])
  })

  test('a message stays until each of its objects is done with, and as a whole when one is not', async () => {
    const queue = await createQueue()
    await put('whole/1.json')
    await send(queue, created('whole/1.json', 'whole/gone.json'))
    const seen: (readonly [string | undefined, string | undefined])[] = []
    await drain(open(queue), async (input) => {
      seen.push(await left(queue))
      const reason = await input.read().then(
        () => undefined,
        (error: Error) => error.message,
      )
      await (reason === undefined ? input.ack() : input.fail(reason))
      if (reason !== undefined) expect(reason).toContain('no such object')
    })
    expect(seen).toEqual([
      ['0', '1'],
      ['0', '1'],
    ])
    expect(await left(queue)).toEqual(['0', '1'])
    await showAgain(queue)
  })

  test('poison waits longer each time, and does not stop the rest', async () => {
    const queue = await createQueue()
    await send(queue, 'no JSON at all')
    const waits: (number | undefined)[] = []
    for (let round = 0; round < 7; round++) {
      await put(`rest/${round}.json`)
      await send(queue, created(`rest/${round}.json`))
      hidden = []
      const taken = await drain(open(queue), (input) =>
        input.name.startsWith('s3') ? input.ack() : input.fail('not JSON'),
      )
      expect(taken).toHaveLength(2)
      waits.push(hidden[0]?.seconds)
      await showAgain(queue)
    }
    expect(waits).toEqual([30, 60, 120, 240, 480, 900, 900])
  })

  test('told to stop, it finishes what is at hand and gives the rest back at once', async () => {
    const queue = await createQueue()
    for (let n = 0; n < 5; n++) await send(queue, created(await put(`stop/${n}.json`).then((name) => name.slice(19))))
    const stop = new AbortController()
    const [first, ...more] = await drain(
      open(queue, true),
      async (input) => {
        stop.abort()
        await input.ack()
      },
      stop.signal,
    )
    expect([first?.name, more]).toEqual([expect.stringContaining('stop/'), []])
    expect(await left(queue)).toEqual(['4', '0'])
  })

  test('an object that takes minutes does not cost the messages after it their turn', async () => {
    const queue = await createQueue()
    for (let n = 0; n < 4; n++) await send(queue, { eventVersion: '1.11', eventName: `Slow${n}` })
    let time = 0
    hidden = []
    await drain(
      open(queue, false, () => time),
      async (input) => {
        time += 160_000
        await input.ack()
      },
    )
    expect(hidden.map(({ seconds }) => seconds)).toEqual([300, 300, 300, 300, 300, 300])
    expect(await left(queue)).toEqual(['0', '0'])
  })

  test('an acknowledgement that does not get through: the message comes back', async () => {
    const queue = await createQueue()
    await send(
      queue,
      created(await put('ack/1.json').then((name) => name.slice(19)), 'AWSLogs/x/CloudTrail-Digest/y.gz'),
    )
    const clients = impatient()
    let refusals = 0
    const call = (service: 'sqs', command: string, ...rest: [never]) => {
      if (command !== 'DeleteMessage') return clients.call(service, command as 'ReceiveMessage', ...rest)
      refusals++
      return Promise.reject(new Error('reset'))
    }
    const source = sqsSource(
      queue,
      { ...clients, call: call as never },
      { follow: false, now: Date.now, onProblem: () => {} },
    )
    hidden = []
    await drain(source, (input) => input.ack().catch(() => input.fail('reset')))
    expect(refusals).toBe(1)
    expect(hidden.map(({ seconds }) => seconds)).toEqual([30])
    expect(await left(queue)).toEqual(['0', '1'])
  })

  test('no such queue: said at once', async () => {
    const queue = `${moto?.endpoint}/123456789012/no-such-queue`
    await expect(drain(open(queue, true), (input) => input.ack())).rejects.toThrow(
      /no-such-queue: there is no such queue/,
    )
  })
})
