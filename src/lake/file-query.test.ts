import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { prepareCollect } from '../app/history/collect.ts'
import { prepareInvestigation } from '../app/history/investigate.ts'
import { prepareOver } from '../app/history/investigate-engines.ts'
import type { JsonObject } from '../core/json.ts'

const ADDRESS = '198.51.100.7'
const folder = mkdtempSync(join(tmpdir(), 'tattletrail-hours-'))
const logs = join(folder, 'logs')
const lake = join(folder, 'lake')
const never = new AbortController().signal

const called = (time: string, more: JsonObject = {}): JsonObject => ({
  eventVersion: '1.11',
  userIdentity: { type: 'IAMUser', accountId: '123456789012', userName: 'ana', accessKeyId: 'AKIAIOSFODNN7EXAMPLE' },
  eventTime: time,
  eventSource: 's3.amazonaws.com',
  eventName: 'ListBuckets',
  awsRegion: 'eu-west-1',
  sourceIPAddress: ADDRESS,
  eventID: `${time}-${more.awsRegion}`,
  recipientAccountId: '123456789012',
  ...more,
})
const hourly = (day: string, from: number, to: number): readonly JsonObject[] =>
  Array.from({ length: to - from }, (_, at) => called(`${day}T${String(from + at).padStart(2, '0')}:10:00Z`))

/** Merged by day and named by the last hour, as some pipelines do; one file is named for an hour of which it holds nothing. */
const FILES: Readonly<Record<string, readonly JsonObject[]>> = {
  '123456789012_CloudTrail_eu-west-1_20260302T2355Z_aaaaaaaaaaaaaaaa.json.gz': hourly('2026-03-02', 0, 24),
  '123456789012_CloudTrail_eu-west-1_20260303T2355Z_bbbbbbbbbbbbbbbb.json.gz': [
    ...hourly('2026-03-03', 0, 9),
    ...hourly('2026-03-03', 15, 24),
    called('2026-03-03T07:00:00Z', { awsRegion: 'us-east-1' }),
  ],
  '123456789012_CloudTrail_eu-west-1_20260303T1200Z_cccccccccccccccc.json.gz': [],
}

beforeAll(async () => {
  mkdirSync(logs)
  for (const [name, records] of Object.entries(FILES))
    writeFileSync(join(logs, name), gzipSync(JSON.stringify({ Records: records })))
  await (await prepareCollect([logs], lake, {})).run(() => {}, never)
})
afterAll(() => rmSync(folder, { recursive: true }))

test('the hours are those of the records, over files and over the lake', async () => {
  const settings = { indicator: ADDRESS, follow: [], bound: 10, scope: {} }
  const overFiles = await (await prepareInvestigation([logs], settings)).run(() => {}, never)
  const overLake = await (await prepareOver({ lake }, settings)).run(() => {}, never)
  expect(overFiles.searched.periods).toEqual(overLake.searched.periods)
  expect(overFiles.searched.periods.map(({ account, region, hours }) => [account, region, hours.length])).toEqual([
    ['123456789012', 'eu-west-1', 42],
    ['123456789012', 'us-east-1', 1],
  ])
  expect(overFiles.searched.records).toBe(overLake.searched.records)
  expect(overFiles.gaps).toEqual(overLake.gaps)
  expect(overFiles.gaps).toMatchObject([
    { region: 'eu-west-1', from: '2026-03-03T09:00:00Z', to: '2026-03-03T15:00:00Z' },
  ])
})

test('every fault of a file is told once, though the file is read in each round', async () => {
  const odd = join(folder, 'odd.json')
  writeFileSync(odd, JSON.stringify({ Records: [called('2026-03-04T00:00:00Z'), 3, null] }))
  const settings = { indicator: ADDRESS, follow: [], bound: 10, scope: {} }
  const found = await (await prepareInvestigation([odd], settings)).run(() => {}, never)
  expect(found.rounds).toBeGreaterThan(1)
  expect(found.searched.failures).toEqual([
    { file: odd, reason: 'record 2 is not an object (number)' },
    { file: odd, reason: 'record 3 is not an object (null)' },
  ])
})
