/**
 * `npm run chaos -- functions`: the two functions of a deployment on moto, many instances at once, while AWS throttles, meets itself
 * and loses its answers. Objects are told of late, out of order, several in a message and twice; some cannot be read; invocations run
 * out of time, or are done and never answered. Environment as of `npm run chaos`, but for CHAOS_KILLS.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { createDeliver } from '../../src/app/lambda/deliver.ts'
import type { FunctionOptions, LambdaContext } from '../../src/app/lambda/function.ts'
import { createIngest } from '../../src/app/lambda/ingest.ts'
import { openDynamodb } from '../../src/stores/dynamodb/store.ts'
import { TABLE } from '../../src/stores/dynamodb/table.ts'
import { emptyMoto } from '../moto.ts'
import { stopLogging } from '../stop-logging.ts'
import type { Piece } from './arrivals.ts'
import { openDestination, seeded } from './destination.ts'
import { judge } from './judge.ts'
import { createObjects } from './objects.ts'
import { startWeakAws } from './weak-aws.ts'

const FINDINGS = Number(process.env.CHAOS_FINDINGS ?? 4_000)
const SLACK = Number(process.env.CHAOS_SLACK ?? 1)
const random = seeded(Number(process.env.CHAOS_SEED ?? 1))
const PRINCIPALS = Math.max(10, Math.round(FINDINGS / 50))
const PER_FILE = 25
const POISON = 5
/** Every so many records one is nearly as large as CloudTrail makes them (256 KB). */
const LARGE_EVERY = 100
const LARGE = 200_000
const INSTANCES = 10
/** The first files are all of one principal, so that each instance changes the same alert. */
const ONE_PRINCIPAL_FOR = 10
/** Messages that are not done come again after so many seconds. */
const HIDDEN = 6
const MAX_RECEIVES = 6

const moto = await emptyMoto('one-at-a-time')
if (!moto) process.exit(1)
const weak = await startWeakAws(moto.endpoint, random)
Object.assign(process.env, {
  AWS_ENDPOINT_URL: weak.endpoint,
  AWS_REGION: moto.client.region,
  AWS_ACCESS_KEY_ID: moto.client.credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: moto.client.credentials.secretAccessKey,
})
const [sqs, ssm, dynamo] = [new SQSClient(moto.client), new SSMClient(moto.client), new DynamoDBClient(moto.client)]
await dynamo.send(new CreateTableCommand({ ...TABLE, TableName: 'chaos' } as unknown as CreateTableCommandInput))
const { QueueUrl: DEAD = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'dead' }))

let rotated = 0
const keep = (Name: string, Value: string) =>
  ssm.send(new PutParameterCommand({ Name, Value, Type: 'SecureString', Overwrite: true }))
let accepted: readonly string[] = []
const rotate = async (): Promise<void> => {
  const next = `secret ${++rotated}`
  accepted = [...accepted.slice(-1), next]
  await keep('/chaos/rotating', next)
  accepted = [next]
}
await Promise.all([rotate(), keep('/chaos/fixed', 'not a secret')])
const rotating = setInterval(rotate, 10_000)

const fixed = () => ['not a secret']
const destinations = await Promise.all([
  openDestination('sound', random, { fails: 0, secrets: fixed }),
  openDestination('failing', random, { fails: 0.3, secrets: fixed }),
  openDestination('rotating', random, { fails: 0, secrets: () => accepted }),
])
const folder = mkdtempSync(join(tmpdir(), 'tattletrail-chaos-'))
const tables = destinations.map(
  ({ id, url }) =>
    `[[destination]]\nid = "${id}"\ntype = "webhook"\nurl = "${url}"\nsigning_secret = "ssm:/chaos/${id === 'rotating' ? id : 'fixed'}"\n`,
)
writeFileSync(
  join(folder, 'tattletrail.toml'),
  `${tables.join('')}
[alerting]
rate = 1000000
storm_cap = 1000000
schedule = ["5s", "20s"]
[[rule]]
name = "Logging was stopped"
id = "chaos"
level = "critical"
jq_match = 'select(.eventName == "StopLogging")'
`,
)

const large = (at: number): object =>
  at % LARGE_EVERY === 0 ? { requestParameters: { name: 'org-trail', padding: 'x'.repeat(LARGE) } } : {}
const packed = ({ first, count }: Piece): Buffer => {
  const numbers = Array.from({ length: count }, (_, at) => first + at)
  const principals = first < ONE_PRINCIPAL_FOR * PER_FILE ? 1 : PRINCIPALS
  const records = numbers.map((at) => ({ ...stopLogging(at, principals), ...large(at) }))
  return gzipSync(JSON.stringify({ Records: records }))
}
const objects = await createObjects(moto, packed, random)

const counts = { invocations: 0, failures: 0, givenBack: 0, shortOfTime: 0, unanswered: 0 }
const context = (): LambdaContext => {
  const isShort = random() < 0.2
  if (isShort) counts.shortOfTime++
  const ends = performance.now() + (isShort ? 500 + random() * 2_000 : 60_000)
  return { awsRequestId: 'chaos', functionName: 'chaos', getRemainingTimeInMillis: () => ends - performance.now() }
}
/** Each instance has its own store, clients and memory, as in Lambda. */
const options = (): FunctionOptions => ({
  folder,
  environment: {
    TABLE: 'chaos',
    DLQ_URL: `${weak.endpoint}${new URL(DEAD).pathname}`,
    MAX_RECEIVES: String(MAX_RECEIVES),
    BUILTIN_RULES: 'false',
  },
  write: () => {},
  now: Date.now,
})

let isOver = false
const attempt = async <Result>(work: () => Promise<Result>): Promise<Result | undefined> => {
  counts.invocations++
  try {
    return await work()
  } catch {
    counts.failures++
    return undefined
  }
}

/** What Lambda does with a queue: hands over a batch, and deletes what was done; of one in twenty it never hears. */
const poll = async (ingest: ReturnType<typeof createIngest>): Promise<void> => {
  const asked = { QueueUrl: objects.queue, MaxNumberOfMessages: 10, VisibilityTimeout: HIDDEN }
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ ...asked, MessageSystemAttributeNames: ['All'] }),
  )
  if (Messages.length === 0) return setTimeout(200)
  const Records = Messages.map((message) => ({
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    attributes: { ...message.Attributes },
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-west-1:123456789012:logs',
  }))
  const response = await attempt(() => ingest({ Records }, context()))
  if (!response || !('batchItemFailures' in response)) return
  if (random() < 0.05) {
    counts.unanswered++
    return
  }
  const failed = new Set(response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier))
  counts.givenBack += failed.size
  for (const { MessageId = '', ReceiptHandle } of Messages)
    if (!failed.has(MessageId)) await sqs.send(new DeleteMessageCommand({ QueueUrl: objects.queue, ReceiptHandle }))
}
const repeat = async (work: () => Promise<unknown>): Promise<void> => {
  while (!isOver) await work()
}
const WOKEN = { Records: [{ eventSource: 'aws:dynamodb', eventName: 'INSERT' }] }
const began = performance.now()
const working = [
  ...Array.from({ length: INSTANCES }, () => {
    const ingest = createIngest(options())
    return repeat(() => poll(ingest))
  }),
  ...Array.from({ length: 2 }, () => {
    const deliver = createDeliver(options())
    return repeat(async () => {
      await attempt(() => deliver(WOKEN, context()))
      await setTimeout(500)
    })
  }),
]

for (let first = 0; first < FINDINGS; first += PER_FILE)
  await objects.arrive({ first, count: Math.min(PER_FILE, FINDINGS - first) })
for (let at = 0; at < POISON; at++) await objects.poison(String(at))
await objects.settled()

const store = openDynamodb(dynamo, 'chaos')
const deadline = performance.now() + 10 * 60_000
const isDone = async (): Promise<boolean> => {
  const counted = (await store.listAlerts({ limit: 100_000 })).reduce((sum, { count }) => sum + count, 0)
  if (counted < FINDINGS) return false
  return (await store.notifications({ status: 'due', limit: 1 })).length === 0
}
/** What was given up, each with the name of its object in it: why. */
const dead = new Map<string, string>()
const readDead = async (): Promise<void> => {
  const asked = { QueueUrl: DEAD, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(asked))
  for (const { Body = '', MessageAttributes = {} } of Messages)
    dead.set(
      /poison-\d+|\d+\+?(?:%2B)?\.json\.gz/.exec(Body)?.[0] ?? Body.slice(0, 200),
      MessageAttributes.reason?.StringValue ?? 'for no reason that is told',
    )
}
while (performance.now() < deadline) {
  await readDead()
  if (dead.size >= POISON && (await isDone())) break
  await setTimeout(2000)
}
isOver = true
await Promise.all(working)
clearInterval(rotating)

const { lines, failures } = judge({
  ...{ findings: FINDINGS, principals: PRINCIPALS, slack: SLACK, destinations, rotated },
  what: `${INSTANCES} + 2 instances of the functions, ${counts.invocations} invocations (${counts.failures} failed, ${counts.shortOfTime} short of time, ${counts.unanswered} never answered)`,
  // A message whose taker never heard that it has it waits for the end of its lease.
  mostDelay: 70_000,
  // What a destination took while the store could not be told of it.
  mayBeTwice: weak.counts.throttled + weak.counts.lost,
  ways: { ...objects.counts, 'given back': counts.givenBack },
  seconds: (performance.now() - began) / 1000,
  alerts: await store.listAlerts({ limit: 100_000 }),
  rows: await store.notifications({ limit: 1_000_000 }),
})
const { calls, throttled, conflicts, lost } = weak.counts
console.log(lines.join('\n'))
console.log(
  `  AWS                    ${calls} calls: ${throttled} throttled, ${conflicts} met another, ${lost} answers lost`,
)
console.log(`  dead letters           ${[...dead.keys()].sort().join(', ')}`)
const readable = [...dead].filter(([name]) => !name.startsWith('poison'))
const unreadable = dead.size - readable.length
const wrong = [
  ...failures,
  ...(unreadable === POISON ? [] : [`${unreadable} of ${POISON} unreadable objects are dead letters`]),
  ...readable.map(([name, reason]) => `a readable object is a dead letter: ${name}: ${reason}`),
  ...(throttled > 20 && conflicts > 5 && lost > 5 ? [] : ['AWS hardly failed: nothing was shown']),
]
for (const reason of wrong) console.log(`FAILED: ${reason}`)
weak.close()
for (const one of destinations) one.close()
rmSync(folder, { recursive: true })
process.exit(wrong.length > 0 ? 1 : 0)
