/** Wires query: SQL over a lake or Athena. */
import { createClients } from '../aws/clients.ts'
import type { SqlResult } from '../core/sql-result.ts'
import { openLake, openTable } from '../lake/open.ts'
import { runSql } from '../lake/run-sql.ts'
import { type AthenaOptions, openAthenaFor } from './athena.ts'

export interface QueryResult extends SqlResult {
  /** For people, once the rows are read: what it cost. */
  readonly note?: string
  readonly close: () => void
}

/** @throws SqlError, LakeError */
export const queryLake = async (sql: string, folder: string): Promise<QueryResult> => {
  const lake = await openLake(folder)
  try {
    await openTable(lake)
    return { ...(await runSql(lake.connection, sql)), close: lake.close }
  } catch (error) {
    lake.close()
    throw error
  }
}

/** @throws SqlError, or the SDK's error */
export const queryAthena = async (sql: string, options: AthenaOptions, signal: AbortSignal): Promise<QueryResult> => {
  const clients = createClients()
  try {
    const { athena, allowSql } = openAthenaFor(clients, options)
    await allowSql()
    const result = await athena.run(sql, signal)
    return { ...result, note: `Athena read ${(result.bytes / 1e6).toFixed(1)} MB`, close: clients.close }
  } catch (error) {
    clients.close()
    throw error
  }
}
