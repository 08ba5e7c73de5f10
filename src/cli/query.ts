/** `tattletrail query`. */
import { type QueryResult, queryAthena, queryLake } from '../app/history/query.ts'
import { UsageError } from '../core/usage-error.ts'
import { csvLines, jsonLinesOf, limited, tableLines } from '../report/table.ts'
import { number } from '../report/text.ts'
import { type AthenaCliOptions, athenaOptions } from './athena.ts'
import { colorsFor, widthOf, writeLines } from './output.ts'

export interface QueryOptions extends AthenaCliOptions {
  readonly lake?: string
  readonly athena?: boolean
  readonly limit?: number
  readonly format?: 'text' | 'jsonl' | 'csv'
}

/** Rows of a table on a screen; files and pipes get them all. */
const LIMIT = 100

/** Returns the exit code: 0, 3 when some of the lake could not be read, or 130 when interrupted. What the engine refuses is told as bad usage. */
export const queryCommand = async (sql: string, options: QueryOptions): Promise<number> => {
  const format = options.format ?? (process.stdout.isTTY ? 'text' : 'jsonl')
  if (options.athena === true && options.lake !== undefined)
    throw new UsageError('--lake and --athena: name one of them')
  if (options.athena !== true && options.lake === undefined)
    throw new UsageError('say where to ask: --lake DIR (see `tattletrail collect`), or --athena')
  const interrupt = new AbortController()
  const stop = (): void => interrupt.abort()
  process.once('SIGINT', stop)
  try {
    const result = options.athena
      ? await queryAthena(sql, athenaOptions(options), interrupt.signal)
      : await queryLake(sql, options.lake as string, interrupt.signal)
    try {
      await print(result, format, options.limit ?? (format === 'text' ? LIMIT : 0), interrupt.signal)
      for (const { file, reason } of result.unread) process.stderr.write(`not read: ${file}: ${reason}\n`)
      if (result.unread.length > 0) return 3
    } finally {
      result.close()
    }
  } catch (error) {
    if (!interrupt.signal.aborted) throw error
    process.stderr.write('interrupted\n')
    return 130
  } finally {
    process.off('SIGINT', stop)
  }
  return 0
}

const print = async (
  result: QueryResult,
  format: 'text' | 'jsonl' | 'csv',
  limit: number,
  signal: AbortSignal,
): Promise<void> => {
  let isMore = false
  const shown = limit === 0 ? result : { ...result, rows: limited(result.rows, limit, () => (isMore = true)) }
  const lines =
    format === 'text'
      ? tableLines(shown, widthOf(process.stdout), colorsFor(process.stdout).bold)
      : format === 'csv'
        ? csvLines(shown)
        : jsonLinesOf(shown)
  for await (const some of pieces(lines)) {
    signal.throwIfAborted()
    await writeLines(some)
  }
  if (isMore) process.stderr.write(`only the first ${number(limit)} rows; --limit 0 prints all\n`)
  if (result.note !== undefined) process.stderr.write(`${result.note}\n`)
}

async function* pieces(lines: AsyncIterable<string>): AsyncGenerator<readonly string[]> {
  let piece: string[] = []
  for await (const line of lines)
    if (piece.push(line) === 1_000) {
      yield piece
      piece = []
    }
  yield piece
}
