/** Statements of the SQLite store as its facets need them: prepared, in one transaction, and with errors that name the file. */
import { type Connection, explain, type Statement, transaction } from './file.ts'

export interface Calls {
  readonly sql: (text: string) => Statement
  /** @throws StoreBusyError when another process holds the file, or an error that names it */
  readonly attempt: <Result>(work: () => Result) => Promise<Result>
  /** The same, as one transaction. */
  readonly write: <Result>(work: () => Result) => Promise<Result>
}

export const createCalls = (path: string, database: Connection): Calls => {
  const attempt: Calls['attempt'] = async (work) => {
    try {
      return work()
    } catch (error) {
      throw explain(path, error)
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

/** libsql's own `get` must not follow `all` on one statement: it keeps the values bound before. */
export const first = (statement: Statement, ...values: readonly (string | number)[]): unknown =>
  statement.all(...values)[0]

export interface Body {
  readonly body: string
}
export const json = (value: unknown): string => JSON.stringify(value)
export const parse = <T>({ body }: Body): T => JSON.parse(body) as T
