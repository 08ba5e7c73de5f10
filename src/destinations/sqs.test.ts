import { expect, test } from 'vitest'
import { destinationContract, unsafe } from '../../test/contracts/destination.ts'
import { aMessage } from '../../test/contracts/messages.ts'
import type { Json } from '../core/json.ts'
import { sqs } from './sqs.ts'
import { attributeFaults, sdkTries } from './testing/aws.ts'

const QUEUE = 'https://sqs.eu-west-1.amazonaws.com/123456789012/alerts'

destinationContract(sqs, {
  settings: { queue_url: QUEUE },
  faults: (payload, { id }) => {
    const { MessageBody, MessageAttributes } = payload as { MessageBody: string; MessageAttributes: Json }
    return [
      ...unsafe(payload),
      ...attributeFaults(MessageAttributes),
      ...(JSON.parse(MessageBody).id === id ? [] : ['another id']),
      ...(Buffer.byteLength(MessageBody) + JSON.stringify(MessageAttributes).length > 262_144 ? ['too large'] : []),
    ]
  },
  tries: sdkTries('sqs', 'SendMessage', 'eu-west-1'),
})

test('a FIFO queue gets the order and the key of each message', () => {
  const ids = /^[0-9a-f]{40}$/
  expect(sqs.render({ queue_url: `${QUEUE}.fifo` }, aMessage())).toMatchObject({
    MessageGroupId: expect.stringMatching(ids),
    MessageDeduplicationId: expect.stringMatching(ids),
  })
  expect(sqs.render({ queue_url: QUEUE }, aMessage())).not.toHaveProperty('MessageGroupId')
})

const REGIONS: readonly (readonly [string, string | undefined])[] = [
  ['https://sqs.us-gov-west-1.amazonaws.com/123456789012/q', 'us-gov-west-1'],
  ['https://sqs.cn-north-1.amazonaws.com.cn/123456789012/q', 'cn-north-1'],
  ['https://vpce-1-2.sqs.eu-west-1.vpce.amazonaws.com/123456789012/q', 'eu-west-1'],
  ['http://127.0.0.1:4566/123456789012/q', undefined],
]
test.each(REGIONS)('%s is in %s', async (queue_url, region) => {
  const asked: unknown[] = []
  const aws = async (...call: unknown[]): Promise<Record<string, never>> => {
    asked.push(call[3])
    return {}
  }
  await sqs.send({ queue_url }, {}, aMessage(), { aws } as never)
  expect(asked).toEqual([region])
})

test.each(['alerts', 'http://example.com/q', 'arn:aws:sqs:eu-west-1:123456789012:alerts'])(
  '%s is no queue',
  (queue_url) => {
    expect(sqs.config.safeParse({ queue_url }).success).toBe(false)
  },
)
