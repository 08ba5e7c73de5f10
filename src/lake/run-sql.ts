/** A person's SQL over a lake: one statement that reads. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { StatementType } from '@duckdb/node-api'
import type { Json } from '../core/json.ts'
import { reasonOf } from '../core/reason.ts'
import { SqlError, type SqlResult } from '../core/sql-result.ts'

const READS = new Set<number>([StatementType.SELECT, StatementType.EXPLAIN])

/** @throws SqlError with the place of the mistake, as DuckDB tells it */
export const runSql = async (connection: DuckDBConnection, sql: string): Promise<SqlResult> => {
  if (sql.trim() === '') throw new SqlError('expected a statement, got nothing')
  try {
    const statements = await connection.extractStatements(sql)
    if (statements.count !== 1) throw new SqlError(`expected one statement, got ${statements.count}`)
    const prepared = await statements.prepare(0)
    if (!READS.has(prepared.statementType))
      throw new SqlError('the lake is read only: expected SELECT, WITH, DESCRIBE or EXPLAIN')
    const result = await prepared.stream()
    return { columns: result.columnNames(), rows: rowsOf(result) }
  } catch (error) {
    throw sqlError(error)
  }
}

async function* rowsOf(result: { yieldRowsJs(): AsyncIterable<unknown[][]> }): SqlResult['rows'] {
  try {
    for await (const rows of result.yieldRowsJs()) yield rows.map((row) => row.map(toJson))
  } catch (error) {
    throw sqlError(error)
  }
}

const sqlError = (error: unknown): SqlError =>
  error instanceof SqlError ? error : new SqlError(reasonOf(error).replace(/^Failed to extract statements: /, ''))

/** Whole numbers that JavaScript cannot hold stay exact, as texts. */
const toJson = (value: unknown): Json => {
  if (value === null || value === undefined) return null
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (typeof value === 'string' || typeof value === 'boolean') return value
  if (value instanceof Date) return value.toISOString().replace('.000Z', 'Z')
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  if (Array.isArray(value)) return value.map(toJson)
  if (value instanceof Map) return [...value].map(([key, inner]) => [toJson(key), toJson(inner)])
  if (Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null)
    return Object.fromEntries(Object.entries(value as object).map(([key, inner]) => [key, toJson(inner)]))
  return String(value)
}
