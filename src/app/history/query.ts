/** Wires query: SQL over a lake or Athena. */
import { createClients } from '../../aws/clients.ts'
import { reasonOf } from '../../core/reason.ts'
import type { FailedInput } from '../../core/scan.ts'
import { SqlError, type SqlResult } from '../../core/sql-result.ts'
import { openLake, openTable } from '../../lake/open.ts'
import { runSql } from '../../lake/run-sql.ts'
import { type AthenaOptions, openAthenaFor } from './athena.ts'

export interface QueryResult extends SqlResult {
  /** For people, once the rows are read: what it cost. */
  readonly note?: string
  /** What the answer leaves out, because it could not be read. */
  readonly unread: readonly FailedInput[]
  readonly close: () => void
}

/** The limits of a statement are those of the process. @throws SqlError, LakeError */
export const queryLake = async (sql: string, folder: string): Promise<QueryResult> => {
  const lake = await openLake(folder)
  try {
    await openTable(lake)
    return { ...(await runSql(lake.connection, sql)), unread: lake.failures, close: lake.close }
  } catch (error) {
    lake.close()
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
