/** Amazon Athena's API over HTTP, whatever runs its statements. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { JsonObject } from '../../src/core/json.ts'

export interface AthenaDouble {
  /** For `AWS_ENDPOINT_URL_ATHENA`. */
  readonly endpoint: string
  /** Everything that was asked, in order. */
  readonly statements: readonly string[]
  /** How often a result was longer than a page. */
  readonly pages: () => number
  readonly stop: () => void
}

/** Rows of texts, or what Athena says of a failure. */
export type Answer =
  | { readonly columns: readonly string[]; readonly rows: readonly (readonly (string | null)[])[] }
  | string

/** @param page rows at once; much less than Athena's shows every longer answer in pages */
export const serveAthena = async (
  run: (sql: string) => Promise<Answer>,
  page: number,
  close: () => void,
): Promise<AthenaDouble> => {
  const statements: string[] = []
  const results = new Map<string, Answer>()
  let furtherPages = 0
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
        ...(from + page < all.length ? { NextToken: String(from + page) } : {}),
        ResultSet: {
          ResultSetMetadata: { ColumnInfo: result.columns.map((Name) => ({ Name, Type: 'varchar' })) },
          Rows: all.slice(from, from + page).map((row) => ({
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
