/** Opens a lake for reading: DuckDB in memory over its parts, and the table `events` as Athena knows it. */
import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import type { FailedInput } from '../core/scan.ts'
import { type Batch, LakeError, readBatches } from './manifest.ts'

export interface Lake {
  readonly folder: string
  readonly batches: readonly Batch[]
  /** Paths of the parts that are there. */
  readonly parts: readonly string[]
  readonly failures: readonly FailedInput[]
  readonly connection: DuckDBConnection
  readonly close: () => void
}

const MEMORY = '700MB'
/** What does not fit goes to a folder of our own, which nobody else can read. */
const SPILL = '8GB'

/** Only parts that a batch names are read: what an interrupted run left is not. @throws LakeError */
export const openLake = async (folder: string): Promise<Lake> => {
  const batches = readBatches(folder)
  if (batches.length === 0)
    throw new LakeError(`${folder}: there is no lake here; make one with \`tattletrail collect LOGS --lake ${folder}\``)
  const all = [...new Set(batches.flatMap(({ parts }) => parts.map(({ path }) => join(folder, path))))]
  const failures = all.flatMap((file) => {
    const fault = faultOf(file)
    return fault === undefined ? [] : [{ file, reason: `the part is ${fault}; collect its logs into a new lake` }]
  })
  const bad = new Set(failures.map(({ file }) => file))
  const parts = all.filter((path) => !bad.has(path))
  const spill = mkdtempSync(join(tmpdir(), 'tattletrail-duckdb-'))
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: MEMORY,
    threads: String(availableParallelism()),
    temp_directory: spill,
    max_temp_directory_size: SPILL,
    preserve_insertion_order: 'false',
  })
  const connection = await instance.connect()
  if (parts.length > 0) await connection.run(`CREATE VIEW parts AS SELECT * FROM ${readParts(parts)}`)
  return {
    folder,
    batches,
    parts,
    failures,
    connection,
    close: () => {
      connection.closeSync()
      instance.closeSync()
      rmSync(spill, { recursive: true, force: true })
    },
  }
}

/** A file of Parquet begins and ends with these bytes ("File Format", Apache Parquet): a part that was cut off lacks the last. */
const MAGIC = 'PAR1'

const faultOf = (path: string): string | undefined => {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'gone' : `not readable (${(error as Error).message})`
  }
  try {
    const end = Buffer.alloc(MAGIC.length)
    readSync(file, end, 0, end.length, Math.max(0, fstatSync(file).size - end.length))
    return end.toString('latin1') === MAGIC ? undefined : 'damaged'
  } finally {
    closeSync(file)
  }
}

/** Folders name account, Region and day. */
export const readParts = (paths: readonly string[]): string =>
  `read_parquet([${paths.map((path) => `'${path.replaceAll("'", "''")}'`).join(', ')}], hive_partitioning = true, hive_types_autocast = false, filename = true, file_row_number = true)`

/** A record that was delivered twice has the same `eventID`: the first copy stays. */
const COPIES = `
  CREATE TEMP TABLE copies AS
  SELECT filename, file_row_number FROM parts
  WHERE eventID IN (SELECT eventID FROM parts WHERE eventID <> '' GROUP BY eventID HAVING count(*) > 1)
  QUALIFY row_number() OVER (PARTITION BY eventID ORDER BY filename, file_row_number) > 1`

/**
 * Half of a surrogate pair, which a record is kept with as an escape (see `textOf`), is no character, and to DuckDB no JSON: one
 * would end every statement that looks into records. It is U+FFFD to them; the backslashes before it may stand for themselves.
 */
const WELL_FORMED = `CASE WHEN contains(raw, '\\ud')
  THEN regexp_replace(replace(raw, '\\\\', '\\u005c'), '\\\\ud[89a-f][0-9a-f]{2}', '\\\\ufffd', 'g') ELSE raw END`

const part = (name: string): string => `CAST(json_extract(raw, '$.${name}') AS VARCHAR)`
const field = (name: string): string => `json_extract_string(raw, '$.${name}')`

/** As Athena has them. */
const lower = (...columns: readonly string[]): string =>
  columns.map((column) => `${column} AS ${column.toLowerCase()}`).join(', ')

/** The columns that AWS's own table for Athena has (Athena user guide, "Query AWS CloudTrail logs"), so that the same SQL runs. */
const EVENTS = `
  CREATE VIEW events AS SELECT
    ${lower('eventTime', 'eventSource', 'eventName', 'awsRegion', 'sourceIPAddress', 'userAgent', 'errorCode')},
    ${field('errorMessage')} AS errormessage,
    struct_pack(
      type := identityType, principalid := principalId, arn := arn, accountid := callerAccountId, invokedby := invokedBy,
      accesskeyid := accessKeyId, username := userName,
      sessioncontext := struct_pack(
        attributes := struct_pack(
          mfaauthenticated := ${field('userIdentity.sessionContext.attributes.mfaAuthenticated')},
          creationdate := ${field('userIdentity.sessionContext.attributes.creationDate')}),
        sessionissuer := struct_pack(
          type := ${field('userIdentity.sessionContext.sessionIssuer.type')},
          principalid := ${field('userIdentity.sessionContext.sessionIssuer.principalId')},
          arn := issuerArn,
          accountid := ${field('userIdentity.sessionContext.sessionIssuer.accountId')},
          username := issuerName))
    ) AS useridentity,
    ${part('requestParameters')} AS requestparameters,
    ${part('responseElements')} AS responseelements,
    ${part('additionalEventData')} AS additionaleventdata,
    ${lower('requestID', 'eventID', 'readOnly')}, ${part('resources')} AS resources,
    ${lower('eventType', 'eventVersion', 'eventCategory', 'recipientAccountId', 'sharedEventID')},
    ${part('serviceEventDetails')} AS serviceeventdetails,
    ${field('vpcEndpointId')} AS vpcendpointid,
    account, region, replace(day, '-', '/') AS "timestamp", day, file, file AS "$path", raw
  FROM (SELECT * REPLACE (${WELL_FORMED} AS raw) FROM parts) ANTI JOIN copies USING (filename, file_row_number)`

/** What Trino has and DuckDB calls otherwise; what is no JSON has no parts there. */
const TRINO = [
  'CREATE MACRO json_extract_scalar(json, path) AS CASE WHEN json_valid(json) THEN json_extract_string(json, path) END',
  'CREATE MACRO cardinality(list) AS len(list)',
  'CREATE MACRO json_format(json) AS CAST(json AS VARCHAR)',
  'CREATE MACRO from_iso8601_timestamp(text) AS CAST(text AS TIMESTAMPTZ)',
]

/** The table `events`, without what was delivered twice. After this nothing else can be read or written. */
export const openTable = async ({ connection, parts, folder }: Lake): Promise<void> => {
  if (parts.length === 0) throw new LakeError(`${folder}: no record was collected`)
  await connection.run(COPIES)
  await connection.run(EVENTS)
  for (const macro of TRINO) await connection.run(macro)
  await connection.run(`SET allowed_paths = [${parts.map((path) => `'${path.replaceAll("'", "''")}'`).join(', ')}]`)
  await connection.run("SET TimeZone = 'UTC'")
  await connection.run('SET enable_external_access = false')
  await connection.run('SET lock_configuration = true')
}
