/** Counts by field, the rarest first, as text, CSV and JSON lines. */
import type { Colors } from './colors.ts'
import { csvCell } from './csv.ts'
import { defineFormat } from './format.ts'
import { jsonLine, oneLine } from './terminal.ts'
import { clock, number, plural } from './text.ts'

export interface TopRow {
  /** One for each field of the table; null where the event does not say. */
  readonly values: readonly (string | null)[]
  readonly count: number
  /** Event times; empty when no event had one. */
  readonly first: string
  readonly last: string
  /** The id of the latest of these events. */
  readonly example: string
}

export interface TopTable {
  readonly by: readonly string[]
  /** Every row that was kept apart, in the order to be shown. */
  readonly rows: readonly TopRow[]
  /** Events counted, those of `overflow` too. */
  readonly total: number
  /** Events whose values came when no more could be kept apart. */
  readonly overflow: number
  /** Why nothing can be known here. */
  readonly unknown?: string
}

export interface TopReport {
  readonly tables: readonly TopTable[]
  /** A table for each field, because none was asked for. */
  readonly isOverview: boolean
  /** Rows of a table, 0 for all; by default a screen gets a few, and files and pipes get them all. */
  readonly limit?: number | undefined
}

const LIMIT = 10
const OVERVIEW_LIMIT = 3

export const topText = defineFormat({
  name: 'text',
  title: 'tables with bars',
  render: ({ tables, isOverview, limit = isOverview ? OVERVIEW_LIMIT : LIMIT }: TopReport, { colors, width }) => [
    renderTables(tables, limit, colors, width),
  ],
})

const BAR = 12
const MISSING = '-'

export const renderTables = (tables: readonly TopTable[], limit: number, colors: Colors, width: number): string => {
  const unknown = new Map<string, string[]>()
  for (const { by, unknown: why } of tables)
    if (why !== undefined) unknown.set(why, [...(unknown.get(why) ?? []), by.join(', ')])
  const known = tables.filter((table) => table.unknown === undefined)
  const many = known.length > 1
  // What has one value for all events is no tail, and needs no table.
  const flat = known.filter(({ rows, overflow }) => many && rows.length === 1 && overflow === 0)
  const drawn = known
    .filter((table) => !flat.includes(table))
    .map((table) => ({ ...table, shown: limit === 0 ? table.rows : table.rows.slice(0, limit) }))
  const room = Math.max(16, width - 2 - 11 - 10 - 2 - BAR)
  const longest = Math.max(16, ...drawn.flatMap(({ shown }) => shown.map(({ values }) => said(values).length)))
  const column = Math.min(room, longest)
  const lines = [
    ...drawn.map((table) => renderTable(table, column, colors)),
    ...flat.map(({ by, rows }) => `${colors.bold(by.join(', '))}  ${said(rows[0]?.values ?? [])} for every event\n`),
    ...[...unknown].map(([why, names]) => colors.yellow(`${names.join(', ')}: ${oneLine(why)}\n`)),
  ]
  return lines.join('\n')
}

const renderTable = (
  { by, rows, shown, total, overflow }: TopTable & { readonly shown: readonly TopRow[] },
  column: number,
  colors: Colors,
): string => {
  const most = rows.reduce((highest, { count }) => Math.max(highest, count), 1)
  const left = rows.length - shown.length
  const head = `${by.join(' · ')}${colors.dim(`  ${rowCount(rows.length)}`)}`
  const lines = shown.flatMap(({ values, count, first, last, example }) => [
    `  ${oneLine(said(values), column).padEnd(column)}${number(count).padStart(11)}${percent(count, total).padStart(10)}  ${colors.cyan(bar(count / most))}`,
    colors.dim(
      `    ${[span(first, last), example === '' ? 'no event id' : `event ${oneLine(example, 100)}`].join(' · ')}`,
    ),
  ])
  if (shown.length === 0) lines.push('  nothing was counted')
  if (left > 0) lines.push(colors.dim(`  and ${number(left)} more (--limit 0 shows all)`))
  if (overflow > 0)
    lines.push(
      colors.yellow(
        `  too many to keep apart: ${plural(overflow, 'event')} with values that came later ${overflow === 1 ? 'is' : 'are'} not in this table, so the rarest may be missing; narrow the question`,
      ),
    )
  return `${colors.bold(head)}\n${lines.join('\n')}\n`
}

const rowCount = (count: number): string => plural(count, 'different value')

const said = (values: readonly (string | null)[]): string =>
  values.map((value) => oneLine(value ?? MISSING, 200)).join(' · ')

/** `first – last`, or one time when they are the same. */
const span = (first: string, last: string): string =>
  first === last ? timeOf(last) : `${clock(first)} – ${timeOf(last, first)}`

const timeOf = (time: string, after?: string): string => (time === '' ? 'no time' : `${clock(time, after)} UTC`)

/** Never `0.00 %` for what was seen. */
const percent = (count: number, total: number): string => {
  const value = (100 * count) / Math.max(1, total)
  return value > 0 && value < 0.01 ? '<0.01 %' : `${value.toFixed(2)} %`
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']

/** What was seen at all has the thinnest bar. */
const bar = (part: number): string => {
  const eighths = Math.max(1, Math.round(part * BAR * 8))
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '')
}

/** A column for each field that any table has, in order of appearance. */
export const topCsv = defineFormat({
  name: 'csv',
  title: 'a table for a spreadsheet (RFC 4180)',
  render: function* ({ tables, limit = 0 }: TopReport) {
    const fields = [...new Set(tables.flatMap(({ by }) => by))]
    yield ['by', ...fields, 'count', 'share', 'first', 'last', 'event_id'].join(',')
    for (const { by, row, share } of allRows(tables, limit)) {
      const values = fields.map((field) => row.values[by.indexOf(field)] ?? '')
      yield [by.join(' '), ...values, String(row.count), String(share), row.first, row.last, row.example]
        .map(csvCell)
        .join(',')
    }
  },
})

export const topJsonl = defineFormat({
  name: 'jsonl',
  title: 'one row a line, as JSON',
  render: function* ({ tables, limit = 0 }: TopReport) {
    for (const { by, row, share } of allRows(tables, limit)) {
      const { values, count, first, last, example } = row
      yield jsonLine({
        by,
        values: Object.fromEntries(by.map((field, at) => [field, values[at] ?? null])),
        count,
        share,
        first: first === '' ? null : first,
        last: last === '' ? null : last,
        eventId: example === '' ? null : example,
      })
    }
  },
})

function* allRows(tables: readonly TopTable[], limit: number) {
  for (const { by, rows, total } of tables)
    for (const row of limit === 0 ? rows : rows.slice(0, limit))
      yield { by, row, share: Number((row.count / Math.max(1, total)).toPrecision(6)) }
}
