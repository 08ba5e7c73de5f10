/** What a person's statement may take: it is interrupted when it takes longer, or more memory. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { SqlError } from '../core/sql-result.ts'

export interface Limits {
  /** Milliseconds. */
  readonly time: number
  /** Bytes of the whole process: DuckDB's own limit counts its tables, not every text that a function makes. */
  readonly memory: number
}

export interface Guard {
  /** @throws SqlError that says which limit was met, instead of DuckDB's "Interrupted!" */
  readonly check: () => void
  readonly end: () => void
}

/** How often is looked; milliseconds. */
const EVERY = 50

export const startGuard = (connection: Pick<DuckDBConnection, 'interrupt'>, { time, memory }: Limits): Guard => {
  const deadline = performance.now() + time
  let reason: string | undefined
  const timer = setInterval(() => {
    const bytes = process.memoryUsage.rss()
    if (performance.now() > deadline) reason ??= `it is not done after ${Math.round(time / 1000)} seconds`
    else if (bytes > memory) reason ??= `it takes more than ${Math.round(memory / 1e6)} MB of memory`
    // Again and again: between two chunks of rows there is nothing to interrupt.
    if (reason !== undefined) connection.interrupt()
  }, EVERY)
  return {
    check: () => {
      if (reason !== undefined) throw new SqlError(`the statement was ended: ${reason}`)
    },
    end: () => clearInterval(timer),
  }
}
