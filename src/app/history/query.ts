/** Wires query: SQL over a lake or Athena. */
import { createClients } from '../../aws/clients.ts'
import { reasonOf } from '../../core/reason.ts'
import type { FailedInput } from '../../core/scan.ts'
import { SqlError, type SqlResult } from '../../core/sql-result.ts'
import { startGuard } from '../../lake/guard.ts'
import { openLake, openTable } from '../../lake/open.ts'
import { runSql } from '../../lake/run-sql.ts'
import { MINUTE } from '../../notation/duration.ts'
import { type AthenaOptions, openAthenaFor } from './athena.ts'

export interface QueryResult extends SqlResult {
  /** For people, once the rows are read: what it cost. */
  readonly note?: string
  /** What the answer leaves out, because it could not be read. */
  readonly unread: readonly FailedInput[]
  readonly close: () => void
}

/** Above DuckDB's own limit: what is more than this are texts that a function made. */
const MAX_MEMORY = 1_500_000_000

/** What a statement over a lake may take, when nobody says. */
const MAX_TIME = 10 * MINUTE

/** @param maxTime milliseconds @throws SqlError, LakeError */
export const queryLake = async (
  sql: string,
  folder: string,
  signal?: AbortSignal,
  maxTime = MAX_TIME,
): Promise<QueryResult> => {
  const lake = await openLake(folder)
  const interrupt = (): void => lake.connection.interrupt()
  signal?.addEventListener('abort', interrupt)
  const guard = startGuard(lake.connection, { time: maxTime, memory: MAX_MEMORY })
  const close = (): void => {
    guard.end()
    signal?.removeEventListener('abort', interrupt)
    lake.close()
  }
  const guarded = async function* (rows: SqlResult['rows']): SqlResult['rows'] {
    try {
      for await (const piece of rows) {
        guard.check()
        yield piece
      }
    } catch (error) {
      guard.check()
      throw error
    }
  }
  try {
    await openTable(lake)
    // What comes before there is a statement to interrupt.
    if (signal?.aborted) throw new SqlError('interrupted')
    const { columns, rows } = await runSql(lake.connection, sql)
    return { columns, rows: guarded(rows), unread: lake.failures, close }
  } catch (error) {
    close()
    guard.check()
    throw error
  }
}

/** @throws SqlError */
export const queryAthena = async (sql: string, options: AthenaOptions, signal: AbortSignal): Promise<QueryResult> => {
  const clients = createClients()
  try {
    const { athena, allowSql } = openAthenaFor(clients, options)
    await allowSql()
    const result = await athena.run(sql, signal)
    return { ...result, note: `Athena read ${(result.bytes / 1e6).toFixed(1)} MB`, unread: [], close: clients.close }
  } catch (error) {
    clients.close()
    throw error instanceof SqlError ? error : new SqlError(`Athena: ${wordsOf(error)}`)
  }
}

const wordsOf = (error: unknown): string => {
  const message = reasonOf(error)
  return message === 'Region is missing' ? 'which Region? Name it with --athena-region, or in AWS_REGION' : message
}
