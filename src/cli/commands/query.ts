/** `tattletrail query`. */
import type { QueryResult } from '../../app/history/query.ts'
import type { SqlResult } from '../../core/sql-result.ts'
import { UsageError } from '../../core/usage-error.ts'
import { MINUTE } from '../../notation/duration.ts'
import { formats } from '../../report/formats/index.ts'
import { limited } from '../../report/table.ts'
import { number } from '../../report/text.ts'
import { isApart, reportMemory, runApart } from '../apart.ts'
import { athenaOptions, readAthena } from '../athena.ts'
import { defineCommand } from '../command.ts'
import { untilInterrupted } from '../job.ts'
import { atLeastOne, duration, text, whole } from '../kinds.ts'
import { formatOption } from '../options.ts'
import { print } from '../output.ts'

/** What a statement over a lake may take, when nobody says. Above DuckDB's own limit: what is more are texts that a function made. */
const MAX_TIME = 10 * MINUTE
const MAX_MEMORY = 1500

/** Rows of a table on a screen; files and pipes get them all. */
const LIMIT = 100

export const query = defineCommand({
  name: 'query',
  summary: 'ask a lake, or Athena, with SQL: the table is events, its columns are those of AWS',
  args: [{ takes: text('sql'), about: 'one statement that reads' }],
  options: {
    lake: { takes: text('folder'), about: 'the lake that collect made' },
    ...athenaOptions,
    athena: { about: 'ask Athena instead; the table is the one that `athena ddl` makes' },
    maxTime: { takes: duration, about: 'end a statement over a lake that takes longer (default: 10m)' },
    maxMemory: { takes: atLeastOne('MB'), about: `or more memory than this (default: ${MAX_MEMORY})` },
    limit: { takes: whole('n'), about: 'rows, 0 for all (default: 100 in a table; jsonl and csv all)' },
    format: formatOption(formats.rows),
  },
  examples: [
    'tattletrail query "SELECT eventname, count(*) AS n FROM events GROUP BY 1 ORDER BY n DESC" --lake ./lake',
    `tattletrail query "SELECT eventtime, json_extract_scalar(requestparameters, '$.bucketName') AS bucket
  FROM events WHERE useridentity.username = 'dana'" --lake ./lake --format csv`,
    `tattletrail query "SELECT count(*) FROM cloudtrail_logs WHERE \\"timestamp\\" = '2026/03/04'" --athena --max-bytes 1000000000`,
  ],
  exitCodes: {
    0: 'done',
    2: 'bad usage, or the engine refuses the SQL, or it took more time or memory than it may',
    3: 'part of the lake could not be read',
    130: 'interrupted',
  },
  run: async ([sql], { lake, maxTime, maxMemory, format, limit = format === 'text' ? LIMIT : 0, ...options }) => {
    if (options.athena && lake !== undefined) throw new UsageError('--lake and --athena: name one of them')
    if (!options.athena && lake === undefined)
      throw new UsageError('say where to ask: --lake DIR (see `tattletrail collect`), or --athena')
    if (lake !== undefined) {
      const limits = { time: maxTime ?? MAX_TIME, memory: (maxMemory ?? MAX_MEMORY) * 1e6 }
      if (!isApart()) return untilInterrupted((signal) => runApart(limits, signal))
      reportMemory(limits.memory)
    }
    const { queryAthena, queryLake } = await import('../../app/history/query.ts')
    return untilInterrupted(async (signal) => {
      try {
        const result = await (lake === undefined ? queryAthena(sql, readAthena(options), signal) : queryLake(sql, lake))
        try {
          return await answer(result, format, limit, signal)
        } finally {
          result.close()
        }
      } catch (error) {
        if (!signal.aborted) throw error
        process.stderr.write('interrupted\n')
        return 130
      }
    })
  },
})

const answer = async (result: QueryResult, format: string, limit: number, signal: AbortSignal): Promise<0 | 3> => {
  let isMore = false
  const wanted = limit === 0 ? result.rows : limited(result.rows, limit, () => (isMore = true))
  await print(formats.rows, format, { ...result, rows: until(signal, wanted) })
  if (isMore) process.stderr.write(`only the first ${number(limit)} rows; --limit 0 prints all\n`)
  if (result.note !== undefined) process.stderr.write(`${result.note}\n`)
  for (const { file, reason } of result.unread) process.stderr.write(`not read: ${file}: ${reason}\n`)
  return result.unread.length > 0 ? 3 : 0
}

async function* until(signal: AbortSignal, rows: SqlResult['rows']): SqlResult['rows'] {
  for await (const piece of rows) {
    signal.throwIfAborted()
    yield piece
  }
}
