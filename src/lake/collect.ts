/** Writes records into a lake: immutable Parquet by account, Region and day, named after the inputs that it is made of. */
import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type { CoveredPeriod } from '../core/event-query.ts'
import type { JsonObject } from '../core/json.ts'
import { cleanOf, textOf } from './clean.ts'
import { selectColumns } from './columns.ts'
import { type CollectedInput, OUR_FILE, OURS, type Part, readBatches, writeBatch } from './manifest.ts'
import { readParts } from './open.ts'

/** Records of a batch, and their characters: what memory holds, twice. */
const BATCH_RECORDS = 24_576
const BATCH_CHARS = 36 * 2 ** 20
const MEMORY = '600MB'

const SCRATCH = '.writing-'

/** What a process that died was writing. */
const removeLeftovers = (lake: string): void => {
  for (const name of readdirSync(lake))
    if (name.startsWith(SCRATCH) && !isAlive(Number(name.slice(SCRATCH.length))))
      rmSync(join(lake, name), { recursive: true, force: true })
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

export interface LakeWriter {
  /** Whether an input with this content is in the lake. */
  has(sha256: string): boolean
  /** `written` is the record's own text, where it has one. */
  add(record: JsonObject, written?: string): void
  /** Everything added since the last call is of this input. Writes when a batch is full. */
  endInput(input: CollectedInput): Promise<void>
  /** Writes what is left. */
  close(): Promise<void>
}

/** @throws LakeError for a folder that is no lake, and system errors */
export const openLakeWriter = async (lake: string): Promise<LakeWriter> => {
  const known = new Set(readBatches(lake).flatMap(({ inputs }) => inputs.map(({ sha256 }) => sha256)))
  mkdirSync(lake, OURS)
  removeLeftovers(lake)
  const scratch = join(lake, `${SCRATCH}${process.pid}`)
  mkdirSync(scratch, OURS)
  const database = await DuckDBInstance.create(':memory:', {
    memory_limit: MEMORY,
    preserve_insertion_order: 'false',
    temp_directory: join(scratch, 'spill'),
  })
  const connection = await database.connect()
  const newBatch = async (number: number) => {
    const table = `batch_${number}`
    await connection.run(`CREATE TABLE ${table} (raw VARCHAR, clean VARCHAR, file VARCHAR)`)
    return {
      table,
      appender: await connection.createAppender(table),
      inputs: [] as CollectedInput[],
      records: 0,
      chars: 0,
    }
  }
  let number = 0
  let batch = await newBatch(number)
  /** The batch before is written by DuckDB's threads while this one reads on. */
  let writing: Promise<void> = Promise.resolve()
  let rows: { readonly raw: string; readonly clean: string | null }[] = []

  const write = async ({ table, inputs, records }: typeof batch): Promise<void> => {
    const name = nameOf(inputs)
    const folder = join(scratch, name)
    mkdirSync(folder, OURS)
    const writer = await database.connect()
    try {
      const parts = records === 0 ? [] : await copy(writer, table, folder)
      const written = parts.reduce((sum, part) => sum + part.records, 0)
      if (written !== records) throw new Error(`the lake took ${written} of ${records} records`)
      const placed = parts.map((part, index) => {
        const place = join('events', dirname(relative(folder, part.path)), `${name}-${index}.parquet`)
        mkdirSync(dirname(join(lake, place)), OURS)
        chmodSync(part.path, OUR_FILE)
        renameSync(part.path, join(lake, place))
        return { ...part, path: place }
      })
      writeBatch(lake, name, { version: 2, inputs, parts: placed })
      await writer.run(`DROP TABLE ${table}`)
    } finally {
      writer.closeSync()
    }
  }
  const flush = async (): Promise<void> => {
    const full = batch
    full.appender.closeSync()
    await writing
    writing = write(full)
    // Told when it is awaited; until then it is nobody's unhandled rejection.
    writing.catch(() => {})
    batch = await newBatch(++number)
  }
  return {
    has: (sha256) => known.has(sha256),
    add: (record, written) => {
      const raw = textOf(record, written)
      rows.push({ raw, clean: cleanOf(record, raw) })
    },
    endInput: async (input) => {
      for (const { raw, clean } of rows) {
        const { appender } = batch
        appender.appendVarchar(raw)
        if (clean === null) appender.appendNull()
        else appender.appendVarchar(clean)
        appender.appendVarchar(input.name)
        appender.endRow()
        batch.chars += raw.length
      }
      batch.records += rows.length
      rows = []
      batch.inputs.push(input)
      known.add(input.sha256)
      if (batch.records >= BATCH_RECORDS || batch.chars >= BATCH_CHARS) await flush()
    },
    close: async () => {
      try {
        if (batch.inputs.length > 0) await flush()
        await writing
      } finally {
        connection.closeSync()
        database.closeSync()
        rmSync(scratch, { recursive: true, force: true })
      }
    },
  }
}

/** The same inputs make the same name, in whatever order they came. */
const nameOf = (inputs: readonly CollectedInput[]): string =>
  createHash('sha256')
    .update(
      inputs
        .map(({ sha256 }) => sha256)
        .sort()
        .join('\n'),
    )
    .digest('hex')
    .slice(0, 24)

type Connection = Awaited<ReturnType<DuckDBInstance['connect']>>

/** What is no account, no Region or no day goes into a folder of its own: nothing in a record names a path. */
const copy = async (writer: Connection, table: string, folder: string): Promise<readonly Part[]> => {
  const account = "coalesce(nullif(recipientAccountId, ''), callerAccountId, '')"
  const asked = await writer.runAndReadAll(`
    COPY (
      SELECT *,
        CASE WHEN regexp_full_match(${account}, '[0-9]{12}') THEN ${account} ELSE 'unknown' END AS account,
        CASE WHEN regexp_full_match(awsRegion, '[a-z0-9-]{1,40}') THEN awsRegion ELSE 'unknown' END AS region,
        CASE WHEN regexp_full_match(eventTime, '[0-9]{4}-[0-9]{2}-[0-9]{2}T.*') THEN eventTime[1:10] ELSE 'unknown' END AS day
      FROM (${selectColumns(table)})
      ORDER BY arn, accessKeyId
    ) TO '${folder.replaceAll("'", "''")}' (
      FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 4096,
      PARTITION_BY (account, region, day), FILENAME_PATTERN '{uuid}', OVERWRITE_OR_IGNORE, RETURN_STATS
    )`)
  const parts = asked
    .getRowObjectsJson()
    .map(({ filename, count }) => ({ path: String(filename), records: Number(count) }))
  const periods = await periodsOf(
    writer,
    parts.map(({ path }) => path),
  )
  return parts
    .map((part) => ({ ...part, ...(periods.get(part.path) as CoveredPeriod) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** Part -> what it covers. */
const periodsOf = async (writer: Connection, parts: readonly string[]): Promise<ReadonlyMap<string, CoveredPeriod>> => {
  const found = await writer.runAndReadAll(`
    SELECT filename, account, region, coalesce(list(DISTINCT eventTime[1:13] ORDER BY eventTime[1:13]) FILTER (day <> 'unknown'), []) AS hours
    FROM ${readParts(parts)} GROUP BY filename, account, region`)
  return new Map(
    found
      .getRowObjectsJson()
      .map(({ filename, account, region, hours }) => [
        String(filename),
        { account: String(account), region: String(region), hours: hours as string[] },
      ]),
  )
}
