/** Athena as an engine of hunts and of SQL: start, wait, read page by page; never more bytes than allowed. */
import { setTimeout } from 'node:timers/promises'
import type { Clients } from '../aws/clients.ts'
import type { Coverage, EventQuery, Filter, FoundRecord } from '../core/event-query.ts'
import type { Json } from '../core/json.ts'
import { SqlError, type SqlResult } from '../core/sql-result.ts'
import { rowToRecord } from './athena-record.ts'
import { hunts, MAX_STATEMENT } from './athena-table.ts'

export interface AthenaSettings {
  readonly workgroup: string
  readonly database: string
  /** `s3://bucket/prefix/` for results; absent when the workgroup has one. */
  readonly output?: string
  readonly region?: string
  /** The most that one statement may read. */
  readonly maxBytes?: number
}

/** How often is asked whether a statement is done: soon at first. */
const WAITS = [200, 300, 500, 1_000]
/** "Valid Range: Minimum value of 1. Maximum value of 1000" (Athena API reference, "GetQueryResults"). */
const PAGE = 1_000
export interface Athena {
  run(sql: string, signal?: AbortSignal): Promise<SqlResult & { readonly bytes: number }>
  /** What the workgroup cuts a statement off at; undefined when it does not. */
  cutoff(): Promise<number | undefined>
}

export const openAthena = (clients: Clients, settings: AthenaSettings): Athena => {
  const { workgroup, database, output, region } = settings
  const call: Clients['call'] = (service, command, input, options) =>
    clients.call(service, command, input, { ...options, region })

  const wait = async (id: string, signal?: AbortSignal): Promise<number> => {
    for (let tries = 0; ; tries++) {
      const { QueryExecution } = await call('athena', 'GetQueryExecution', { QueryExecutionId: id })
      const { State, StateChangeReason = '' } = QueryExecution?.Status ?? {}
      if (State === 'SUCCEEDED') return QueryExecution?.Statistics?.DataScannedInBytes ?? 0
      if (State === 'FAILED' || State === 'CANCELLED')
        throw new SqlError(
          `Athena: ${State === 'FAILED' ? '' : 'cancelled: '}${StateChangeReason || 'no reason was given'}`,
        )
      try {
        await setTimeout(WAITS[Math.min(tries, WAITS.length - 1)], undefined, signal ? { signal } : {})
      } catch (error) {
        // It would go on, and cost, for nobody.
        await call('athena', 'StopQueryExecution', { QueryExecutionId: id })
        throw error
      }
    }
  }
  async function* pages(id: string, types: readonly string[], skipHead: boolean, first: Page): SqlResult['rows'] {
    for (let page: Page | undefined = first, isFirst = true; page; isFirst = false) {
      const rows = (page.ResultSet?.Rows ?? []).map(({ Data = [] }) =>
        Data.map(({ VarCharValue }, at) => toJson(types[at] ?? '', VarCharValue)),
      )
      yield isFirst && skipHead ? rows.slice(1) : rows
      page = page.NextToken
        ? await call('athena', 'GetQueryResults', { QueryExecutionId: id, MaxResults: PAGE, NextToken: page.NextToken })
        : undefined
    }
  }
  return {
    run: async (sql, signal) => {
      const length = Buffer.byteLength(sql)
      if (length > MAX_STATEMENT)
        throw new SqlError(`Athena takes ${MAX_STATEMENT} bytes, this statement has ${length}`)
      const { QueryExecutionId: id = '' } = await call('athena', 'StartQueryExecution', {
        QueryString: sql,
        WorkGroup: workgroup,
        QueryExecutionContext: { Database: database },
        ...(output === undefined ? {} : { ResultConfiguration: { OutputLocation: output } }),
      })
      const bytes = await wait(id, signal)
      const first = await call('athena', 'GetQueryResults', { QueryExecutionId: id, MaxResults: PAGE })
      const info = first.ResultSet?.ResultSetMetadata?.ColumnInfo ?? []
      const columns = info.map(({ Name = '' }) => Name)
      const types = info.map(({ Type = '' }) => Type)
      // Of a SELECT the first row is the names; of a SHOW or DESCRIBE it is a row.
      const head = first.ResultSet?.Rows?.[0]?.Data?.map(({ VarCharValue }) => VarCharValue)
      const skipHead =
        head !== undefined && head.length === columns.length && columns.every((name, at) => head[at] === name)
      return { columns, rows: pages(id, types, skipHead, first), bytes }
    },
    cutoff: async () => {
      const { WorkGroup } = await call('athena', 'GetWorkGroup', { WorkGroup: workgroup })
      return WorkGroup?.Configuration?.BytesScannedCutoffPerQuery
    },
  }
}

/** So many digits of a decimal fraction survive as a number. */
const DIGITS = 15

/** Types of Athena that are numbers -> whether JavaScript holds one exactly. */
const isWhole = (cell: string): boolean => Number.isSafeInteger(Number(cell))
const isDouble = (cell: string): boolean => Number.isFinite(Number(cell))
const NUMBERS: ReadonlyMap<string, (cell: string) => boolean> = new Map([
  ...['tinyint', 'smallint', 'integer', 'bigint'].map((type) => [type, isWhole] as const),
  ...['real', 'float', 'double'].map((type) => [type, isDouble] as const),
  ['decimal', (cell) => cell.replaceAll(/\D/g, '').length <= DIGITS],
])

/** A cell by the type of its column: a number that would not stay exact is a text. */
const toJson = (type: string, cell: string | undefined): Json => {
  if (cell === undefined) return null
  if (type === 'boolean') return cell === 'true'
  return NUMBERS.get(type)?.(cell) ? Number(cell) : cell
}

type Page = {
  readonly NextToken?: string | undefined
  readonly ResultSet?:
    | {
        readonly Rows?: { readonly Data?: { readonly VarCharValue?: string | undefined }[] | undefined }[] | undefined
      }
    | undefined
}

export interface AthenaQuery extends EventQuery {
  /** Read by all statements until now, in bytes. */
  readonly read: () => number
}

/** @param allow refuses a filter that would read too much. @throws SqlError */
export const athenaQuery = (athena: Athena, table: string, allow: (filter: Filter) => Promise<void>): AthenaQuery => {
  let [bytes, records] = [0, 0]
  const files = new Set<string>()
  async function* query(filter: Filter, signal?: AbortSignal): AsyncGenerator<readonly FoundRecord[]> {
    await allow(filter)
    for (const sql of hunts(table, filter)) {
      const result = await athena.run(sql, signal)
      bytes += result.bytes
      for await (const rows of result.rows) {
        const found = rows.map((row) => rowToRecord(row.map((cell) => (cell === null ? null : String(cell)))))
        for (const { file } of found) files.add(file)
        records += found.length
        yield found
      }
    }
  }
  return {
    query,
    // Asking what there is would read everything: only what was found is known.
    coverage: async (): Promise<Coverage> => ({ records, files: files.size, failures: [], periods: [] }),
    read: () => bytes,
  }
}
