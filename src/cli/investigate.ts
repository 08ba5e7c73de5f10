/** `tattletrail investigate`. */
import type { ReportFormat } from '../app/case-report.ts'
import { prepareInvestigation } from '../app/investigate.ts'
import type { Engine } from '../app/investigate-engines.ts'
import type { IndicatorKind } from '../core/case.ts'
import { caseJson } from '../report/case-json.ts'
import { renderCase } from '../report/case-text.ts'
import { type AthenaCliOptions, athenaOptions } from './athena.ts'
import { configOf, runJob } from './job.ts'
import { colorsFor, widthOf, writeLines } from './output.ts'
import { readScope, type ScopeOptions, UsageError } from './scope.ts'

export interface InvestigateOptions extends ScopeOptions, AthenaCliOptions {
  readonly lake?: string
  readonly athena?: boolean
  readonly table: string
  readonly trail?: string
  readonly digests?: readonly string[]
  readonly keys?: readonly string[]
  readonly kind?: IndicatorKind
  readonly follow?: readonly string[]
  readonly bound: number
  readonly all?: boolean
  readonly athenaSql?: boolean
  readonly config?: string
  readonly format?: 'text' | 'json' | ReportFormat
}

/** Returns the exit code: 130 when interrupted, 3 when some input failed, else 0. */
export const investigateCommand = async (
  indicator: string,
  paths: readonly string[],
  options: InvestigateOptions,
): Promise<number> => {
  const format = options.format ?? (process.stdout.isTTY ? 'text' : 'json')
  const settings = {
    indicator,
    follow: options.follow ?? [],
    bound: options.bound,
    scope: readScope(options),
    ...(options.kind === undefined ? {} : { kind: options.kind }),
    ...configOf(options),
  }
  const engine = engineOf(paths, options)
  const prepared = engine
    ? await import('../app/investigate-engines.ts').then(({ prepareOver }) => prepareOver(engine, settings))
    : await prepareInvestigation(paths, settings)
  process.stderr.write(prepared.warnings)
  const found = await runJob(prepared)
  if (options.athenaSql) await writeLines(found.data.sql)
  else if (format === 'json') await writeLines(caseJson(found))
  else if (format !== 'text') {
    const { renderReport } = await import('../app/case-report.ts')
    await writeLines([
      (await renderReport(format, found, prepared.names, { ...options, ...configOf(options) }, Date.now())).trimEnd(),
    ])
  } else
    await writeLines(
      renderCase(
        found,
        { all: options.all ?? false, typed: process.argv.slice(2) },
        colorsFor(process.stdout),
        widthOf(process.stdout),
      ),
    )
  // What could all be read and is partial still was ended early.
  return found.searched.failures.length > 0 ? 3 : found.partial ? 130 : 0
}

/** Undefined: the logs that are named are read as they are. @throws UsageError */
const engineOf = (paths: readonly string[], options: InvestigateOptions): Engine | undefined => {
  const { lake, athena, table, trail } = options
  const named = [lake !== undefined, athena === true, paths.length > 0].filter(Boolean).length
  if (named !== 1) throw new UsageError('say where to look: logs by name, --lake DIR, or --athena; one of them')
  if (lake !== undefined) return { lake }
  if (athena) return { athena: { ...athenaOptions(options), table, ...(trail === undefined ? {} : { trail }) } }
  return undefined
}
