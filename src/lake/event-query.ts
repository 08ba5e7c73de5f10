/** A lake as an engine of hunts. */
import { join } from 'node:path'
import type { Coverage, CoveredPeriod, EventQuery, Filter, FoundRecord } from '../core/event-query.ts'
import type { JsonObject } from '../core/json.ts'
import { type Columns, filterSql } from '../investigate/filter/sql.ts'
import { mentionsSql } from './columns.ts'
import { type Lake, openLake, readParts } from './open.ts'

export const LAKE_COLUMNS: Columns = {
  key: 'accessKeyId',
  address: 'sourceIPAddress',
  principal: 'arn',
  user: 'userName',
  issuer: 'issuerName',
  caller: 'callerAccountId',
  aboutUser: 'aboutUser',
  aboutRole: 'aboutRole',
  event: 'eventID',
  sharedEvent: 'sharedEventID',
  time: 'eventTime',
  recipient: 'recipientAccountId',
  region: 'awsRegion',
  mentions: mentionsSql,
}

/** Records that are kept from one round of a hunt to the next, which asks for most of them again. */
const KEPT = 100_000

interface Row {
  readonly part: string
  readonly row: bigint
}

export interface LakeQuery extends EventQuery {
  close(): void
}

/** @throws LakeError */
export const openLakeQuery = async (folder: string): Promise<LakeQuery> => {
  const lake = await openLake(folder)
  const kept = new Map<string, FoundRecord>()

  async function* query(filter: Filter, signal?: AbortSignal): AsyncGenerator<readonly FoundRecord[]> {
    if (lake.parts.length === 0) return
    const stop = (): void => lake.connection.interrupt()
    signal?.addEventListener('abort', stop)
    try {
      const missing: Row[] = []
      let known: FoundRecord[] = []
      // First which records: their own text is read for those alone.
      // Not streamed: a stream is made by one thread.
      const found = await lake.connection.run(
        `SELECT filename, file_row_number FROM parts WHERE ${filterSql(filter, LAKE_COLUMNS)}`,
      )
      for await (const rows of found.yieldRowsJs())
        for (const [part, row] of rows as [string, bigint][]) {
          const before = kept.get(`${row} ${part}`)
          if (before === undefined) missing.push({ part, row })
          else if (known.push(before) === PIECE) {
            yield known
            known = []
          }
        }
      if (known.length > 0) yield known
      yield* fetchRecords(lake, missing, (key, one) => {
        if (kept.size < KEPT) kept.set(key, one)
      })
    } finally {
      signal?.removeEventListener('abort', stop)
    }
  }
  return {
    query,
    coverage: async () => {
      const inputs = lake.batches.flatMap((batch) => batch.inputs)
      return {
        records: lake.batches.reduce((sum, { parts }) => parts.reduce((all, one) => all + one.records, sum), 0),
        files: inputs.length,
        failures: [
          ...lake.failures,
          ...inputs.flatMap(({ name, failed }) => failed.map(({ reason }) => ({ file: name, reason }))),
        ],
        periods: periodsOf(lake),
      }
    },
    close: lake.close,
  }
}

const PIECE = 2_048
/** Records that are read at once, by all threads; more come as they are asked for. */
const FEW_ENOUGH = 20_000

/** The records of some rows, part by part. */
async function* fetchRecords(
  { connection }: Lake,
  hits: readonly Row[],
  keep: (key: string, found: FoundRecord) => void,
): AsyncGenerator<readonly FoundRecord[]> {
  if (hits.length === 0) return
  await connection.run('CREATE OR REPLACE TEMP TABLE hits (filename VARCHAR, file_row_number BIGINT)')
  const appender = await connection.createAppender('hits')
  for (const { part, row } of hits) {
    appender.appendVarchar(part)
    appender.appendBigInt(row)
    appender.endRow()
  }
  appender.closeSync()
  const parts = [...new Set(hits.map(({ part }) => part))]
  const ask = hits.length > FEW_ENOUGH ? connection.stream.bind(connection) : connection.run.bind(connection)
  const found = await ask(
    `SELECT raw, file, filename, file_row_number FROM ${readParts(parts)} SEMI JOIN hits USING (filename, file_row_number)`,
  )
  for await (const rows of found.yieldRowsJs())
    yield (rows as [string, string, string, bigint][]).map(([raw, file, part, row]) => {
      const one = { record: JSON.parse(raw) as JsonObject, file }
      keep(`${row} ${part}`, one)
      return one
    })
}

/** Of the parts that are there. */
const periodsOf = ({ folder, batches, parts }: Lake): Coverage['periods'] => {
  const there = new Set(parts)
  const places = new Map<string, CoveredPeriod[]>()
  for (const part of batches.flatMap((batch) => batch.parts)) {
    if (!there.has(join(folder, part.path)) || part.hours.length === 0) continue
    const place = `${part.account} ${part.region}`
    const known = places.get(place)
    if (known) known.push(part)
    else places.set(place, [part])
  }
  return [...places.keys()].sort().map((place) => {
    const covered = places.get(place) as readonly CoveredPeriod[]
    const { account, region } = covered[0] as CoveredPeriod
    return { account, region, hours: [...new Set(covered.flatMap(({ hours }) => hours))].sort() }
  })
}
