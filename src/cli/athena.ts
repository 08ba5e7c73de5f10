/** `tattletrail athena ddl` and `athena sql`: statements to run by hand. */
import { type AthenaOptions, athenaDdl, athenaSql } from '../app/history/athena.ts'
import type { IndicatorKind } from '../core/case.ts'
import { UsageError } from '../core/usage-error.ts'
import { readScope, type ScopeOptions } from './scope.ts'

export interface AthenaCliOptions {
  readonly workgroup?: string
  readonly database?: string
  readonly output?: string
  readonly athenaRegion?: string
  readonly maxBytes?: number
}

export const athenaOptions = (options: AthenaCliOptions): AthenaOptions => ({
  workgroup: options.workgroup ?? 'primary',
  database: options.database ?? 'default',
  ...(options.output === undefined ? {} : { output: options.output }),
  ...(options.athenaRegion === undefined ? {} : { region: options.athenaRegion }),
  ...(options.maxBytes === undefined ? {} : { maxBytes: options.maxBytes }),
})

export interface DdlOptions extends ScopeOptions {
  readonly trail: string
  readonly organization?: string
  readonly table: string
}

export const ddlCommand = async (options: DdlOptions): Promise<number> => {
  readScope(options)
  if (!options.account || !options.region)
    throw new UsageError('--account and --region: name all that the trail covers; Athena looks for no others')
  process.stdout.write(
    `${athenaDdl({
      trail: options.trail,
      table: options.table,
      accounts: options.account,
      regions: options.region,
      from: options.from ?? '2020-01-01',
      ...(options.organization === undefined ? {} : { organization: options.organization }),
    })}\n`,
  )
  return 0
}

export interface SqlOptions extends ScopeOptions {
  readonly table: string
  readonly kind?: IndicatorKind
}

export const sqlCommand = async (indicator: string, options: SqlOptions): Promise<number> => {
  process.stdout.write(`${athenaSql(indicator, options.kind, options.table, readScope(options))}\n`)
  return 0
}
