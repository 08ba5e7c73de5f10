/** `tattletrail investigate`. */
import type { ReportFormat } from '../app/case-report.ts'
import { prepareInvestigation } from '../app/investigate.ts'
import type { IndicatorKind } from '../core/case.ts'
import { caseJson } from '../report/case-json.ts'
import { renderCase } from '../report/case-text.ts'
import { configOf, runJob } from './job.ts'
import { colorsFor, widthOf, writeLines } from './output.ts'
import { readScope, type ScopeOptions } from './scope.ts'

export interface InvestigateOptions extends ScopeOptions {
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
  const prepared = await prepareInvestigation(paths, {
    indicator,
    follow: options.follow ?? [],
    bound: options.bound,
    scope: readScope(options),
    ...(options.kind === undefined ? {} : { kind: options.kind }),
    ...configOf(options),
  })
  process.stderr.write(prepared.warnings)
  const found = await runJob(prepared)
  if (options.athenaSql) await writeLines(found.data.sql)
  else if (format === 'json') await writeLines(caseJson(found))
  else if (format !== 'text') {
    const { renderReport } = await import('../app/case-report.ts')
    await writeLines([
      (await renderReport(format, found, prepared.names, configOf(options).config, Date.now())).trimEnd(),
    ])
  } else
    await writeLines(
      renderCase(found, { all: options.all ?? false }, colorsFor(process.stdout), widthOf(process.stdout)),
    )
  // What could all be read and is partial still was ended early.
  return found.searched.failures.length > 0 ? 3 : found.partial ? 130 : 0
}
