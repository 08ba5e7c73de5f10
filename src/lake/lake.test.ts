/** A lake as it is written, read and asked. Over 300 lines: all of it is about the same few records. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import type { Filter } from '../core/event-query.ts'
import type { JsonObject } from '../core/json.ts'
import { filterTest, NOTHING } from '../investigate/filter/filter.ts'
import { anyFilter, anyRecords } from '../investigate/testing/hostile.ts'
import { openLakeWriter } from './collect.ts'
import { openLakeQuery } from './event-query.ts'
import { openLake, openTable } from './open.ts'
import { runSql } from './run-sql.ts'

const root = mkdtempSync(join(tmpdir(), 'tattletrail-lake-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
let count = 0
const newFolder = (): string => join(root, `it's ${count++}`)

const input = (name: string, records: number) => ({ name, size: 1, sha256: name, records, failed: [] })

/** The same record as different writers have it: none, as Node does, over several lines, and with escapes that need not be. */
const WRITTEN: readonly ((record: JsonObject) => string | undefined)[] = [
  () => undefined,
  (record) => JSON.stringify(record),
  (record) => JSON.stringify(record, null, 2),
  (record) => JSON.stringify(record).replaceAll('A', '\\u0041').replaceAll('/', '\\/'),
]

const fill = async (folder: string, files: Readonly<Record<string, readonly JsonObject[]>>): Promise<void> => {
  const writer = await openLakeWriter(folder)
  for (const [name, records] of Object.entries(files)) {
    if (writer.has(name)) continue
    for (const [index, record] of records.entries()) writer.add(record, WRITTEN[index % WRITTEN.length]?.(record))
    await writer.endInput(input(name, records.length))
  }
  await writer.close()
}

const idsOf = async (folder: string, filters: readonly Filter[]) => {
  const lake = await openLakeQuery(folder)
  const found: string[][] = []
  for (const filter of filters) {
    const ids: string[] = []
    const test = filterTest(filter)
    for await (const piece of lake.query(filter))
      for (const { record } of piece) if (test(record)) ids.push(String(record.eventID))
    found.push(ids.sort())
  }
  lake.close()
  return found
}

const filesOf = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(folder, path)).isFile())
    .sort()

const event = (changes: JsonObject = {}): JsonObject => ({
  eventID: 'a',
  eventTime: '2026-03-04T02:14:09Z',
  eventName: 'ListTrails',
  eventSource: 'cloudtrail.amazonaws.com',
  awsRegion: 'eu-west-1',
  recipientAccountId: '123456789012',
  userIdentity: { type: 'IAMUser', userName: 'dana', arn: 'arn:aws:iam::123456789012:user/dana' },
  ...changes,
})

const deep = (depth: number): JsonObject => (depth === 0 ? {} : { a: deep(depth - 1) })

const rowsOf = async (folder: string, sql: string) => {
  const lake = await openLake(folder)
  try {
    await openTable(lake)
    const { columns, rows } = await runSql(lake.connection, sql)
    const all = []
    for await (const piece of rows) all.push(...piece)
    return { columns, rows: all }
  } finally {
    lake.close()
  }
}

describe('a lake', () => {
  test('answers every filter as memory does, whatever the texts are', { tags: 'property' }, async () => {
    let matched = 0
    await fc.assert(
      fc.asyncProperty(
        anyRecords(40),
        fc.array(anyFilter, { minLength: 5, maxLength: 20 }),
        async (records, filters) => {
          const folder = newFolder()
          await fill(folder, { 'one.json': records })
          const found = await idsOf(folder, filters)
          for (const [index, filter] of filters.entries()) {
            const expected = records
              .filter(filterTest(filter))
              .map((record) => String(record.eventID))
              .sort()
            expect({ filter, ids: found[index] }).toEqual({ filter, ids: expected })
            matched += expected.length
          }
        },
      ),
      { numRuns: 15, endOnFailure: true },
    )
    expect(matched).toBeGreaterThan(100)
  })

  test('no text in a record ends a question about all of them', { tags: 'property' }, async () => {
    const piece = fc.constantFrom(
      '\ud800',
      '\udc00',
      '😀',
      '\\',
      '\\ud800',
      'ud83d',
      '\\\\',
      '"',
      '\0',
      '\n',
      'a',
      '{',
      '\u2028',
    )
    const text = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''))
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 20 }), async (names) => {
        const folder = newFolder()
        const records = names.map((name, n) =>
          event({ eventID: `id-${n}`, userIdentity: { userName: name }, requestParameters: { name } }),
        )
        await fill(folder, { 'one.json': records })
        const { rows } = await rowsOf(
          folder,
          "SELECT json_extract_scalar(requestparameters, '$.name'), useridentity.username, json_extract_scalar(useragent, '$'), json_valid(raw) FROM events ORDER BY eventid",
        )
        const expected = records
          .toSorted((a, b) => (String(a.eventID) < String(b.eventID) ? -1 : 1))
          .map(({ requestParameters }) => String((requestParameters as JsonObject).name))
          .map((name) => [name.toWellFormed(), name.toWellFormed(), null, true])
        expect(rows).toEqual(expected)
      }),
      { numRuns: 15, seed: 3 },
    )
  })

  test('is for its owner alone', async () => {
    const folder = join(newFolder(), 'in', 'folders')
    await fill(folder, { 'a.json': [event()] })
    const modes = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => {
      const found = statSync(join(folder, path))
      return [found.isFile(), found.mode & 0o777]
    })
    expect(new Set(modes.map(String))).toEqual(new Set([`true,${0o600}`, `false,${0o700}`]))
    expect(statSync(folder).mode & 0o777).toBe(0o700)
  })

  test('collecting twice changes nothing, and parts are by account, Region and day', async () => {
    const folder = newFolder()
    const files = {
      'a.json': [event(), event({ eventID: 'b', eventTime: '2026-03-05T02:00:00Z' })],
      'b.json': [
        event({ eventID: 'c', recipientAccountId: '../../x', awsRegion: '../../etc' }),
        event({ eventID: 'd', eventTime: 'yesterday' }),
      ],
    }
    await fill(folder, files)
    const before = filesOf(folder).map((path) => [
      path,
      statSync(join(folder, path)).mtimeMs,
      readFileSync(join(folder, path)).length,
    ])
    await fill(folder, files)
    expect(
      filesOf(folder).map((path) => [
        path,
        statSync(join(folder, path)).mtimeMs,
        readFileSync(join(folder, path)).length,
      ]),
    ).toEqual(before)
    expect(before.map(([path]) => String(path).replace(/[0-9a-f]{24}-\d+/, 'part')).sort()).toEqual([
      expect.stringMatching(/^collected\/[0-9a-f]{24}\.json$/),
      'events/account=123456789012/region=eu-west-1/day=2026-03-04/part.parquet',
      'events/account=123456789012/region=eu-west-1/day=2026-03-05/part.parquet',
      'events/account=123456789012/region=eu-west-1/day=unknown/part.parquet',
      'events/account=unknown/region=unknown/day=2026-03-04/part.parquet',
    ])
  })

  test('what an interrupted run left is not read, and is written again', async () => {
    const folder = newFolder()
    await fill(folder, { 'a.json': [event()] })
    rmSync(join(folder, 'collected'), { recursive: true })
    mkdirSync(join(folder, '.writing-999999999', 'spill'), { recursive: true })
    await expect(openLake(folder)).rejects.toThrow(/there is no lake here; make one with/)
    await fill(folder, { 'a.json': [event()], 'b.json': [event({ eventID: 'b' })] })
    expect((await rowsOf(folder, 'SELECT count(*) FROM events')).rows).toEqual([[2]])
    expect(readdirSync(folder).filter((path) => path.startsWith('.writing'))).toEqual([])
  })

  test.each([
    ['gone', (part: string) => rmSync(part)],
    ['damaged', (part: string) => truncateSync(part, 1000)],
    ['damaged', (part: string) => truncateSync(part, 0)],
  ])('a part that is %s is named, and the others are read', async (fault, spoil) => {
    const folder = newFolder()
    await fill(folder, { 'a.json': [event()] })
    await fill(folder, { 'b.json': [event({ eventID: 'b', awsRegion: 'us-east-1' })] })
    const part = filesOf(folder).find((path) => path.includes('us-east-1')) as string
    spoil(join(folder, part))
    expect(await idsOf(folder, [{ ...NOTHING, any: { ...NOTHING.any, users: ['dana'] } }])).toEqual([['a']])
    const lake = await openLakeQuery(folder)
    expect(await lake.coverage()).toEqual({
      records: 2,
      files: 2,
      failures: [{ file: join(folder, part), reason: expect.stringContaining(`is ${fault}`) }],
      periods: [{ account: '123456789012', region: 'eu-west-1', hours: ['2026-03-04T02'] }],
    })
    lake.close()
  })

  test('a hunt that asks again gets the same again', async () => {
    const folder = newFolder()
    await fill(folder, { 'a.json': [event(), event({ eventID: 'b', userIdentity: { userName: 'erin' } })] })
    const dana = { ...NOTHING, any: { ...NOTHING.any, users: ['dana'] } }
    const both = { ...NOTHING, any: { ...NOTHING.any, users: ['dana', 'erin'] } }
    expect(await idsOf(folder, [dana, both, dana])).toEqual([['a'], ['a', 'b'], ['a']])
  })

  test.each<[what: string, changes: JsonObject]>([
    ['an identity that is a text', { userIdentity: 'dana' }],
    ['an identity that is a list', { userIdentity: ['dana', null] }],
    ['an identity whose parts are none', { userIdentity: { sessionContext: 'x', arn: { a: 1 } } }],
    ['a request that is a text', { requestParameters: 'userName dana' }],
    ['a request as deep as the reader lets it be', { requestParameters: deep(990) }],
    ['a text of five megabytes', { userAgent: 'x'.repeat(5_000_000), resources: ['dana'] }],
    ['names that mean something to JavaScript', JSON.parse('{"__proto__":{"dana":1},"constructor":"dana"}')],
    ['nothing else', { userIdentity: null, eventTime: null, awsRegion: null }],
  ])('takes %s', async (_, changes) => {
    const folder = newFolder()
    const record = event(changes)
    await fill(folder, { 'a.json': [record, event({ eventID: 'b', userIdentity: null })] })
    const filter = { ...NOTHING, any: { ...NOTHING.any, mentions: ['dana'], events: ['a'] } }
    expect(await idsOf(folder, [filter])).toEqual([['a']])
    expect((await rowsOf(folder, "SELECT raw FROM events WHERE eventid = 'a'")).rows).toEqual([
      [JSON.stringify(record)],
    ])
  })

  test('the text of a record is as it was, and to SQL what is no character is U+FFFD', async () => {
    const folder = newFolder()
    const record = event({ big: 1e300, text: 'é \u0000 \ud800 "', nested: { a: [1, { b: null }] } })
    await fill(folder, { 'a.json': [record] })
    const { rows } = await rowsOf(folder, 'SELECT raw FROM events')
    expect(JSON.parse(String(rows[0]?.[0]))).toEqual({ ...record, text: 'é \u0000 \ufffd "' })
    const lake = await openLakeQuery(folder)
    for await (const [found] of lake.query({ ...NOTHING, any: { ...NOTHING.any, events: ['a'] } }))
      expect(found?.record).toEqual(record)
    lake.close()
    expect.assertions(2)
  })
})

describe('SQL over a lake', () => {
  const folder = newFolder()
  const made = fill(folder, {
    'a.json': [event(), event({ eventID: 'b', requestParameters: { bucketName: 'invoices' }, eventName: 'GetObject' })],
    'b.json': [event(), event({ eventID: '' }), event({ eventID: '' })],
  })

  test('what was delivered twice counts once; what has no id is kept', async () => {
    await made
    expect((await rowsOf(folder, 'SELECT eventid, count(*) AS n FROM events GROUP BY 1 ORDER BY 1')).rows).toEqual([
      ['', 2],
      ['a', 1],
      ['b', 1],
    ])
  })

  test('what is written for Athena runs here', async () => {
    await made
    const sql = `SELECT useridentity.arn, json_extract_scalar(requestparameters, '$.bucketName') AS bucket,
      from_iso8601_timestamp(eventtime) AS at FROM events
      WHERE account = '123456789012' AND region = 'eu-west-1' AND "timestamp" >= '2026/03/04' AND eventname = 'GetObject'`
    expect(await rowsOf(folder, sql)).toEqual({
      columns: ['arn', 'bucket', 'at'],
      rows: [['arn:aws:iam::123456789012:user/dana', 'invoices', expect.stringContaining('2026-03-04')]],
    })
  })

  test.each([
    ['DROP VIEW events', /read only/],
    ["COPY (SELECT 1) TO '/tmp/x.csv'", /Permission/],
    ['SELECT 1; SELECT 2', /expected one statement, got 2/],
    [' ', /expected a statement/],
    ['-- nothing', /expected one statement, got 0|native/],
    ['SELECT * FROM event', /Did you mean "events"/],
    ['SELECT eventnam FROM events', /eventname/i],
    ["SELECT * FROM read_csv('/etc/passwd')", /disabled|permission|Permission|not allowed/],
    ["SELECT * FROM '/etc/passwd'", /disabled|Permission|not allowed|does not exist/],
    ['SET enable_external_access = true', /read only/],
    ['SELEC 1', /syntax error/],
  ])('%s is refused in words', async (sql, message) => {
    await made
    const { rows } = await rowsOf(folder, 'SELECT 1')
    expect(rows).toHaveLength(1)
    await expect(rowsOf(folder, sql)).rejects.toThrow(message)
    expect(existsSync('/tmp/x.csv')).toBe(false)
  })
})
