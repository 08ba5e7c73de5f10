/** `tattletrail investigate`. */
import type { ReportFormat } from '../app/history/case-report.ts'
import { prepareInvestigation } from '../app/history/investigate.ts'
import type { HistoryEngine } from '../app/history/investigate-engines.ts'
import type { Case, IndicatorKind } from '../core/case.ts'
import { UsageError } from '../core/usage-error.ts'
import type { EvidenceFile } from '../report/case/evidence.ts'
import { caseJson } from '../report/case/json.ts'
import { partialOf } from '../report/case/partial.ts'
import { renderCase } from '../report/case/text.ts'
import { type AthenaCliOptions, athenaOptions } from './athena.ts'
import { configOf, runJob } from './job.ts'
import { colorsFor, widthOf, writeLines } from './output.ts'
import { readScope, type ScopeOptions } from './scope.ts'

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

/** Returns the exit code: 130 when interrupted, 3 when the case is partial, else 0. */
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
  const refusal = refuse(format, options, engine !== undefined)
  if (refusal !== undefined) throw new UsageError(refusal)
  const prepared = engine
    ? await import('../app/history/investigate-engines.ts').then(({ prepareOver }) => prepareOver(engine, settings))
    : await prepareInvestigation(paths, settings)
  process.stderr.write(prepared.warnings)
  const { digests, keys = [] } = options
  const verify = digests && (await (await reports()).prepareProof(paths, { digests, keys, scope: settings.scope }))
  const found = await runJob(prepared)
  const report = verify && found.ended !== 'interrupted' ? await runJob(verify) : undefined
  // Of a proof that was not ended, it is not known what it would have proven.
  const proof = report?.interrupted ? undefined : report
  const partial = partialOf(found)
  if (partial !== undefined && format !== 'text') process.stderr.write(`the case is partial: ${partial}\n`)
  if (options.athenaSql) await writeLines(found.data.sql)
  else if (format === 'text' || format === 'json') {
    const evidence = verify && (await (await reports()).gatherEvidence(found, prepared.names, proof))
    await writeLines(format === 'json' ? caseJson(found, evidence) : textOf(found, options, evidence))
  } else {
    const more = { context: prepared.context, ...(proof && { proof }) }
    const written = await (await reports()).renderReport(format, found, prepared.names, more, Date.now())
    await writeLines([written.trimEnd()])
  }
  return found.ended === 'interrupted' || report?.interrupted ? 130 : found.partial ? 3 : 0
}

const textOf = (
  found: Case,
  { all = false }: InvestigateOptions,
  evidence: readonly EvidenceFile[] | undefined,
): readonly string[] =>
  renderCase(
    found,
    { all, typed: process.argv.slice(2), ...(evidence && { evidence }) },
    colorsFor(process.stdout),
    widthOf(process.stdout),
  )

/** Loaded when it is needed: a case as text or JSON is written without it. */
const reports = () => import('../app/history/case-report.ts')

/** What a person would be sorry for, said before the search. */
const refuse = (
  format: NonNullable<InvestigateOptions['format']>,
  { digests, keys, athenaSql }: InvestigateOptions,
  isPrepared: boolean,
): string | undefined => {
  if (format === 'html' && process.stdout.isTTY)
    return '--format html is a page for a browser, not for a terminal: send it into a file, with > case.html behind the command'
  if (!digests) return keys && '--keys are for what --digests names: name the digest files too'
  if (isPrepared) return '--digests proves log files as CloudTrail wrote them: name the logs, not a lake or Athena'
  if (athenaSql || format === 'stix')
    return `${athenaSql ? '--athena-sql' : '--format stix'} does not say what --digests proves: text, json, md and html do`
  return undefined
}

/** Undefined: the logs that are named are read as they are. @throws UsageError */
const engineOf = (paths: readonly string[], options: InvestigateOptions): HistoryEngine | undefined => {
  const { lake, athena, table, trail } = options
  const named = [lake !== undefined, athena === true, paths.length > 0].filter(Boolean).length
  if (named !== 1) throw new UsageError('say where to look: logs by name, --lake DIR, or --athena; one of them')
  if (lake !== undefined) return { lake }
  if (athena) return { athena: { ...athenaOptions(options), table, ...(trail === undefined ? {} : { trail }) } }
  return undefined
}
