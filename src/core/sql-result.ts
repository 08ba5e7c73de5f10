/** What SQL answers, from whichever engine. */
import type { Json } from './json.ts'
import { UsageError } from './usage-error.ts'

export interface SqlResult {
  readonly columns: readonly string[]
  /** In pieces, as they come. */
  readonly rows: AsyncIterable<readonly (readonly Json[])[]>
}

/** The engine refused or could not run it: the message is for the person who wrote the SQL. */
export class SqlError extends UsageError {}
