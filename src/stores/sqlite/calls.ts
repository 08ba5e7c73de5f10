/** Statements of the SQLite store as its facets need them: prepared, in one transaction, and with errors that name the file. */
import { setTimeout } from 'node:timers/promises'
import { backoff } from '../backoff.ts'
import { type Connection, explain, isLocked, type Statement, transaction } from './file.ts'

export interface Calls {
  readonly sql: (text: string) => Statement
  /** To read. While another process holds the file it is tried again for a while. @throws StoreBusyError, or StoreError that names the file */
  readonly attempt: <Result>(work: () => Result) => Promise<Result>
  /**
   * To write, as one transaction: its beginning waits, no statement does. libsql does not reset one that found the file held, and
   * undoes with it, when it is used again, what others wrote meanwhile.
   */
  readonly write: <Result>(work: () => Result) => Promise<Result>
}

/** Milliseconds. */
const FIRST_WAIT = 4
const LONGEST_WAIT = 100
export const pause = (tries: number): Promise<void> => setTimeout(backoff(tries, FIRST_WAIT, LONGEST_WAIT))

/** @param patience how long another process is waited for, in milliseconds */
export const createCalls = (path: string, database: Connection, patience: number): Calls => {
  const attempt: Calls['attempt'] = async (work) => {
    const started = performance.now()
    for (let tries = 0; ; tries++)
      try {
        return work()
      } catch (error) {
        if (!isLocked(error) || performance.now() - started >= patience) throw explain(path, error)
        await pause(tries)
      }
  }
  return {
    sql: (text) => database.prepare(text),
    attempt,
    write: (work) => attempt(() => transaction(database, work)),
  }
}

/** Keys in one `IN (...)`, handed over as one JSON list. */
export const IN = 'IN (SELECT value FROM json_each(?))'

/** Columns of text, to be read as bytes: at a text that is not UTF-8, which a damaged file may hold, libsql ends the process. */
export const texts = (...columns: readonly string[]): string =>
  columns.map((column) => `CAST(${column} AS BLOB) AS ${column}`).join(', ')

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Its rows, with their texts. @throws TypeError when one is not UTF-8 */
export const all = (statement: Statement, ...values: readonly (string | number)[]): readonly unknown[] =>
  (statement.all(...values) as Record<string, unknown>[]).map((row) => {
    for (const [name, value] of Object.entries(row)) if (value instanceof ArrayBuffer) row[name] = utf8.decode(value)
    return row
  })

/** libsql's own `get` must not follow `all` on one statement: it keeps the values bound before. */
export const first = (statement: Statement, ...values: readonly (string | number)[]): unknown =>
  all(statement, ...values)[0]

export interface Body {
  readonly body: string
}
export const json = (value: unknown): string => JSON.stringify(value)
export const parse = <T>({ body }: Body): T => JSON.parse(body) as T
