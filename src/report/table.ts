/** Rows of SQL: as a table for a terminal, as CSV, as lines of JSON. */
import type { Json } from '../core/json.ts'
import type { SqlResult } from '../core/sql-result.ts'
import { csvCell } from './csv.ts'
import { defineFormat } from './format.ts'
import { cut, jsonLine, oneLine } from './terminal.ts'

type Row = readonly Json[]

/** Rows that are looked at before the widths of a table are settled. */
const MEASURED = 500
const MIN_WIDTH = 8

export const rowsText = defineFormat({
  name: 'text',
  title: 'a table as wide as the screen',
  render: (result: SqlResult, { colors, width }) => tableLines(result, width, colors.bold),
})

async function* tableLines(
  { columns, rows }: SqlResult,
  width: number,
  bold: (text: string) => string,
): AsyncGenerator<string> {
  let waiting: Row[] = []
  let widths: readonly number[] | undefined
  const draw = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => fit(cell, widths?.[index] ?? 0).padEnd(widths?.[index] ?? 0))
      .join('  ')
      .trimEnd()
  const settle = function* (): Generator<string> {
    widths = widthsOf(columns, waiting, width)
    yield bold(draw(columns))
    for (const row of waiting) yield draw(row.map(cellText))
    waiting = []
  }
  for await (const piece of rows)
    for (const row of piece) {
      if (widths) yield draw(row.map(cellText))
      else if (waiting.push(row) === MEASURED) yield* settle()
    }
  if (!widths) yield* settle()
}

/** What does not fit is taken from the widest columns. */
const widthsOf = (columns: readonly string[], rows: readonly Row[], width: number): readonly number[] => {
  const widths = columns.map((name, index) =>
    rows.reduce((most, row) => Math.max(most, fit(cellText(row[index] ?? null), width).length), oneLine(name).length),
  )
  const room = (): number => widths.reduce((sum, one) => sum + one + 2, -2)
  while (room() > width) {
    const widest = widths.indexOf(Math.max(...widths))
    if ((widths[widest] as number) <= MIN_WIDTH) break
    widths[widest] = Math.max(MIN_WIDTH, (widths[widest] as number) - (room() - width))
  }
  return widths
}

/** What is made visible is longer than it was. */
const fit = (cell: string, width: number): string => cut(oneLine(cell), Math.max(1, width))

const cellText = (value: Json): string =>
  value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value)

export const rowsCsv = defineFormat({
  name: 'csv',
  title: 'a table for a spreadsheet (RFC 4180)',
  render: async function* ({ columns, rows }: SqlResult) {
    yield columns.map(csvCell).join(',')
    for await (const piece of rows)
      for (const row of piece) yield row.map((value) => csvCell(cellText(value))).join(',')
  },
})

/** Of two columns with one name the later is told apart by its number. */
export const rowsJsonl = defineFormat({
  name: 'jsonl',
  title: 'one row a line, as JSON',
  render: async function* ({ columns, rows }: SqlResult) {
    const names = columns.map((name, index) => (columns.indexOf(name) === index ? name : `${name}_${index + 1}`))
    for await (const piece of rows)
      for (const row of piece)
        yield jsonLine(Object.fromEntries(names.map((name, index) => [name, row[index] ?? null])))
  },
})

/** The first so many rows; reading ends there. @param onMore told when there were more */
export async function* limited(rows: SqlResult['rows'], limit: number, onMore: () => void): SqlResult['rows'] {
  let left = limit
  for await (const piece of rows) {
    if (piece.length > left) {
      yield piece.slice(0, left)
      onMore()
      return
    }
    left -= piece.length
    yield piece
  }
}
