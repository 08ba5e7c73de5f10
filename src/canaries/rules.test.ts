/** Where names hold and where ARNs do, who is benign for whom, and what a canary says in an alert. */
import { describe, expect, test } from 'vitest'
import { canaryRules } from '../app/rules/canary-rules.ts'
import { toEvent } from '../cloudtrail/event.ts'
import type { JsonObject } from '../core/json.ts'
import { isCanary } from '../core/rule.ts'
import type { Canary } from './canary.ts'

const ACCOUNT = '123456789012'
const canary = (kind: string, settings: JsonObject, more: Partial<Canary> = {}): Canary => ({
  ...{ id: 'c1', kind, settings, placement: 'a page of the wiki', deployers: [], benign: [] },
  deployed: { partition: 'aws', region: 'eu-west-1', account: ACCOUNT, ids: {} },
  ...more,
})
const queue = canary('sqs_queue', { name: 'orders' })
const call = (rest: JsonObject): JsonObject => ({
  ...{ eventSource: 'sqs.amazonaws.com', eventName: 'PurgeQueue', awsRegion: 'eu-west-1', recipientAccountId: ACCOUNT },
  ...{ userIdentity: { type: 'IAMUser', userName: 'dana', arn: `arn:aws:iam::${ACCOUNT}:user/dana` } },
  ...{ sourceIPAddress: '198.51.100.7', eventTime: '2026-03-04T02:14:09Z' },
  ...rest,
})
const purge = (rest: JsonObject = {}): JsonObject =>
  call({ requestParameters: { queueUrl: `https://sqs.eu-west-1.amazonaws.com/${ACCOUNT}/orders` }, ...rest })
const hits = (of: Canary, record: JsonObject): readonly string[] =>
  canaryRules([of])
    .filter(({ compiled }) => compiled.matches(record))
    .map(({ id }) => id)

test('two rules, of which one is never lowered, folded or silenced', () => {
  expect(canaryRules([queue]).map(({ id, level, tags, title }) => [id, level, isCanary(tags), title])).toEqual([
    ['canary-c1', 'critical', true, 'Canary c1 was touched'],
    ['canary-c1-posture', 'low', false, 'Canary c1 was looked at'],
  ])
})

test('the sentence says who did what to which canary, and where its bait lies', () => {
  const placed = canary('sqs_queue', { name: 'orders' }, { placement: 'the "old" \\(wiki)' })
  const [rule] = canaryRules([placed])
  const sentence = rule?.renderMessage(
    toEvent(purge({ requestParameters: { queueUrl: `https://*/${ACCOUNT}/orders` } })),
  )
  expect(sentence).toBe(
    `user dana emptied queue https://*/${ACCOUNT}/orders. It is bait: canary c1 (SQS queue), placed in the "old" \\(wiki)`,
  )
})

describe('a name holds where the decoy is, an ARN everywhere', () => {
  const message = (resource: string) =>
    `User: x is not authorized to perform: sns:Subscribe on resource: ${resource} because y`
  const topic = canary('sns_topic', { name: 'paid' })
  const arn = `arn:aws:sns:eu-west-1:${ACCOUNT}:paid`
  test.each<[string, Canary, JsonObject, boolean]>([
    ['the name, there', queue, purge(), true],
    ['the name, in another Region', queue, purge({ awsRegion: 'us-east-1' }), false],
    ['the name, in another account', queue, purge({ recipientAccountId: '111122223333' }), false],
    ['the name, in a record that says no account', queue, purge({ recipientAccountId: null }), true],
    ['the ARN in resources', queue, call({ resources: [{ ARN: `arn:aws:sqs:eu-west-1:${ACCOUNT}:orders` }] }), true],
    [
      'the ARN of another Region',
      queue,
      call({ resources: [{ ARN: `arn:aws:sqs:us-east-1:${ACCOUNT}:orders` }] }),
      false,
    ],
    [
      'a message',
      topic,
      call({ eventSource: 'sns.amazonaws.com', eventName: 'Subscribe', errorMessage: message(arn) }),
      true,
    ],
    [
      'a message in quotes',
      topic,
      call({ eventSource: 'sns.amazonaws.com', eventName: 'Subscribe', errorMessage: message(`"${arn}"`) }),
      true,
    ],
    [
      'a message that ends with it',
      topic,
      call({
        eventSource: 'sns.amazonaws.com',
        eventName: 'Subscribe',
        errorMessage: message(arn).split(' because')[0] ?? '',
      }),
      true,
    ],
    [
      'a message of a longer name',
      topic,
      call({ eventSource: 'sns.amazonaws.com', eventName: 'Subscribe', errorMessage: message(`${arn}-2`) }),
      false,
    ],
    [
      'another case',
      queue,
      purge({ requestParameters: { queueUrl: `https://sqs.eu-west-1.amazonaws.com/${ACCOUNT}/Orders` } }),
      false,
    ],
  ])('%s', (_, of, record, isHit) => {
    expect(hits(of, record)).toEqual(isHit ? ['canary-c1'] : [])
  })
})

test('an image by tag and by digest, in whatever company, and only in its repository', () => {
  const digest = `sha256:${'0f'.repeat(32)}`
  const image = canary('ecr_image', { name: 'shop/api', tag: 'legacy', digest })
  const pull = (repositoryName: string, ...imageIds: JsonObject[]) =>
    call({
      eventSource: 'ecr.amazonaws.com',
      eventName: 'BatchGetImage',
      requestParameters: { repositoryName, imageIds, acceptedMediaTypes: ['x'] },
    })
  expect(hits(image, pull('shop/api', { imageTag: 'legacy' }))).toEqual(['canary-c1'])
  expect(hits(image, pull('shop/api', { imageTag: 'latest' }, { imageDigest: digest }))).toEqual(['canary-c1'])
  expect(hits(image, pull('shop/api', { imageTag: 'latest' }))).toEqual([])
  expect(hits(image, pull('shop/web', { imageTag: 'legacy' }))).toEqual([])
})

test('everything below a prefix, and nothing beside it', () => {
  const prefix = canary('s3_object', { bucket: 'acme', key: 'vault/' })
  const get = (key: string) =>
    call({ eventSource: 's3.amazonaws.com', eventName: 'GetObject', requestParameters: { bucketName: 'acme', key } })
  expect([hits(prefix, get('vault/a/b.csv')), hits(prefix, get('vault.csv'))]).toEqual([['canary-c1'], []])
})

test('a key is known by itself and by its user, before and after it is there', () => {
  const before = canary('iam_access_key', { name: 'ci' })
  const after = { ...before, deployed: { ...before.deployed, ids: { Key: 'AKIAIOSFODNN7EXAMPLE' } } }
  const by = (userIdentity: JsonObject) => call({ eventName: 'ListQueues', userIdentity })
  const byKey = by({ type: 'IAMUser', accessKeyId: 'AKIAIOSFODNN7EXAMPLE' })
  expect([hits(before, byKey), hits(after, byKey)]).toEqual([[], ['canary-c1']])
  expect(hits(before, by({ type: 'IAMUser', arn: `arn:aws:iam::${ACCOUNT}:user/ci` }))).toEqual(['canary-c1'])
})

test.each<[JsonObject, boolean]>([
  [{ arns: ['arn:aws:efs:*:*:fs-1'] }, true],
  [{ fields: ['fileSystemId'], names: ['fs-1*'] }, true],
  [{ fields: ['fileSystemId'] }, false],
  [{ names: ['fs-1'] }, false],
  [{ arns: ['*'] }, false],
  [{ arns: ['arn:**'] }, false],
])('any resource, by %j: %s', (settings, isFine) => {
  const read = () => canaryRules([canary('resource', { source: 'efs.amazonaws.com', events: ['X'], ...settings })])
  if (isFine) expect(read()).toHaveLength(1)
  else expect(read).toThrow('canary c1')
})

test('a kind that is gone is said', () => {
  expect(() => canaryRules([canary('fax', {})])).toThrow('no kind is called fax')
  expect(() => canaryRules([canary('sqs_queue', { name: 'a b' })])).toThrow('canary c1')
})
