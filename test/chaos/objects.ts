/** Records come as objects of a bucket, and a queue hears of them: late, out of order, several in a message, and again. */

import { setTimeout } from 'node:timers/promises'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { CreateQueueCommand, GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { Moto } from '../moto.ts'
import type { Piece } from './arrivals.ts'

const BUCKET = 'trail'
/** Longest time from an object to its message; milliseconds. */
const LATEST = 3_000

export interface ObjectArrivals {
  readonly queue: string
  /** How many of what came. */
  readonly counts: Record<string, number>
  readonly arrive: (piece: Piece) => Promise<void>
  /** An object that no reader can read, told of once. */
  readonly poison: (name: string) => Promise<void>
  /** Until every message was sent. */
  readonly settled: () => Promise<void>
  /** Messages that nobody is done with, hidden or not. */
  readonly waiting: () => Promise<number>
}

/** @param packed the bytes of a log file. @param random from 0 to 1 */
export const createObjects = async (
  moto: Moto,
  packed: (piece: Piece) => Buffer,
  random: () => number,
): Promise<ObjectArrivals> => {
  const s3 = new S3Client({ ...moto.client, forcePathStyle: true })
  const sqs = new SQSClient({ ...moto.client })
  const { region } = moto.client
  await s3.send(
    new CreateBucketCommand({
      Bucket: BUCKET,
      CreateBucketConfiguration: { LocationConstraint: region as 'eu-west-1' },
    }),
  )
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'logs' }))
  const counts = { objects: 0, messages: 0, again: 0, poison: 0 }
  const pending: Promise<void>[] = []
  /** Objects of which no message tells yet. */
  let untold: string[] = []

  const put = async (name: string, Body: Buffer): Promise<string> => {
    const Key = `AWSLogs/123456789012/CloudTrail/${region}/2026/03/04/${name} +.json.gz`
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }))
    return Key
  }
  const send = async (keys: readonly string[]): Promise<void> => {
    await setTimeout(random() * LATEST)
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: s3Event(keys, region) }))
    counts.messages++
  }
  const tell = (): void => {
    if (untold.length === 0) return
    pending.push(send(untold))
    if (random() < 0.25) {
      counts.again++
      pending.push(send(untold))
    }
    untold = []
  }
  return {
    queue: QueueUrl,
    counts,
    arrive: async (piece) => {
      untold.push(await put(String(piece.first), packed(piece)))
      counts.objects++
      if (random() < 0.5) tell()
    },
    poison: async (name) => {
      pending.push(send([await put(`poison-${name}`, Buffer.from('{"Records":[{'))]))
      counts.poison++
    },
    settled: async () => {
      tell()
      await Promise.all(pending)
    },
    waiting: async () => {
      const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))
      const { ApproximateNumberOfMessages = 0, ApproximateNumberOfMessagesNotVisible = 0 } = Attributes
      return Number(ApproximateNumberOfMessages) + Number(ApproximateNumberOfMessagesNotVisible)
    },
  }
}

/** S3's own message of several objects: keys are written as in a form (Amazon S3 User Guide, "Event message structure"). */
const s3Event = (keys: readonly string[], awsRegion: string): string =>
  JSON.stringify({
    Records: keys.map((key) => ({
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      awsRegion,
      eventTime: new Date().toISOString(),
      eventName: 'ObjectCreated:Put',
      s3: { bucket: { name: BUCKET }, object: { key: encodeURIComponent(key).replaceAll('%20', '+') } },
    })),
  })
