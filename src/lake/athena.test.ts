import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { athenaTable } from '../../test/athena/duckdb.ts'
import { keyOf, TABLE, tidy } from '../../test/athena/serde.ts'
import { emptyMoto } from '../../test/moto.ts'
import { loadSqlParsers, type SqlParsers } from '../../test/sql-parsers.ts'
import { type Clients, createClients } from '../aws/clients.ts'
import type { Filter } from '../core/event-query.ts'
import type { JsonObject } from '../core/json.ts'
import { UsageError } from '../core/usage-error.ts'
import { filterTest, NOTHING } from '../investigate/filter/filter.ts'
import { tableName } from '../investigate/filter/trail-table.ts'
import { anyFilter, anyRecords } from '../investigate/testing/hostile.ts'
import { athenaQuery, openAthena } from './athena.ts'
import { SELECTED } from './athena-columns.ts'
import { rowToRecord } from './athena-record.ts'
import { type AthenaTable, ddl, hunts, MAX_STATEMENT, readableSql, selectSql } from './athena-table.ts'

let parsers: SqlParsers
beforeAll(async () => {
  parsers = await loadSqlParsers()
})

const any = (lists: Partial<Filter['any']>, within: Filter['within'] = {}): Filter => ({
  any: { ...NOTHING.any, ...lists },
  within,
})

describe('statements', () => {
  test('every filter is Trino, and nothing in a value gets out of its literal', { tags: 'property' }, () => {
    const trino = new parsers.TrinoSQL()
    fc.assert(
      fc.property(anyFilter, (filter) => {
        for (const sql of [selectSql('logs.cloudtrail', filter), readableSql('cloudtrail_logs', filter)]) {
          expect(trino.validate(sql)).toEqual([])
          // Outside of literals nothing is left of any value.
          const outside = sql.replaceAll(/'(?:[^']|'')*'/g, '')
          expect(outside).not.toMatch(/['\0;%\\☃]|--|\/\*/)
        }
      }),
      { numRuns: 60 },
    )
    expect(trino.validate("SELECT 'open")).not.toEqual([])
  })

  const many = (make: (n: number) => string): readonly string[] => Array.from({ length: 5000 }, (_, n) => make(n))

  test('however many names, comparisons are few, and each is asked for', () => {
    const names: Partial<Filter['any']> = {
      keys: many((n) => `AKIAIOSFODNN7${String(n).padStart(7, '0')}`),
      networks: many((n) => `10.${n >> 8}.${n & 255}.0/24`),
      principals: many((n) => `arn:aws:sts::123456789012:assumed-role/Role${n}/*`),
      roles: many((n) => `Role${n}`),
      aboutUsers: many((n) => `user${n}`),
      events: many((n) => `event-${n}`),
      mentions: many((n) => `arn:aws:iam::123456789012:role/Reader${n}`),
    }
    for (const [list, values] of Object.entries(names)) {
      const statements = hunts('cloudtrail', any({ [list]: values }))
      for (const sql of statements) {
        expect(Buffer.byteLength(sql)).toBeLessThanOrEqual(MAX_STATEMENT)
        expect(sql.match(/ OR /g)?.length ?? 0).toBeLessThan(50)
      }
      const literals = statements.join('').match(/(?<=')[^']+(?=')/g) ?? []
      const asked = new Set(literals.flatMap((literal) => [literal, literal.replace(/\.$/, '')]))
      const named = (value: string): string => value.replace(/.*:role.|\*$|\.0\/24$/g, '')
      expect(values.filter((value) => !asked.has(named(value)))).toEqual([])
    }
  })

  test('a statement is measured in bytes, and one name is never halved', () => {
    const keys = Array.from({ length: 50 }, (_, n) => `${'é'.repeat(4000)}${n}`)
    const statements = hunts('cloudtrail', any({ keys }))
    expect(statements.length).toBe(2)
    expect(hunts('cloudtrail', any({ keys: ['x'.repeat(300_000)] }))).toHaveLength(1)
  })

  const TRAIL: AthenaTable = {
    name: 'logs.cloudtrail',
    bucket: 'example-cloudtrail',
    prefix: 'audit',
    organization: 'o-exampleorgid',
    accounts: ['123456789012', '111122223333'],
    regions: ['eu-west-1', 'us-east-1'],
    from: '2026/01/01',
  }

  test('the table is Hive, with projected partitions', () => {
    const sql = ddl(TRAIL)
    expect(new parsers.HiveSQL().validate(sql)).toEqual([])
    const root = 's3://example-cloudtrail/audit/AWSLogs/o-exampleorgid/'
    for (const line of [
      'CREATE EXTERNAL TABLE IF NOT EXISTS `logs`.`cloudtrail` (',
      `LOCATION '${root}'`,
      "'projection.account.values' = '123456789012,111122223333'",
      "'projection.timestamp.range' = '2026/01/01,NOW'",
      `'storage.location.template' = '${root}\${account}/CloudTrail/\${region}/\${timestamp}'`,
    ])
      expect(sql).toContain(line)
  })

  test.each([
    ['a b/c=d+e@f:g&h;i,j?k#l%m~n', 'a b/c=d+e@f:g&h;i,j?k#l%m~n'],
    ['été', 'été'],
    ["it's", "it\\'s"],
    ['a\\b', 'a\\\\b'],
    ["\\'; DROP TABLE x --", "\\\\\\'; DROP TABLE x --"],
  ])('S3 has the prefix %s, and Hive reads it', (prefix, written) => {
    const sql = ddl({ ...TRAIL, prefix })
    expect(new parsers.HiveSQL().validate(sql)).toEqual([])
    expect(sql).toContain(`LOCATION 's3://example-cloudtrail/${written}/AWSLogs/o-exampleorgid/'`)
  })

  test.each([
    ['a table', () => tableName('a.b.c', '"')],
    ['a table', () => tableName('x"; DROP TABLE y', '"')],
    ['a prefix', () => ddl({ ...TRAIL, prefix: 'a\nb' })],
    ['a prefix', () => ddl({ ...TRAIL, prefix: `$${'{account}'}` })],
  ])('a name that %s cannot have is refused', (_, make) => {
    expect(make).toThrow(UsageError)
  })
})

const cellsOf = (found: { getRowsJson(): unknown[][] }): readonly (readonly (string | null)[])[] =>
  found.getRowsJson() as (string | null)[][]

describe('a statement finds what memory finds', () => {
  test('run on DuckDB, over the columns of the table', { tags: 'property' }, async () => {
    let matched = 0
    await fc.assert(
      fc.asyncProperty(anyRecords(30), fc.array(anyFilter, { minLength: 8, maxLength: 8 }), async (made, filters) => {
        const records = made.map(tidy).filter((record) => /^2026-03-0\dT/.test(String(record.eventTime)))
        const { connection, close } = await athenaTable(
          records.map((record) => ({ key: keyOf(record), records: [record] })),
        )
        for (const { any: lists, within } of filters) {
          const { from, to } = within
          const times = [from, to].every((time) => time === undefined || time.endsWith('Z')) ? { from, to } : {}
          const filter = { any: lists, within: JSON.parse(JSON.stringify(times)) as Filter['within'] }
          const rows = await connection.runAndReadAll(selectSql(TABLE, filter))
          expect(rows.columnNames()).toHaveLength(SELECTED.length)
          const found = new Set(cellsOf(rows).map((row) => String(rowToRecord(row).record.eventID)))
          for (const record of records.filter(filterTest(filter))) {
            matched++
            expect({ filter, found: [...found] }).toEqual({
              filter,
              found: expect.arrayContaining([String(record.eventID)]),
            })
          }
        }
        close()
      }),
      { numRuns: 10, endOnFailure: true },
    )
    expect(matched).toBeGreaterThan(50)
  })

  test('the record that comes back is the record that went in', async () => {
    const record: JsonObject = {
      eventVersion: '1.09',
      userIdentity: {
        type: 'AssumedRole',
        principalId: 'AROAEXAMPLE:dana',
        arn: 'arn:aws:sts::123456789012:assumed-role/Developer/dana',
        accountId: '123456789012',
        accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
        sessionContext: {
          attributes: { mfaAuthenticated: 'false', creationDate: '2026-03-04T01:00:00Z' },
          sessionIssuer: { type: 'Role', arn: 'arn:aws:iam::123456789012:role/Developer', userName: 'Developer' },
        },
      },
      eventTime: '2026-03-04T02:14:09Z',
      eventSource: 's3.amazonaws.com',
      eventName: 'GetObject',
      awsRegion: 'eu-west-1',
      sourceIPAddress: '198.51.100.7',
      userAgent: 'aws-cli/2.15.0',
      requestParameters: { bucketName: 'invoices', key: "it's" },
      responseElements: { n: [1, null] },
      requestID: 'r',
      eventID: 'e',
      readOnly: true,
      resources: [{ ARN: 'arn:aws:s3:::invoices', accountId: '123456789012', type: 'AWS::S3::Bucket' }],
      eventType: 'AwsApiCall',
      recipientAccountId: '123456789012',
      eventCategory: 'Data',
    }
    const key = keyOf(record)
    const { connection, close } = await athenaTable([{ key, records: [record] }])
    const found = await connection.runAndReadAll(
      selectSql(TABLE, any({ users: ['x'], keys: ['ASIAIOSFODNN7EXAMPLE'], mentions: ['nobody'] })),
    )
    expect(cellsOf(found).map(rowToRecord)).toEqual([{ record, file: `s3://example-cloudtrail/${key}` }])
    close()
  })

  test.each([
    ['accounts.google.com:app.example.com:dana', 'accounts.google.com'],
    [
      'arn:aws:iam::123456789012:oidc-provider/tokens.example.com/x:https://example.com:repo:a/b',
      'arn:aws:iam::123456789012:oidc-provider/tokens.example.com/x',
    ],
  ])('the provider of a web identity, from %s', (principalId, provider) => {
    const cells = SELECTED.map((name) =>
      name === 'useridentity.type' ? 'WebIdentityUser' : name === 'useridentity.principalid' ? principalId : null,
    )
    expect(rowToRecord(cells).record.userIdentity).toMatchObject({ principalId, identityProvider: provider })
  })
})

const row = (...cells: readonly (string | null)[]) => ({
  Data: cells.map((cell) => (cell === null ? {} : { VarCharValue: cell })),
})
const moto = await emptyMoto()

describe.skipIf(moto === undefined)('through the API', () => {
  const clients = createClients()
  beforeAll(async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', moto?.endpoint)
    vi.stubEnv('AWS_REGION', 'eu-west-1')
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example')
    const cells = SELECTED.map((name) =>
      name === 'eventid' ? 'e-1' : name === 'useridentity.username' ? 'dana' : null,
    )
    await fetch(`${moto?.endpoint}/moto-api/static/athena/query-results`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        region: 'eu-west-1',
        results: [
          {
            rows: [row(...SELECTED), row(...cells)],
            column_info: SELECTED.map((Name) => ({ Name, Type: 'varchar' })),
          },
        ],
      }),
    })
  })
  afterAll(() => {
    vi.unstubAllEnvs()
    clients.close()
  })
  test('a hunt', async () => {
    const asked: Filter[] = []
    const athena = openAthena(clients, { workgroup: 'primary', database: 'default', output: 's3://example-results/' })
    const query = athenaQuery(athena, 'cloudtrail_logs', async (filter) => void asked.push(filter))
    const filter = any({ users: ['dana'] })
    const found = []
    for await (const piece of query.query(filter)) found.push(...piece)
    expect(found).toEqual([{ record: { eventID: 'e-1', userIdentity: { userName: 'dana' } }, file: '' }])
    expect(asked).toEqual([filter])
    expect(await athena.cutoff()).toBeUndefined()
  })
})

/** Answers call after call from a list, and remembers what was asked. */
const scripted = (answers: readonly [command: string, answer: object][]) => {
  const calls: [string, object][] = []
  const left = [...answers]
  const call = async (_: string, command: string, input: object): Promise<object> => {
    calls.push([command, input])
    const next = left.shift()
    expect(next?.[0]).toBe(command)
    return next?.[1] ?? {}
  }
  return { clients: { call, close: () => {} } as unknown as Clients, calls }
}
const status = (State: string, StateChangeReason?: string): object => ({
  QueryExecution: { Status: { State, StateChangeReason }, Statistics: { DataScannedInBytes: 4_000_000 } },
})
const SETTINGS = { workgroup: 'w', database: 'd' }

describe('a statement in Athena', () => {
  test('waits, and reads page by page; the names in the first row are no row', async () => {
    const head = { ResultSetMetadata: { ColumnInfo: [{ Name: 'a' }, { Name: 'b' }] } }
    const { clients, calls } = scripted([
      ['StartQueryExecution', { QueryExecutionId: 'id' }],
      ['GetQueryExecution', status('QUEUED')],
      ['GetQueryExecution', status('SUCCEEDED')],
      ['GetQueryResults', { NextToken: 'two', ResultSet: { ...head, Rows: [row('a', 'b'), row('1', null)] } }],
      ['GetQueryResults', { ResultSet: { Rows: [row('a', 'b')] } }],
    ])
    const { columns, rows, bytes } = await openAthena(clients, SETTINGS).run('SELECT 1')
    const all = []
    for await (const piece of rows) all.push(...piece)
    expect({ columns, all, bytes }).toEqual({
      columns: ['a', 'b'],
      all: [
        ['1', null],
        ['a', 'b'],
      ],
      bytes: 4_000_000,
    })
    expect(calls.at(-1)?.[1]).toEqual({ QueryExecutionId: 'id', MaxResults: 1000, NextToken: 'two' })
  })

  test('a cell has the type of its column, as far as it stays exact', async () => {
    const cells: readonly (readonly [type: string, cell: string, value: unknown])[] = [
      ['bigint', '20231', 20231],
      ['bigint', '9007199254740993', '9007199254740993'],
      ['integer', '-1', -1],
      ['double', '0.5', 0.5],
      ['double', '1.0E10', 1e10],
      ['double', 'NaN', 'NaN'],
      ['decimal', '1.50', 1.5],
      ['decimal', '0.1234567890123456789', '0.1234567890123456789'],
      ['boolean', 'false', false],
      ['varchar', '123456789012', '123456789012'],
      ['timestamp', '2026-03-04 02:14:09.000', '2026-03-04 02:14:09.000'],
    ]
    const { clients } = scripted([
      ['StartQueryExecution', { QueryExecutionId: 'id' }],
      ['GetQueryExecution', status('SUCCEEDED')],
      [
        'GetQueryResults',
        {
          ResultSet: {
            ResultSetMetadata: { ColumnInfo: cells.map(([Type], n) => ({ Name: `c${n}`, Type })) },
            Rows: [row(...cells.map(([, cell]) => cell))],
          },
        },
      ],
    ])
    const { rows } = await openAthena(clients, SETTINGS).run('SELECT 1')
    const all = []
    for await (const piece of rows) all.push(...piece)
    expect(all).toEqual([cells.map(([, , value]) => value)])
  })

  test('what Athena says of a failure is told', async () => {
    const { clients } = scripted([
      ['StartQueryExecution', { QueryExecutionId: 'id' }],
      ['GetQueryExecution', status('FAILED', 'COLUMN_NOT_FOUND: line 1:8')],
    ])
    await expect(openAthena(clients, SETTINGS).run('SELECT x')).rejects.toThrow('Athena: COLUMN_NOT_FOUND: line 1:8')
  })

  test('who stops waiting stops the statement', async () => {
    const { clients, calls } = scripted([
      ['StartQueryExecution', { QueryExecutionId: 'id' }],
      ['GetQueryExecution', status('RUNNING')],
      ['StopQueryExecution', {}],
    ])
    const stop = new AbortController()
    stop.abort()
    await expect(openAthena(clients, SETTINGS).run('SELECT 1', stop.signal)).rejects.toThrow(/abort/i)
    expect(calls).toHaveLength(3)
  })

  test('a statement that Athena would not take is not sent', async () => {
    const { clients, calls } = scripted([])
    await expect(openAthena(clients, SETTINGS).run('é'.repeat(131_073))).rejects.toThrow(/takes 262144 bytes/)
    expect(calls).toEqual([])
  })
})
