/** Amazon Athena in this process: each statement is parsed as Trino and run on DuckDB. */
import { DuckDBInstance } from '@duckdb/node-api'
import { loadSqlParsers } from '../sql-parsers.ts'
import { type AthenaDouble, serveAthena } from './api.ts'
import { BUCKET, COLUMNS, inside, lineOf, membersOf, placeOf, TABLE, type TrailLog } from './serde.ts'

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
  return serveAthena(run, PAGE, close)
}

/** The table of the DDL, with every record as the JSON SerDe of Hive would read it: a record that was delivered twice is there twice. */
export const athenaTable = async (logs: readonly TrailLog[]) => {
  const types = [...COLUMNS.map(([name, type]) => `"${name}" ${duckType(type)}`)]
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' })
  const connection = await instance.connect()
  for (const macro of MACROS) await connection.run(macro)
  const shape = `{${COLUMNS.map(([name, type]) => `"${name}": ${duckShape(type)}`).join(', ')}}`
  await connection.run('CREATE TABLE lines (line VARCHAR, account VARCHAR, region VARCHAR, day VARCHAR, path VARCHAR)')
  const appender = await connection.createAppender('lines')
  for (const { key, records } of logs) {
    for (const record of records) {
      for (const cell of [lineOf(record), ...placeOf(key), `s3://${BUCKET}/${key}`]) appender.appendVarchar(cell)
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
