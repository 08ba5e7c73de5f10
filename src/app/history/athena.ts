/** Wires Athena: which workgroup, which table, and how much a statement may read. */
import { type Clients, createClients } from '../../aws/clients.ts'
import type { IndicatorKind } from '../../core/case.ts'
import type { Filter } from '../../core/event-query.ts'
import type { EventScope } from '../../core/scan.ts'
import { SqlError } from '../../core/sql-result.ts'
import { UsageError } from '../../core/usage-error.ts'
import { guessIndicator } from '../../investigate/facts/indicator.ts'
import { namedBy } from '../../investigate/facts/resource.ts'
import { NOTHING } from '../../investigate/filter/filter.ts'
import { type Athena, type AthenaQuery, athenaQuery, openAthena } from '../../lake/athena.ts'
import { ddl, readableSql } from '../../lake/athena-table.ts'
import { dayFolder, lastDayFolder, regionFolders } from '../../notation/log-folder.ts'
import { listLogs, parseS3Uri } from '../../sources/s3/listing.ts'
import { isoOf, retimed } from './scope-times.ts'

export interface AthenaOptions {
  readonly workgroup: string
  readonly database: string
  readonly output?: string
  readonly region?: string
  /** Bytes. */
  readonly maxBytes?: number
}

export interface OpenAthena {
  readonly athena: Athena
  /** Of SQL by hand only Athena knows what it reads: its own limit must be low enough. @throws SqlError */
  readonly allowSql: () => Promise<void>
}

export const openAthenaFor = (clients: Clients, options: AthenaOptions): OpenAthena => {
  const athena = openAthena(clients, options)
  return {
    athena,
    allowSql: async () => {
      if (options.maxBytes === undefined) return
      const cutoff = await athena.cutoff()
      if (cutoff !== undefined && cutoff <= options.maxBytes) return
      throw new SqlError(
        `--max-bytes ${options.maxBytes}: the workgroup ${options.workgroup} ${cutoff === undefined ? 'lets a statement read without limit' : `lets a statement read ${cutoff} bytes`}; nothing was run. Lower its limit (BytesScannedCutoffPerQuery), or leave --max-bytes out`,
      )
    },
  }
}

export interface HuntOptions extends AthenaOptions {
  readonly table: string
  /** `s3://bucket/prefix` of the trail: its sizes say beforehand what a hunt reads. */
  readonly trail?: string
}

/** A hunt over Athena. With `maxBytes` and `trail` what a filter would read is known before; without the trail the workgroup must limit it. */
export const openAthenaQuery = (options: HuntOptions): AthenaQuery & { readonly close: () => void } => {
  const clients = createClients()
  const { athena, allowSql } = openAthenaFor(clients, options)
  const { trail, maxBytes } = options
  const allow = async (filter: Filter): Promise<void> => {
    if (maxBytes === undefined) return
    if (trail === undefined) return allowSql()
    const bytes = await estimate(clients, trail, filter)
    if (bytes > maxBytes)
      throw new SqlError(
        `--max-bytes ${maxBytes}: Athena would read about ${bytes} bytes; nothing was run. Ask for less with --from, --to, --account or --region`,
      )
  }
  return { ...athenaQuery(athena, options.table, allow), close: clients.close }
}

/** Athena reads the objects of every partition that it cannot rule out, as they are stored. */
export const estimate = async (clients: Clients, trail: string, { within }: Filter): Promise<number> => {
  const scope = { ...retimed(within, Date.parse), regions: regionFolders(within.regions) }
  const { objects, failures } = await listLogs(parseS3Uri(trail), scope, clients)
  const [failure] = failures
  if (failure) throw new SqlError(`${failure.file}: ${failure.reason}`)
  return objects.reduce((sum, { size }) => sum + size, 0)
}

export interface DdlSettings {
  readonly trail: string
  readonly table: string
  readonly organization?: string
  /** Which accounts, Regions and days. */
  readonly scope: EventScope
}

/** Before this there were no logs that anybody asks for. */
const FIRST_DAY = Date.parse('2020-01-01T00:00:00Z')

/** What may come before `AWSLogs`, and the organization behind it. */
const TRAIL = /^(?:(.*)\/)?AWSLogs(?:\/(o-[a-z0-9]+))?(?:\/.*)?$/s

/** The statement that makes the table. @throws UsageError */
export const athenaDdl = ({ trail, table, organization, scope }: DdlSettings): string => {
  const { accounts = [], regions = [], from = FIRST_DAY, to, lateDays } = scope
  const { bucket, prefix } = parseS3Uri(trail)
  if (bucket.startsWith('arn:'))
    throw new UsageError(`${bucket}: Athena knows an access point by its alias, not by its ARN`)
  const [found, before = '', named = organization] = TRAIL.exec(prefix) ?? []
  if (organization !== undefined && named !== organization)
    throw new UsageError(`--organization ${organization}: --trail names ${named}`)
  return ddl({
    name: table,
    bucket,
    prefix: found === undefined ? prefix.replace(/\/$/, '') : before,
    accounts,
    regions,
    from: dayFolder(from),
    ...(named !== undefined && { organization: named }),
    ...(to !== undefined && { to: lastDayFolder(to, lateDays) }),
  })
}

/** What is known of an indicator, as a statement for people. @throws UsageError */
export const athenaSql = (
  indicator: string,
  kind: IndicatorKind | undefined,
  table: string,
  scope: EventScope,
): string => {
  if (indicator.trim() === '') throw new UsageError('the indicator is empty')
  const { value, kinds } = guessIndicator(indicator, kind)
  return readableSql(table, { any: filterOf(value, kinds), within: retimed(scope, isoOf) })
}

/** Everything that an indicator of these kinds can be the value of. */
const filterOf = (value: string, kinds: readonly IndicatorKind[]): Filter['any'] => {
  const is = (kind: IndicatorKind): readonly string[] => (kinds.includes(kind) ? [value] : [])
  const arn = value.startsWith('arn:')
  const [, role] = /:role\/(?:.*\/)?([^/]+)$/.exec(value) ?? []
  return {
    ...NOTHING.any,
    addresses: is('address'),
    networks: is('network'),
    keys: is('key'),
    callers: is('account'),
    events: is('event'),
    principals: arn && !kinds.includes('resource') ? [value] : [],
    users: arn ? [] : is('user'),
    roles: kinds.includes('role') ? [role ?? value] : [],
    mentions: kinds.some((kind) => kind === 'address' || kind === 'network' || kind === 'account')
      ? []
      : [value, ...(kinds.includes('resource') ? (namedBy(value)?.names ?? []) : [])],
  }
}
