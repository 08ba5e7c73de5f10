import { describe, expect, test } from 'vitest'
import type { Clients } from '../../aws/clients.ts'
import { athenaDdl, athenaSql, estimate, openAthenaFor } from './athena.ts'

const answering = (answers: Readonly<Record<string, object>>): Clients =>
  ({ call: async (_: string, command: string) => answers[command] ?? {}, close: () => {} }) as unknown as Clients

describe('--max-bytes', () => {
  const workgroup = (BytesScannedCutoffPerQuery?: number) =>
    openAthenaFor(answering({ GetWorkGroup: { WorkGroup: { Configuration: { BytesScannedCutoffPerQuery } } } }), {
      workgroup: 'hunting',
      database: 'default',
      maxBytes: 1_000_000_000,
    })
  test.each([
    [undefined, /the workgroup hunting lets a statement read without limit; nothing was run/],
    [2_000_000_000, /lets a statement read 2000000000 bytes; nothing was run/],
  ])('SQL by hand: a workgroup with a limit of %s is not low enough', async (cutoff, message) => {
    await expect(workgroup(cutoff).allowSql()).rejects.toThrow(message)
  })
  test('a workgroup that stops early enough is', async () => {
    await expect(workgroup(1_000_000_000).allowSql()).resolves.toBeUndefined()
  })

  test('a hunt reads what lies in the folders that it cannot rule out', async () => {
    const key =
      'AWSLogs/123456789012/CloudTrail/eu-west-1/2026/03/04/123456789012_CloudTrail_eu-west-1_20260304T0215Z_a.json.gz'
    const clients = answering({ ListObjectsV2: { Contents: [{ Key: key, Size: 700 }], IsTruncated: false } })
    const filter = { any: {} as never, within: { from: '2026-03-04T00:00:00Z', to: '2026-03-05T00:00:00Z' } }
    const prefix = 's3://example-cloudtrail/AWSLogs/123456789012/CloudTrail/eu-west-1'
    expect(await estimate(clients, prefix, filter)).toBe(700)
  })
})

test.each(['', ' '])('an empty indicator %j would find everything', (indicator) => {
  expect(() => athenaSql(indicator, undefined, 'cloudtrail_logs', {})).toThrow(/the indicator is empty/)
})

test.each([
  ['198.51.100.7', "sourceipaddress = '198.51.100.7'"],
  ['AKIAIOSFODNN7EXAMPLE', "useridentity.accesskeyid = 'AKIAIOSFODNN7EXAMPLE'"],
  ['arn:aws:iam::123456789012:user/dana', "useridentity.arn = 'arn:aws:iam::123456789012:user/dana'"],
  ['arn:aws:iam::123456789012:role/path/Developer', "sessionissuer.username = 'Developer'"],
  ["dana'; DROP TABLE x --", "useridentity.username = 'dana''; DROP TABLE x --'"],
  ['i-0123456789abcdef0', "strpos(part, 'i-0123456789abcdef0') > 0"],
])('the statement for %s', (indicator, part) => {
  const sql = athenaSql(indicator, undefined, 'cloudtrail_logs', { from: Date.parse('2026-03-04T00:00:00Z') })
  expect(sql).toContain(part)
  expect(sql).toContain(`"timestamp" >= '2026/03/04'`)
})

const SCOPE = { accounts: ['123456789012'], regions: ['eu-west-1'] }

test.each([
  ['s3://example-cloudtrail', 's3://example-cloudtrail/AWSLogs/'],
  ['s3://example-cloudtrail/audit/', 's3://example-cloudtrail/audit/AWSLogs/'],
  ['s3://example-cloudtrail/audit/AWSLogs/123456789012/', 's3://example-cloudtrail/audit/AWSLogs/'],
  ['s3://example-cloudtrail/AWSLogs/o-exampleorgid', 's3://example-cloudtrail/AWSLogs/o-exampleorgid/'],
  ['s3://example-cloudtrail/o-x/AWSLogs/o-x/123456789012/CloudTrail/', 's3://example-cloudtrail/o-x/AWSLogs/o-x/'],
  ['s3://example-cloudtrail/AWSLogs/AWSLogs/', 's3://example-cloudtrail/AWSLogs/AWSLogs/'],
  ['s3://example-cloudtrail/AWSLogs-old/', 's3://example-cloudtrail/AWSLogs-old/AWSLogs/'],
])('the table over %s', (trail, location) => {
  const settings = { trail, table: 't', scope: SCOPE }
  expect(athenaDdl(settings)).toContain(`LOCATION '${location}'`)
  expect(() => athenaDdl({ ...settings, table: 'x y' })).toThrow(/expected table or database.table/)
})

test.each([
  ['all days since there are logs', {}, '2020/01/01,NOW'],
  ['up to a day, and late logs', { to: Date.parse('2026-03-04T00:00:00Z') }, '2020/01/01,2026/03/04'],
  ['later ones', { to: Date.parse('2026-03-04T00:00:00Z'), lateDays: 30 }, '2020/01/01,2026/04/02'],
  ['from a moment', { from: Date.parse('2026-03-01T23:30:00-02:00') }, '2026/03/02,NOW'],
])('the days of the table: %s', (_, days, range) => {
  const sql = athenaDdl({ trail: 's3://example-cloudtrail', table: 't', scope: { ...SCOPE, ...days } })
  expect(sql).toContain(`'projection.timestamp.range' = '${range}'`)
})

test.each([
  ['s3://example-cloudtrail/AWSLogs/o-one', /--trail names o-one/],
  ['s3://arn:aws:s3:eu-west-1:123456789012:accesspoint/logs/AWSLogs', /by its alias/],
])('no table over %s for the organization o-two', (trail, message) => {
  expect(() => athenaDdl({ trail, table: 't', organization: 'o-two', scope: SCOPE })).toThrow(message)
})
