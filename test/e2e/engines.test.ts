/** One question, three engines: the logs as they are, the lake made of them, and Athena over them give the same case. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { prepareCollect } from '../../src/app/history/collect.ts'
import {
  type InvestigateSettings,
  type PreparedInvestigation,
  prepareInvestigation,
  runCase,
} from '../../src/app/history/investigate.ts'
import { type HistoryEngine, prepareOver } from '../../src/app/history/investigate-engines.ts'
import type { Case } from '../../src/core/case.ts'
import type { JsonObject } from '../../src/core/json.ts'
import type { EventScope } from '../../src/core/scan.ts'
import { fileQuery } from '../../src/lake/file-query.ts'
import { simulate, stories, type Truth, truth } from '../../src/simulate/index.ts'
import type { AthenaDouble } from '../athena/api.ts'
import { startAthena } from '../athena/duckdb.ts'
import { TABLE, type TrailLog } from '../athena/serde.ts'
import { idsOf, tellingOf } from '../case-telling.ts'
import { workspace } from './command.ts'

const folder = mkdtempSync(join(tmpdir(), 'tattletrail-engines-'))
const logs = join(folder, 'logs')
const lake = join(folder, 'lake')
const OPTIONS = { events: 3000, days: 2, start: '2026-03-02', seed: 9, stories: ['all'] }
const never = new AbortController().signal
const settingsOf = (indicator: string, scope: EventScope = {}) => ({
  indicator,
  follow: [],
  bound: 10,
  scope,
})

let athena: AthenaDouble
beforeAll(async () => {
  const trail: TrailLog[] = []
  for (const { path, text } of simulate(OPTIONS)) {
    mkdirSync(dirname(join(logs, path)), { recursive: true })
    writeFileSync(join(logs, path), gzipSync(text))
    const { Records: records } = JSON.parse(text) as { readonly Records?: readonly JsonObject[] }
    if (records) trail.push({ key: path, records })
  }
  const collect = await prepareCollect([logs], lake, {})
  expect((await collect.run(() => {}, never)).failed).toBe(0)
  athena = await startAthena(trail)
  vi.stubEnv('AWS_ENDPOINT_URL_ATHENA', athena.endpoint)
  vi.stubEnv('AWS_REGION', 'eu-west-1')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example')
}, 120_000)
afterAll(() => {
  vi.unstubAllEnvs()
  athena?.stop()
  rmSync(folder, { recursive: true })
})

const OVER_ATHENA: HistoryEngine = { athena: { workgroup: 'primary', database: 'default', table: TABLE } }
const told = truth(OPTIONS)

test('every story is told', () => {
  expect(told.map(({ story }) => story)).toEqual(stories.map(({ name }) => name))
  expect(told.length).toBeGreaterThanOrEqual(10)
})

const overAll = async (settings: InvestigateSettings): Promise<readonly [files: Case, lake: Case, athena: Case]> => [
  await (await prepareInvestigation([logs], settings)).run(() => {}, never),
  await (await prepareOver({ lake }, settings)).run(() => {}, never),
  await (await prepareOver(OVER_ATHENA, settings)).run(() => {}, never),
]

describe.each(told)('$story', ({ seeds, eventIds }) => {
  test.each(seeds)('exactly its events from $type $value, and the same case from all three', async ({ value }) => {
    const [overFiles, overLake, overAthena] = await overAll(settingsOf(value))
    expect(idsOf(overFiles)).toEqual([...eventIds].sort())
    expect(tellingOf(overLake)).toEqual(tellingOf(overFiles))
    expect(tellingOf(overAthena)).toEqual(tellingOf(overFiles))
    expect(overLake.searched.records).toBe(overFiles.searched.records)
    // Each says where it found an event: the same log, under the name that the engine knows.
    const logOf = ({ file }: { readonly file: string }): string => file.slice(file.indexOf('AWSLogs/'))
    expect(overLake.events.map(logOf)).toEqual(overFiles.events.map(logOf))
    expect(overAthena.events.map(logOf)).toEqual(overFiles.events.map(logOf))
  })
})

describe('from what a story made or touched, all three say the same', () => {
  /** The first and the last of each type: `arn:aws:ec2:eu-west-1:123456789012:instance`. */
  const typesOf = (all: readonly string[]): readonly string[] => {
    const first = new Map<string, string>()
    const last = new Map<string, string>()
    for (const value of all) {
      const type = value.split(/[:/]/, 6).join(':')
      if (!first.has(type)) first.set(type, value)
      last.set(type, value)
    }
    return [...new Set([...first.values(), ...last.values()])]
  }
  const resources = told.flatMap(({ story, eventIds, entities: { resources: all } }) =>
    typesOf(all).map((value) => ({ story, value, eventIds })),
  )
  /** Nobody else works with these. */
  const ITS_OWN = /^arn:aws:(?:ec2|guardduty|lambda|rds|kms|sqs):/
  let answered = 0
  /** The case, or why there is none; only files are read again for names that come near. */
  const outcomeOf = async (prepared: Promise<PreparedInvestigation>) => {
    const run = (await prepared).run(() => {}, never)
    return run.then(tellingOf, (error: Error) => error.message.split(': did you mean')[0])
  }
  test.each(resources)('$story: $value', async ({ value, eventIds }) => {
    const settings = settingsOf(value)
    const overFiles = await outcomeOf(prepareInvestigation([logs], settings))
    if (typeof overFiles !== 'string') answered++
    if (ITS_OWN.test(value)) expect(typeof overFiles === 'object' && idsOf(overFiles)).toEqual([...eventIds].sort())
    expect(await outcomeOf(prepareOver({ lake }, settings))).toEqual(overFiles)
    expect(await outcomeOf(prepareOver(OVER_ATHENA, settings))).toEqual(overFiles)
  })
  test('most have an answer', () => {
    expect(resources.length).toBeGreaterThanOrEqual(10)
    expect(answered).toBeGreaterThan(resources.length / 2)
    for (const type of [
      'function:checkout-api',
      'instance/i-',
      'snapshot/snap-',
      'detector/',
      'vpc-flow-log/',
      'key-pair/',
    ])
      expect(resources.map(({ value }) => value).join()).toContain(type)
  })
})

describe('narrowed, the answer of all three is narrower by the same', () => {
  const { seeds, eventIds, from, to } = told.find(({ story }) => story === 'leaked-key') as Truth
  const [first, last] = [Date.parse(from), Date.parse(to)]
  const key = seeds.find(({ type }) => type === 'accessKeyId')?.value ?? ''
  test.each<[what: string, scope: EventScope]>([
    ['to the first half', { to: (first + last) / 2 }],
    ['to the second half', { from: (first + last) / 2 }],
    ['to some minutes', { from: first, to: first + 300_000 }],
    ['to a Region', { regions: ['us-east-1'] }],
    ['to an account', { accounts: ['123456789012'] }],
  ])('%s', async (_, scope) => {
    const [overFiles, overLake, overAthena] = await overAll(settingsOf(key, scope))
    expect(overFiles.events.length).toBeGreaterThan(0)
    expect(idsOf(overFiles).filter((id) => !eventIds.includes(id))).toEqual([])
    if (!scope.accounts) expect(overFiles.events.length).toBeLessThan(eventIds.length)
    expect(tellingOf(overLake)).toEqual(tellingOf(overFiles))
    expect(tellingOf(overAthena)).toEqual(tellingOf(overFiles))
  })
})

describe('Athena by the command line', () => {
  const { start } = workspace()
  const { seeds, eventIds } = told[0] as Truth
  test('the same events', async () => {
    const { code, stdout } = await start(['investigate', seeds[0]?.value ?? '', '--athena', '--format', 'json'])
    expect(code).toBe(0)
    expect(idsOf(JSON.parse(stdout) as Case)).toEqual([...eventIds].sort())
  })
  test('what Athena says of a table that is not there is told', async () => {
    const { code, stderr } = await start(['investigate', seeds[0]?.value ?? '', '--athena', '--table', 'other.trail'])
    expect(code).toBe(2)
    expect(stderr).toMatch(/^tattletrail: Athena: .*trail/)
  })
  test('nothing is called so', async () => {
    const { code, stderr } = await start(['investigate', 'nobody', '--athena'])
    expect([code, stderr]).toEqual([2, 'tattletrail: nobody: nothing in these logs is called so\n'])
  })
})

test('Athena was asked, and answered in pages', () => {
  expect(athena.statements.length).toBeGreaterThan(told.length)
  expect(athena.pages()).toBeGreaterThan(0)
})

describe.each([10, 11])('told anew with seed %i, over files', (seed) => {
  const options = { ...OPTIONS, seed, events: 2000 }
  const texts = new Map([...simulate(options)].map(({ path, text }) => [path, Buffer.from(text)]))
  const query = fileQuery(
    { files: [...texts.keys()], failures: [], read: async (name) => texts.get(name) as Buffer },
    () => {},
  )
  const cases = truth(options).flatMap(({ story, seeds, eventIds }) =>
    seeds.map(({ type, value }) => ({ story, type, value, eventIds })),
  )
  test('every story has something to start from', () => {
    expect(new Set(cases.map(({ story }) => story)).size).toBeGreaterThanOrEqual(10)
  })
  test.each(cases)('$story: exactly its events from $type $value', async ({ value, eventIds }) => {
    const found = await runCase(
      query,
      settingsOf(value),
      () => undefined,
      never,
      async () => new Set(),
    )
    expect(idsOf(found)).toEqual([...eventIds].sort())
  })
})
