import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cpuTime } from '../../test/cpu-time.ts'
import type { JsonObject } from '../core/json.ts'
import { newByteSearch } from './byte-search.ts'
import { findRecords } from './find-records.ts'

const record = (more: JsonObject = {}): JsonObject => ({
  eventVersion: '1.11',
  userIdentity: { type: 'IAMUser', accountId: '444455556666' },
  eventTime: '2026-03-04T02:14:09Z',
  eventName: 'ListBuckets',
  awsRegion: 'eu-west-1',
  eventID: 'id',
  recipientAccountId: '123456789012',
  ...more,
})
const without = (field: string): JsonObject =>
  Object.fromEntries(Object.entries(record()).filter(([key]) => key !== field))

const LAYOUTS: readonly ((records: readonly JsonObject[]) => string)[] = [
  (records) => JSON.stringify({ Records: records }),
  (records) => JSON.stringify(records),
  (records) => records.map((one) => JSON.stringify(one)).join('\n'),
  (records) => records.map((one) => JSON.stringify(one, null, 1).replace(/\n\s*/g, ' ')).join('\n'),
]

const countIn = (log: string, search = newByteSearch([Buffer.from('nowhere')])) => {
  const { records, hours } = findRecords(Buffer.from(log), search, true, () => {})
  return { records, hours: [...hours].sort() }
}
const HERE = '123456789012 eu-west-1 2026-03-04T02'

const CASES: Readonly<Record<string, readonly [records: readonly JsonObject[], hours: readonly string[]]>> = {
  'one hour': [[record(), record()], [HERE]],
  'each hour, Region and account': [
    [
      record(),
      record({ eventTime: '2026-03-04T03:00:00Z' }),
      record({ awsRegion: 'us-east-1' }),
      record({ recipientAccountId: '111122223333' }),
    ],
    [
      '111122223333 eu-west-1 2026-03-04T02',
      HERE,
      '123456789012 eu-west-1 2026-03-04T03',
      '123456789012 us-east-1 2026-03-04T02',
    ],
  ],
  'no recipient: the account of the caller': [
    [without('recipientAccountId'), without('recipientAccountId')],
    ['444455556666 eu-west-1 2026-03-04T02'],
  ],
  'no Region': [
    [record(), without('awsRegion')],
    [HERE, '123456789012 unknown 2026-03-04T02'],
  ],
  'no time': [[record(), without('eventTime')], [HERE]],
  'the fields of a request are not those of its record': [
    [
      record({ requestParameters: { eventTime: '2025-01-01T00:00:00Z', awsRegion: 'x', recipientAccountId: 'y' } }),
      record(),
    ],
    [HERE],
  ],
  'a request that looks like a record': [
    [record({ requestParameters: { list: [record({ eventTime: '2025-01-01T00:00:00Z' }), record()] } }), record()],
    [HERE],
  ],
  'what a text says': [[record({ errorMessage: '"eventTime":"2025-01-01T00:00:00Z"' })], [HERE]],
  'what is no account': [[record({ recipientAccountId: 'anonymous' })], ['unknown eu-west-1 2026-03-04T02']],
}

for (const [name, [records, hours]] of Object.entries(CASES))
  test.each(LAYOUTS)(`${name} (%#)`, (write) => {
    expect(countIn(write(records)).hours).toEqual(hours)
  })

test('a record that is made of what look like records is read once', { tags: 'scale' }, () => {
  const list = Array.from({ length: 20_000 }, (_, at) => ({
    eventTime: new Date(at * 3_600_000).toISOString(),
    awsRegion: 'eu-west-1',
    recipientAccountId: '123456789012',
  }))
  const log = JSON.stringify({ Records: [{ ...record(), requestParameters: { list } }] })
  const cost = cpuTime(() => expect(countIn(log)).toEqual({ records: 1, hours: [HERE] }))
  expect(cost).toBeLessThan(5_000)
})

test('the bytes tell what the parsed records tell', { tags: 'property' }, () => {
  const field = (...values: readonly (string | number | null)[]) => fc.constantFrom(...values)
  const any = fc.record({
    eventVersion: field('1.11'),
    requestParameters: fc.constantFrom({}, { awsRegion: 'x' }, { list: [{ eventVersion: 1 }, { eventVersion: 2 }] }),
    eventTime: field('2026-03-04T02:14:09Z', '2026-03-04T03:14:09Z', 'noon', 7, null),
    eventName: field('ListBuckets'),
    awsRegion: field('eu-west-1', 'us-east-1', null),
    recipientAccountId: field('123456789012', '111122223333', ''),
  })
  const lists = fc.array(any, { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(lists, fc.constantFrom(...LAYOUTS), (records, write) => {
      const log = write(records)
      const parsed = findRecords(Buffer.from(log), undefined, true, () => {})
      expect(countIn(log)).toEqual({ records: parsed.records, hours: [...parsed.hours].sort() })
    }),
  )
})
