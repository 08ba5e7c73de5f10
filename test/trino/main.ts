/**
 * `npm run trino`: the statements of Athena on a real Trino. Every story from each of its seeds, hostile records and filters, and hunts over
 * thousands of names must give what files give. Needs Java 24 and Maven, two gigabytes and some minutes; says so where they are not.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { prepareInvestigation } from '../../src/app/history/investigate.ts'
import { prepareOver } from '../../src/app/history/investigate-engines.ts'
import { createClients } from '../../src/aws/clients.ts'
import type { Filter } from '../../src/core/event-query.ts'
import { type JsonObject, own, text } from '../../src/core/json.ts'
import { filterTest, NOTHING } from '../../src/investigate/filter/filter.ts'
import { anyFilter, anyRecords } from '../../src/investigate/testing/hostile.ts'
import { athenaQuery, openAthena } from '../../src/lake/athena.ts'
import { simulate, truth } from '../../src/simulate/index.ts'
import { serveAthena } from '../athena/api.ts'
import { keyOf, TABLE, type TrailLog, tidy } from '../athena/serde.ts'
import { idsOf, tellingOf } from '../case-telling.ts'
import { Absent, startTrino, type Trino } from './server.ts'
import { loadTrail } from './trail.ts'

const STORIES = { events: 3000, days: 2, start: '2026-03-02', seed: 9, stories: ['all'] }
const HOSTILE = { records: 200, filters: 120, seed: 7 }
const NAMES = 5_000

const home = mkdtempSync(join(tmpdir(), 'tattletrail-trino-'))
process.once('exit', () => rmSync(home, { recursive: true, force: true }))
let failed = 0
const judge = (what: string, wrong: readonly string[], total: number): void => {
  failed += wrong.length + (total === 0 ? 1 : 0)
  console.log(`${wrong.length === 0 && total > 0 ? 'ok   ' : 'WRONG'} ${what}: ${total - wrong.length} of ${total}`)
  for (const one of wrong.slice(0, 10)) console.log(`        ${one}`)
}

const start = async (): Promise<Trino> => {
  try {
    return await startTrino(join(home, 'trino'))
  } catch (error) {
    if (!(error instanceof Absent)) throw error
    console.error(`trino: NOT RUN: ${error.message}`)
    process.exit(2)
  }
}
mkdirSync(join(home, 'trino'))
const trino = await start()
const athena = await serveAthena(trino.ask, 1000, trino.stop)
Object.assign(process.env, {
  AWS_ENDPOINT_URL_ATHENA: athena.endpoint,
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'example',
})
const clients = createClients()

/** Ids of the events that a table gives for a filter. */
const found = async (table: string, filter: Filter): Promise<ReadonlySet<string>> => {
  const query = athenaQuery(openAthena(clients, { workgroup: 'primary', database: 'default' }), table, async () => {})
  const ids = new Set<string>()
  for await (const piece of query.query(filter)) for (const { record } of piece) ids.add(text(record, 'eventID') ?? '')
  return ids
}

/** What should be found and is not. */
const missing = async (table: string, records: readonly JsonObject[], filter: Filter): Promise<readonly string[]> => {
  const expected = records.filter(filterTest(filter)).map((record) => text(record, 'eventID') ?? '')
  try {
    const ids = await found(table, filter)
    return expected.filter((id) => !ids.has(id))
  } catch (error) {
    return [String(error)]
  }
}

const stories = async (): Promise<readonly JsonObject[]> => {
  const logs = join(home, 'logs')
  const trail: TrailLog[] = []
  for (const { path, text } of simulate(STORIES)) {
    mkdirSync(dirname(join(logs, path)), { recursive: true })
    writeFileSync(join(logs, path), text)
    const { Records: records } = JSON.parse(text) as { readonly Records?: readonly JsonObject[] }
    if (records) trail.push({ key: path, records })
  }
  await loadTrail(trino, join(home, 'trino'), TABLE, trail)
  const seeds = truth(STORIES).flatMap(({ story, seeds: all, eventIds }) =>
    all.map(({ value }) => ({ story, value, eventIds: [...eventIds].sort() })),
  )
  const wrong: string[] = []
  const signal = new AbortController().signal
  for (const { story, value, eventIds } of seeds) {
    const settings = { indicator: value, follow: [], bound: 10, scope: {} }
    const engine = { athena: { workgroup: 'primary', database: 'default', table: TABLE } }
    try {
      const overFiles = await (await prepareInvestigation([logs], settings)).run(() => {}, signal)
      const overTrino = await (await prepareOver(engine, settings)).run(() => {}, signal)
      const isSame = JSON.stringify(tellingOf(overTrino)) === JSON.stringify(tellingOf(overFiles))
      if (!isSame || idsOf(overTrino).join() !== eventIds.join()) wrong.push(`${story}: ${value}`)
    } catch (error) {
      wrong.push(`${story}: ${value}: ${error}`)
    }
  }
  judge('stories, from each of their seeds', wrong, seeds.length)
  return trail.flatMap(({ records }) => records)
}

const hostile = async (): Promise<void> => {
  const [made = []] = fc.sample(anyRecords(HOSTILE.records), { numRuns: 1, seed: HOSTILE.seed })
  // Athena has a record of a megabyte, and every statement has to get over it.
  const large = { eventID: 'large', userAgent: 'dana', requestParameters: { text: 'x'.repeat(1_500_000) } }
  const records = [...made, large].map(tidy)
  await loadTrail(
    trino,
    join(home, 'trino'),
    'hostile',
    records.map((record) => ({ key: keyOf(record), records: [record] })),
  )
  const filters = fc.sample(anyFilter, { numRuns: HOSTILE.filters, seed: HOSTILE.seed })
  const wrong: string[] = []
  for (const { any, within } of filters) {
    const times = Object.fromEntries(Object.entries(within).filter(([name]) => name === 'from' || name === 'to'))
    const lost = await missing('hostile', records, { any, within: times })
    if (lost.length > 0) wrong.push(`${JSON.stringify({ any, times }).slice(0, 200)}: ${lost.slice(0, 3)}`)
  }
  judge('hostile filters', wrong, filters.length)
}

/** Thousands of names that nothing has, and some that are there. */
const hunts = async (records: readonly JsonObject[]): Promise<void> => {
  const every = (path: readonly string[]): readonly string[] => {
    const values = records.map((record) =>
      path.reduce((at, name) => (own(at as JsonObject, name) ?? {}) as never, record),
    )
    return [...new Set(values.filter((value): value is never => typeof value === 'string'))].slice(0, 20)
  }
  const invented = (make: (n: number) => string): readonly string[] => Array.from({ length: NAMES }, (_, n) => make(n))
  const arns = every(['userIdentity', 'arn'])
  const lists: Partial<Filter['any']> = {
    keys: [...invented((n) => `AKIAIOSFODNN7${n}`), ...every(['userIdentity', 'accessKeyId'])],
    addresses: [...invented((n) => `10.0.${n >> 8}.${n & 255}`), ...every(['sourceIPAddress'])],
    networks: [...invented((n) => `10.${n >> 8}.${n & 255}.0/24`), '198.51.100.0/24'],
    principals: [...invented((n) => `arn:aws:sts::123456789012:assumed-role/Role${n}/*`), ...arns],
    users: [...invented((n) => `user${n}`), ...every(['userIdentity', 'userName'])],
    roles: [...invented((n) => `Role${n}`), ...every(['userIdentity', 'sessionContext', 'sessionIssuer', 'userName'])],
    events: [...invented((n) => `event-${n}`), ...every(['eventID'])],
    mentions: [...invented((n) => `arn:aws:iam::123456789012:role/Reader${n}`), ...arns],
  }
  const questions = [
    ...Object.entries(lists).map(([list, values]) => [list, { [list]: values }] as const),
    ['all', lists] as const,
  ]
  const wrong: string[] = []
  for (const [list, any] of questions) {
    const lost = await missing(TABLE, records, { any: { ...NOTHING.any, ...any }, within: {} })
    if (lost.length > 0) wrong.push(`${list}: ${lost.slice(0, 3)}`)
  }
  judge(`hunts over ${NAMES} names and more`, wrong, questions.length)
}

const records = await stories()
await hunts(records)
await hostile()
console.log(`${athena.statements.length} statements in ${Math.round(performance.now() / 1000)} s`)
clients.close()
athena.stop()
process.exit(failed > 0 ? 1 : 0)
