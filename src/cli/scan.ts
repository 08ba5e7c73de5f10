/** `tattletrail scan`. */
import { techniqueName } from '../app/rules/coverage.ts'
import { type PreparedScan, prepareScan } from '../app/scan/scan.ts'
import { isStaged, LEVELS, type Level } from '../core/rule.ts'
import { UsageError } from '../core/usage-error.ts'
import type { ScanResult } from '../flows/scan.ts'
import { renderDelivered } from '../report/alerts.ts'
import { csvHeader, csvLine } from '../report/csv.ts'
import { jsonLine, oneLine } from '../report/terminal.ts'
import { foldFindings, number, renderFinding, renderSummary } from '../report/text.ts'
import { configOf } from './job.ts'
import { colorsFor, widthOf, writeLines } from './output.ts'
import { createProgress } from './progress.ts'
import { readScope, type ScopeOptions } from './scope.ts'

export interface ScanOptions extends ScopeOptions {
  readonly format?: 'text' | 'jsonl' | 'csv'
  readonly rules?: readonly string[]
  readonly builtin: boolean
  readonly config?: string
  readonly minLevel?: Level
  readonly failOn?: Level
  readonly workers?: number
  readonly deliver?: boolean
}

/** Returns the exit code: 130 when interrupted, 1 when --fail-on is met, 3 when some input or delivery failed, else 0. */
export const scanCommand = async (paths: readonly string[], options: ScanOptions): Promise<number> => {
  const format = options.format ?? (process.stdout.isTTY ? 'text' : 'jsonl')
  const started = performance.now()
  if (options.deliver && configOf(options).config === undefined)
    throw new UsageError(
      '--deliver needs to know where to: name a configuration with --config, or set TATTLETRAIL_CONFIG',
    )
  const prepared = await prepareScan(paths, {
    rules: options.rules ?? [],
    builtin: options.builtin,
    ...configOf(options),
    ...(options.minLevel ? { minLevel: options.minLevel } : {}),
    scope: readScope(options),
    ...(options.workers ? { workers: options.workers } : {}),
    ...(options.deliver ? { deliver: true } : {}),
  })
  const errorColors = colorsFor(process.stderr)
  process.stderr.write(prepared.warnings)
  if (format === 'text') process.stdout.write(header(prepared, paths))

  if (paths.includes('-') && process.stdin.isTTY)
    process.stderr.write('reading what you type: end it with Ctrl-D, or stop with Ctrl-C\n')

  const interrupt = new AbortController()
  const onInterrupt = (): void => interrupt.abort()
  process.once('SIGINT', onInterrupt)
  process.once('SIGTERM', onInterrupt)
  const progress = createProgress(prepared, errorColors)
  const result = await prepared.run(progress.update, interrupt.signal)
  progress.clear()
  process.off('SIGINT', onInterrupt)
  process.off('SIGTERM', onInterrupt)

  await print(result, format, (performance.now() - started) / 1000, prepared.attributions)
  const isTold = await tell(prepared, result.summary.interrupted, format)
  return exitCode(result, options.failOn) || (isTold ? 0 : 3)
}

/** Whether everything that is due has been told. What an interrupted scan found is not: a burst may be cut in two. */
const tell = async ({ tell }: PreparedScan, isInterrupted: boolean, format: string): Promise<boolean> => {
  if (!tell) return true
  const out = format === 'text' ? process.stdout : process.stderr
  if (isInterrupted) {
    out.write('  interrupted: nothing was delivered\n')
    return true
  }
  const told = await tell()
  out.write(renderDelivered(told, colorsFor(out)))
  return told.dead + told.toRetry === 0
}

const header = (
  { rules, languages, workers }: { rules: number; languages: number; workers: number },
  paths: readonly string[],
): string => {
  const colors = colorsFor(process.stdout)
  const parts = [
    `${number(rules)} rules, ${languages} ${languages === 1 ? 'language' : 'languages'}`,
    paths.length > 3
      ? `${paths.length} paths`
      : paths.map((path) => (path === '-' ? 'standard input' : oneLine(path, 200))).join(' '),
    `${workers} ${workers === 1 ? 'worker' : 'workers'}`,
  ]
  return `${colors.bold('Tattletrail')}${colors.dim(`  ·  ${parts.join('  ·  ')}`)}\n\n`
}

const print = async (
  { findings, summary }: ScanResult,
  format: string,
  seconds: number,
  attributions: readonly string[],
): Promise<void> => {
  const out = format === 'text' ? process.stdout : process.stderr
  const colors = colorsFor(out)
  const width = widthOf(out)
  if (format === 'text')
    await writeLines(map(foldFindings(findings), (folded) => renderFinding(folded, colors, width, techniqueName)))
  else if (format === 'jsonl') await writeLines(map(findings, jsonLine))
  else await writeLines([csvHeader(), ...findings.map(csvLine)])
  const speed = `${seconds.toFixed(1)} s · ${rate(summary.records / seconds)} events/s · peak ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`
  out.write(renderSummary(summary, colors, width, speed))
  for (const line of attributions) out.write(`  ${colors.dim(line)}\n`)
}

const exitCode = ({ findings, summary }: ScanResult, failOn: Level | undefined): number => {
  if (summary.interrupted) return 130
  if (failOn && findings.some(({ rule, level }) => !isStaged(rule) && LEVELS.indexOf(level) >= LEVELS.indexOf(failOn)))
    return 1
  return summary.failed > 0 ? 3 : 0
}

const rate = (perSecond: number): string =>
  perSecond >= 1e6
    ? `${(perSecond / 1e6).toFixed(1)}M`
    : perSecond >= 1e4
      ? `${Math.round(perSecond / 1e3)}k`
      : number(Math.round(perSecond))

function* map<In>(items: Iterable<In>, render: (item: In) => string): Generator<string> {
  for (const item of items) yield render(item)
}
