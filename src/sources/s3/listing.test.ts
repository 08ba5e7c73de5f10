import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { EventScope } from '../../core/scan.ts'
import { dayFolder } from '../../notation/log-folder.ts'
import { testBucket } from '../testing/bucket.ts'
import { keyVerdictOf } from './layout.ts'
import { isS3, listLogs, parseS3Uri } from './listing.ts'

const A = '111122223333'
const B = '123456789012'
const logKey = (account: string, region: string, day: string, n = 0, prefix = 'AWSLogs/'): string =>
  `${prefix}${account}/CloudTrail/${region}/${day}/${account}_CloudTrail_${region}_${day.replaceAll('/', '')}T0005Z_${n}.json.gz`
const at = (day: string): number => Date.parse(`${day}T00:00:00Z`)

const YEAR = Array.from({ length: 365 }, (_, day) => dayFolder(at('2026-01-01') + day * 86_400_000))
const trail = [A, B].flatMap((account) =>
  ['eu-west-1', 'us-east-1'].flatMap((region) =>
    YEAR.flatMap((day) => [0, 1, 2].map((n) => logKey(account, region, day, n))),
  ),
)
const asides = [
  `AWSLogs/${A}/CloudTrail-Digest/eu-west-1/2026/03/04/d.json.gz`,
  `AWSLogs/${A}/CloudTrail-Insight/eu-west-1/2026/03/04/i.json.gz`,
  `AWSLogs/${A}/Config/eu-west-1/2026/3/4/c.json.gz`,
]
const list = async (keys: readonly string[], scope: EventScope = {}, prefix = '', page = 1000) => {
  const bucket = testBucket(keys, page)
  const listing = await listLogs({ bucket: 'example-trail', prefix }, scope, bucket.clients)
  return { ...listing, keys: listing.objects.map(({ key }) => key), requests: bucket.listed.length }
}

describe('what was not asked about is not even listed', () => {
  test('everything: every log, folders of digests and insights passed over and counted', async () => {
    const found = await list([...trail, ...asides])
    expect(found.keys).toEqual([...trail].sort())
    expect(found.skipped).toEqual({ 'digest folder': 1, 'insight folder': 1, 'other folder': 1 })
    expect(found.failures).toEqual([])
  })

  test('one account, one Region, two days: one page', async () => {
    const scope = { accounts: [A], regions: ['eu-west-1'], from: at('2026-03-04'), to: at('2026-03-06') }
    const found = await list([...trail, ...asides], scope)
    // One for the bucket, `AWSLogs/`, the account and `CloudTrail/` each, one for the Region.
    expect(found.requests).toBe(5)
    expect([...new Set(found.keys.map((key) => key.slice(42, 52)))]).toEqual(['2026/03/04', '2026/03/05', '2026/03/06'])
    expect(found.keys).toHaveLength(9)
  })

  test('a day that was named as a prefix: one request', async () => {
    const found = await list(trail, {}, `AWSLogs/${A}/CloudTrail/eu-west-1/2026/03/04/`)
    expect([found.keys.length, found.requests]).toEqual([3, 1])
  })

  test.each([
    ['the evening before midnight may lie in the folder of the next day', '2026-03-05', '2026/03/05'],
    ['a time within a day', '2026-03-05T12:00:00', '2026/03/06'],
  ])('--to: %s', async (_, to, last) => {
    const end = Date.parse(`${to.padEnd(19, 'T00:00:00')}Z`)
    const found = await list(trail, { from: at('2026-03-04'), to: end, accounts: [A], regions: ['eu-west-1'] })
    expect(found.keys.at(-1)).toContain(last)
  })
})

describe('layouts', () => {
  const day = '2026/03/04'
  test.each([
    ['a trail of an organisation', logKey(A, 'eu-west-1', day, 0, 'AWSLogs/o-exampleorg/')],
    ['a prefix', logKey(A, 'eu-west-1', day, 0, 'logs/AWSLogs/')],
    ['a prefix of two names', logKey(A, 'eu-west-1', day, 0, 'security/logs/AWSLogs/')],
    ['a landing zone', logKey(A, 'eu-west-1', day, 0, 'o-exampleorg/AWSLogs/o-exampleorg/')],
    ['a prefix of six names', logKey(A, 'eu-west-1', day, 0, 'a/b/c/d/e/f/AWSLogs/')],
  ])('%s is narrowed', async (_, key) => {
    const others = [key.replaceAll(A, B), key.replaceAll('eu-west-1', 'us-east-1'), key.replaceAll(day, '2025/01/01')]
    const scope = { accounts: [A], regions: ['eu-west-1'], from: at('2026-03-04'), to: at('2026-03-05') }
    expect((await list([key, ...others], scope)).keys).toEqual([key])
  })

  test('no layout: everything below the prefix', async () => {
    const keys = ['2026/a.json.gz', '2026/b/c.json', 'readme.txt', 'x.jsonl', 'deep/1/2/3/4/5/y.json']
    const found = await list(keys, { accounts: [A] })
    expect(found.keys).toEqual(['2026/a.json.gz', '2026/b/c.json', 'deep/1/2/3/4/5/y.json', 'x.jsonl'])
    expect(found.skipped).toEqual({ 'other file': 1 })
  })

  test('a prefix that is cut short, and a key', async () => {
    expect((await list(trail, {}, 'AWSLogs')).keys).toHaveLength(trail.length)
    expect((await list(trail, {}, `AWSLogs/${A.slice(0, 4)}`)).keys).toHaveLength(trail.length / 2)
    expect((await list(trail, {}, trail[0])).keys).toEqual([trail[0]])
  })
})

test('any bucket, any question, any size of page: what a listing of everything would find', {
  tags: 'property',
}, async () => {
  const part = (...values: string[]) => fc.constantFrom(...values)
  const key = fc
    .tuple(
      part('', 'logs/', 'AWSLogs/', 'AWSLogs/x/', 'o-a/AWSLogs/o-a/', 'a/b/c/d/AWSLogs/'),
      part('', `${A}/`, `${B}/`, 'notes/'),
      part('', 'CloudTrail/', 'CloudTrail-Digest/', 'CloudTrail-New/', 'Config/'),
      part('', 'eu-west-1/', 'us-east-1/', 'EU/'),
      part('', '2026/03/03/', '2026/03/04/', '2026/03/05/', '2026/03/09/', '2026/x/'),
      part('a.json.gz', 'b.json', 'c.txt', '.json', 'é.json.gz'),
    )
    .map((parts) => parts.join(''))
  const scope = fc.record(
    {
      accounts: fc.constant([A]),
      regions: fc.constant(['eu-west-1']),
      from: fc.constant(at('2026-03-04')),
      to: fc.constant(at('2026-03-05')),
    },
    { requiredKeys: [] },
  )
  const prefix = part('', 'AWSLogs', 'AWSLogs/', `AWSLogs/${A}`, `AWSLogs/${A}/CloudTrail/eu`, 'logs/', 'a')
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(key, { maxLength: 30 }),
      scope,
      prefix,
      fc.integer({ min: 1, max: 9 }),
      async (keys, asked, below, page) => {
        const expected = keys.filter((one) => one.startsWith(below) && keyVerdictOf(one, asked) === 'log').sort()
        expect((await list(keys, asked, below, page)).keys).toEqual(expected)
      },
    ),
    { numRuns: 400 },
  )
})

describe('what cannot be listed', () => {
  test('a folder: told with what is needed, and the others go on', async () => {
    const bucket = testBucket(trail)
    bucket.refuse.set(`ListObjectsV2 AWSLogs/${A}/CloudTrail/us-east-1/`, 'AccessDenied')
    const { objects, failures } = await listLogs({ bucket: 'example-trail', prefix: '' }, {}, bucket.clients)
    expect(objects).toHaveLength((trail.length * 3) / 4)
    expect(failures).toEqual([
      {
        file: `s3://example-trail/AWSLogs/${A}/CloudTrail/us-east-1/`,
        reason: 'access denied: needs s3:ListBucket on arn:aws:s3:::example-trail',
      },
    ])
  })

  test.each([
    ['NoSuchBucket', 'there is no bucket example-trail'],
    ['AccessDenied', 'needs s3:ListBucket'],
    ['CredentialsProviderError', 'no AWS credentials'],
    ['constructor', 'said no'],
  ])('the bucket: %s', async (name, reason) => {
    const bucket = testBucket()
    bucket.refuse.set('ListObjectsV2 ', name)
    const { failures } = await listLogs({ bucket: 'example-trail', prefix: '' }, {}, bucket.clients)
    expect(failures).toEqual([{ file: 's3://example-trail/', reason: expect.stringContaining(reason) }])
  })

  test('nothing there is a failure, nothing of what was asked about is none', async () => {
    for (const scope of [{}, { from: undefined, accounts: undefined }])
      expect((await list([], scope, 'typo/')).failures).toEqual([
        { file: 's3://example-trail/typo/', reason: 'nothing lies there' },
      ])
    expect(await list(trail, { accounts: ['999999999999'] })).toMatchObject({ keys: [], failures: [] })
  })
})

test('more than a page at each level', async () => {
  const accounts = Array.from({ length: 23 }, (_, n) => String(100_000_000_000 + n))
  const keys = accounts.flatMap((account) =>
    ['eu-west-1', 'us-east-1'].flatMap((region) => [0, 1, 2, 3].map((n) => logKey(account, region, '2026/03/04', n))),
  )
  expect((await list(keys, {}, '', 3)).keys).toEqual([...keys].sort())
})

test.each([
  ['s3://example-trail', { bucket: 'example-trail', prefix: '' }],
  ['s3://example-trail/', { bucket: 'example-trail', prefix: '' }],
  ['s3://example-trail/a b+c/\n', { bucket: 'example-trail', prefix: 'a b+c/\n' }],
  [
    's3://arn:aws:s3:eu-west-1:123456789012:accesspoint/trail/AWSLogs/',
    { bucket: 'arn:aws:s3:eu-west-1:123456789012:accesspoint/trail', prefix: 'AWSLogs/' },
  ],
])('%s', (path, place) => {
  expect(isS3(path)).toBe(true)
  expect(parseS3Uri(path)).toEqual(place)
})

test.each(['s3://', 's3:///x', 's3://Under_score/x', 's3://a/x'])('%s names no bucket', (path) => {
  expect(() => parseS3Uri(path)).toThrow('expected s3://bucket or s3://bucket/prefix')
})
