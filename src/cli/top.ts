/** `tattletrail top`. */
import { prepareTop, type TopResult } from '../app/top.ts'
import { oneLine } from '../report/terminal.ts'
import { number, reckoning, troubles } from '../report/text.ts'
import { renderTables, topCsv, topJson } from '../report/top.ts'
import { configOf, runJob } from './job.ts'
import { colorsFor, widthOf, writeLines } from './output.ts'
import { readScope, type ScopeOptions } from './scope.ts'

export interface TopOptions extends ScopeOptions {
  /** Each as written: one field, or several with commas. */
  readonly by?: readonly string[]
  readonly event?: readonly string[]
  readonly errorsOnly?: boolean
  readonly abroad?: boolean
  readonly commonFirst?: boolean
  readonly limit?: number
  readonly config?: string
  readonly format?: 'text' | 'jsonl' | 'csv'
}

/** Rows of a table on a screen; files and pipes get them all. */
const LIMIT = 10
const OVERVIEW_LIMIT = 3

/** Returns the exit code: 130 when interrupted, 3 when some input failed, else 0. */
export const topCommand = async (paths: readonly string[], options: TopOptions): Promise<number> => {
  const format = options.format ?? (process.stdout.isTTY ? 'text' : 'jsonl')
  const by = (options.by ?? []).map((fields) => fields.split(',').map((field) => field.trim()))
  const prepared = await prepareTop(paths, {
    by,
    scope: readScope(options),
    errorsOnly: options.errorsOnly ?? false,
    events: options.event ?? [],
    abroad: options.abroad ?? false,
    commonFirst: options.commonFirst ?? false,
    ...configOf(options),
  })
  process.stderr.write(prepared.warnings)
  if (paths.includes('-') && process.stdin.isTTY)
    process.stderr.write('reading what you type: end it with Ctrl-D, or stop with Ctrl-C\n')

  const result = await runJob(prepared)

  if (format === 'text') {
    const limit = options.limit ?? (by.length === 0 ? OVERVIEW_LIMIT : LIMIT)
    const colors = colorsFor(process.stdout)
    const order = options.commonFirst ? 'the most common first' : 'the rarest first'
    const where = paths.length > 3 ? `${paths.length} paths` : paths.map((path) => oneLine(path, 200)).join(' ')
    process.stdout.write(`${colors.bold('Tattletrail')}${colors.dim(`  ·  ${where}  ·  ${order}`)}\n\n`)
    await writeLines([renderTables(result.tables, limit, colors, widthOf(process.stdout))])
  } else await writeLines((format === 'jsonl' ? topJson : topCsv)(result.tables, options.limit ?? 0))
  const out = format === 'text' ? process.stdout : process.stderr
  out.write(summaryOf(result, prepared.attributions, out, format))
  return result.summary.interrupted ? 130 : result.summary.failed > 0 ? 3 : 0
}

const summaryOf = (
  { tables, summary, counted }: TopResult,
  attributions: readonly string[],
  out: NodeJS.WriteStream,
  format: string,
): string => {
  const colors = colorsFor(out)
  const overflow = tables.reduce((sum, table) => sum + table.overflow, 0)
  const unknown = tables.filter(({ unknown: why }) => why !== undefined)
  const lines = [
    colors.dim('─'.repeat(widthOf(out))),
    `  evaluated ${number(summary.evaluated)} = counted ${number(counted)} + not asked for ${number(summary.evaluated - counted)}`,
    reckoning(summary),
    ...(format !== 'text' && overflow > 0
      ? [colors.yellow(`  too many values to keep apart: ${number(overflow)} counts are in no row`)]
      : []),
    ...(format !== 'text' ? unknown.map(({ by, unknown: why }) => colors.yellow(`  ${by.join(', ')}: ${why}`)) : []),
    ...troubles(summary, colors),
    ...attributions.map((words) => colors.dim(`  ${words}`)),
  ]
  return `${lines.join('\n')}\n`
}
