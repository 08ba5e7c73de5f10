/** Selectors cover what their kinds say is a data event, in as few as there can be, and no more than a trail holds. */
import { expect, test } from 'vitest'
import type { JsonObject } from '../core/json.ts'
import type { Decoy, Deployed } from './canary.ts'
import { canaryKinds } from './index.ts'
import { selectorsOf } from './selectors.ts'

const deployed: Deployed = { partition: 'aws', region: 'eu-west-1', account: '123456789012', ids: {} }
const decoy = (kind: string, settings: JsonObject): readonly [Decoy, Deployed] => {
  const read = canaryKinds.find((one) => one.kind === kind)?.read(settings).data
  if (!read) throw new Error(`no ${kind}`)
  return [read, deployed]
}
const selector = (type: string, how: object) => ({
  FieldSelectors: [
    { Field: 'eventCategory', Equals: ['Data'] },
    { Field: 'resources.type', Equals: [type] },
    { Field: 'resources.ARN', ...how },
  ],
})

test('one for each type and comparison; what has no data events needs none', () => {
  const all = [
    decoy('s3_bucket', { name: 'acme-exports' }),
    decoy('s3_object', { bucket: 'acme', key: 'vault/' }),
    decoy('s3_object', { bucket: 'acme', key: 'db.sql' }),
    decoy('dynamodb_item', { table: 'customers', value: 'c-1' }),
    decoy('sqs_queue', { name: 'orders' }),
    ...[decoy('secret', { name: 'prod/db' }), decoy('iam_access_key', { name: 'ci' })],
  ]
  expect(selectorsOf(all)).toEqual([
    selector('AWS::S3::Object', { StartsWith: ['arn:aws:s3:::acme-exports/', 'arn:aws:s3:::acme/vault/'] }),
    selector('AWS::S3::Object', { Equals: ['arn:aws:s3:::acme/db.sql'] }),
    selector('AWS::DynamoDB::Table', { Equals: ['arn:aws:dynamodb:eu-west-1:123456789012:table/customers'] }),
    selector('AWS::SQS::Queue', { Equals: ['arn:aws:sqs:eu-west-1:123456789012:orders'] }),
  ])
})

test('every kind with data events has an ARN for them as soon as it is there', () => {
  const ids = { Snapshot: 'snap-0a1b2c3d4e5f60718' }
  const named = [{ name: 'orders' }, { bucket: 'acme', key: 'x' }, { table: 'orders', value: 'x' }]
  const withData = canaryKinds.filter(({ sees }) => sees.some(({ data }) => data))
  expect(withData.length).toBeGreaterThanOrEqual(7)
  for (const kind of withData) {
    const read = named.map((settings) => kind.read(settings).data).find((one) => one !== undefined)
    expect([kind.kind, read && selectorsOf([[read, { ...deployed, ids }]]).length]).not.toEqual([kind.kind, 0])
  }
})

test('more than a trail holds is refused', () => {
  const many = Array.from({ length: 499 }, (_, at) => decoy('sqs_queue', { name: `orders-${at}` }))
  expect(selectorsOf(many.slice(0, 498))).toHaveLength(1)
  expect(() => selectorsOf(many)).toThrow('501 values for the selectors of one trail, which holds 500')
})
