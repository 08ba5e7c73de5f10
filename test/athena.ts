/** Amazon Athena in this process: its API over HTTP, the table that our DDL makes, and each statement parsed as Trino and run on DuckDB. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DuckDBInstance } from '@duckdb/node-api'
import { isObject, type Json, type JsonObject, own } from '../src/core/json.ts'
import { ddl } from '../src/lake/athena-table.ts'
import { loadSqlParsers } from './sql-parsers.ts'

export interface AthenaDouble {
  /** For `AWS_ENDPOINT_URL_ATHENA`. */
  readonly endpoint: string
  /** Everything that was asked, in order. */
  readonly statements: readonly string[]
  /** How often a result was longer than a page. */
  readonly pages: () => number
  readonly stop: () => void
}

/** A log of the trail, by its key in the bucket. */
export interface TrailLog {
  readonly key: string
  readonly records: readonly JsonObject[]
}

const BUCKET = 'example-cloudtrail'
export const TABLE = 'cloudtrail_logs'
/** Much less than Athena's, so that every longer answer comes in pages. */
const PAGE = 40

/** What Trino has and DuckDB calls otherwise; what is no JSON has no parts there. */
const MACROS = [
  'CREATE MACRO json_extract_scalar(json, path) AS CASE WHEN json_valid(json) THEN json_extract_string(json, path) END',
  'CREATE MACRO json_format(json) AS CAST(json AS VARCHAR)',
  'CREATE MACRO cardinality(list) AS len(list)',
]

export const startAthena = async (logs: readonly TrailLog[]): Promise<AthenaDouble> => {
  const { TrinoSQL } = await loadSqlParsers()
  const trino = new TrinoSQL()
  const { connection, close } = await athenaTable(logs)
  const statements: string[] = []
  const results = new Map<string, { columns: readonly string[]; rows: readonly (readonly string[])[] } | string>()
  let furtherPages = 0

  const run = async (sql: string) => {
    const [mistake] = trino.validate(sql)
    if (mistake) return `SYNTAX_ERROR: ${mistake.message}`
    try {
      const found = await connection.runAndReadAll(sql)
      return { columns: found.columnNames(), rows: found.getRowsJson() as string[][] }
    } catch (error) {
      return `GENERIC_USER_ERROR: ${error instanceof Error ? error.message : String(error)}`
    }
  }
  const answers: Readonly<Record<string, (input: JsonObject) => object | Promise<object>>> = {
    StartQueryExecution: async ({ QueryString }) => {
      statements.push(String(QueryString))
      const id = String(statements.length)
      results.set(id, await run(String(QueryString)))
      return { QueryExecutionId: id }
    },
    GetQueryExecution: ({ QueryExecutionId }) => {
      const result = results.get(String(QueryExecutionId))
      const Status =
        typeof result === 'string' ? { State: 'FAILED', StateChangeReason: result } : { State: 'SUCCEEDED' }
      return { QueryExecution: { QueryExecutionId, Status, Statistics: { DataScannedInBytes: 1_000 } } }
    },
    GetQueryResults: ({ QueryExecutionId, NextToken }) => {
      const result = results.get(String(QueryExecutionId))
      if (typeof result !== 'object') return { ResultSet: { Rows: [], ResultSetMetadata: { ColumnInfo: [] } } }
      // "The first row" of a SELECT is the names of its columns (Athena API reference, "GetQueryResults").
      const all = [result.columns, ...result.rows]
      const from = Number(NextToken ?? 0)
      if (from > 0) furtherPages++
      return {
        ...(from + PAGE < all.length ? { NextToken: String(from + PAGE) } : {}),
        ResultSet: {
          ResultSetMetadata: { ColumnInfo: result.columns.map((Name) => ({ Name, Type: 'varchar' })) },
          Rows: all.slice(from, from + PAGE).map((row) => ({
            Data: row.map((cell) => (cell === null ? {} : { VarCharValue: String(cell) })),
          })),
        },
      }
    },
    StopQueryExecution: () => ({}),
  }
  const server = createServer(async (asked, answer) => {
    const pieces: Buffer[] = []
    for await (const piece of asked) pieces.push(piece as Buffer)
    const call = String(asked.headers['x-amz-target']).replace('AmazonAthena.', '')
    const reply = await answers[call]?.(JSON.parse(Buffer.concat(pieces).toString()) as JsonObject)
    answer.writeHead(reply ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' })
    answer.end(JSON.stringify(reply ?? { __type: 'InvalidRequestException', message: `no call ${call}` }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    statements,
    pages: () => furtherPages,
    stop: () => {
      server.closeAllConnections()
      server.close()
      close()
    },
  }
}

/** The table of the DDL, with every record as the JSON SerDe of Hive would read it: a record that was delivered twice is there twice. */
export const athenaTable = async (logs: readonly TrailLog[]) => {
  const statement = ddl({
    name: TABLE,
    bucket: BUCKET,
    prefix: '',
    accounts: ['123456789012'],
    regions: ['eu-west-1'],
    from: '2026/01/01',
  })
  const columns = membersOf(statement.slice(statement.indexOf('(') + 1, statement.indexOf('PARTITIONED') - 2))
  const types = [...columns.map(([name, type]) => `"${name}" ${duckType(type)}`)]
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' })
  const connection = await instance.connect()
  for (const macro of MACROS) await connection.run(macro)
  const shape = `{${columns.map(([name, type]) => `"${name}": ${duckShape(type)}`).join(', ')}}`
  await connection.run('CREATE TABLE lines (line VARCHAR, account VARCHAR, region VARCHAR, day VARCHAR, path VARCHAR)')
  const appender = await connection.createAppender('lines')
  for (const { key, records } of logs) {
    const [, account = '', region = '', day = ''] = /AWSLogs\/(\d+)\/CloudTrail\/([^/]+)\/(.{10})\//.exec(key) ?? []
    for (const record of records) {
      const line = Object.fromEntries(columns.map(([name, type]) => [name, held(type, memberOf(record, name))]))
      for (const cell of [JSON.stringify(line), account, region, day, `s3://${BUCKET}/${key}`])
        appender.appendVarchar(cell)
      appender.endRow()
    }
  }
  appender.closeSync()
  await connection.run(`CREATE TABLE ${TABLE} (${types.join(', ')},
    account VARCHAR, region VARCHAR, "timestamp" VARCHAR, "$path" VARCHAR)`)
  await connection.run(`INSERT INTO ${TABLE} SELECT record.*, account, region, day, path
    FROM (SELECT from_json(line, '${shape}') AS record, account, region, day, path FROM lines)`)
  await connection.run('DROP TABLE lines')
  return {
    connection,
    close: () => {
      connection.closeSync()
      instance.closeSync()
    },
  }
}

/** `a STRING, b STRUCT<c: STRING>`, as pairs. */
const membersOf = (text: string): readonly (readonly [name: string, type: string])[] => {
  const members: string[] = ['']
  let depth = 0
  for (const char of text) {
    depth += char === '<' ? 1 : char === '>' ? -1 : 0
    if (char === ',' && depth === 0) members.push('')
    else members[members.length - 1] += char
  }
  return members.map((member) => {
    const [, name = '', type = ''] = /^\s*(\w+):?\s+(.*?)\s*$/s.exec(member) ?? []
    return [name, type]
  })
}

/** What stands between `<` and `>`. */
const inside = (type: string): string => type.slice(type.indexOf('<') + 1, type.lastIndexOf('>'))

const duckType = (type: string): string => {
  if (type.startsWith('STRUCT'))
    return `STRUCT(${membersOf(inside(type))
      .map(([name, inner]) => `"${name}" ${duckType(inner)}`)
      .join(', ')})`
  if (type.startsWith('ARRAY')) return `${duckType(inside(type))}[]`
  return type.startsWith('MAP') ? 'MAP(VARCHAR, VARCHAR)' : 'VARCHAR'
}

/** The same for `from_json`. */
const duckShape = (type: string): string => {
  if (type.startsWith('STRUCT'))
    return `{${membersOf(inside(type))
      .map(([name, inner]) => `"${name}": ${duckShape(inner)}`)
      .join(', ')}}`
  return type.startsWith('ARRAY') ? `[${duckShape(inside(type))}]` : `"${duckType(type)}"`
}

/** Hive knows names in lower case. */
const memberOf = (value: JsonObject, name: string): Json => {
  const found = Object.keys(value).find((key) => key.toLowerCase() === name)
  return found === undefined ? null : (own(value, found) ?? null)
}

/** A value as a column of the type holds it: what has no member of its own is gone, and what is no text where one is expected becomes its JSON. */
const held = (type: string, value: Json): Json => {
  if (value === null) return null
  if (type.startsWith('STRUCT'))
    return isObject(value)
      ? Object.fromEntries(membersOf(inside(type)).map(([name, inner]) => [name, held(inner, memberOf(value, name))]))
      : null
  if (type.startsWith('ARRAY')) return Array.isArray(value) ? value.map((item) => held(inside(type), item)) : null
  if (type.startsWith('MAP')) return isObject(value) ? value : null
  return typeof value === 'string' ? value : JSON.stringify(value)
}
