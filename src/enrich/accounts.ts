/** The user's accounts, and the CSV file that can hold them. */
import { defined } from '../core/defined.ts'

export interface Account {
  /** Twelve digits. */
  readonly id: string
  readonly name?: string
  /** For example `production`, `sandbox`. */
  readonly environment?: string
  /** What runs in it. */
  readonly application?: string
  readonly owner?: string
  readonly contact?: string
  /** For example `pii`, `cards`. */
  readonly data_classes?: readonly string[]
}

/** `Account` of the Organizations API (ListAccounts), and its tags (ListTagsForResource). */
export interface OrganizationAccount {
  readonly id: string | undefined
  readonly name: string | undefined
  readonly email: string | undefined
  readonly tags: Readonly<Record<string, string>>
}

/** What is wrong with a CSV file, and where; lines and columns count from 1. */
export interface CsvProblem {
  readonly line: number
  readonly column: number
  readonly length?: number | undefined
  readonly message: string
  readonly hint?: string | undefined
}

/** "A 12-digit number ... that uniquely identifies an AWS account" (AWS Account Management reference, "AWS account identifiers"). */
export const ACCOUNT_ID = /^\d{12}$/

const COLUMNS = ['account_id', 'name', 'environment', 'application', 'owner', 'contact', 'data_classes'] as const
export const COLUMNS_HINT = `the first line names the columns: ${COLUMNS.join(',')}`
type Column = (typeof COLUMNS)[number]

/** More accounts than any organization has. */
const MAX_ROWS = 100_000

interface Cell {
  readonly text: string
  readonly column: number
  readonly length: number
}

interface Row {
  readonly line: number
  readonly cells: readonly Cell[]
}

/** Whether the first line is a header. */
export const namesColumns = (text: string): boolean =>
  /^[^\n]*\baccount[ _-]?id\b/i.test(text.replace(/^[\ufeff\s]*/, ''))

/**
 * A header with at least `account_id`, then one account a row; `data_classes` are separated by semicolons. A fault costs as little
 * as can be, a column that nobody knows or a row: what is known of an account decides how loud it is. Every fault is told.
 */
export const parseAccountsCsv = (
  source: string,
): { readonly accounts: readonly Account[]; readonly problems: readonly CsvProblem[] } => {
  const { rows, problems: broken } = splitCsv(source.startsWith('\ufeff') ? source.slice(1) : source)
  const [header, ...body] = rows.filter(({ cells }) => cells.length > 1 || cells[0]?.text.trim() !== '')
  if (broken.length > 0) return { accounts: [], problems: broken }
  const { columns, problems: wrongColumns } = readHeader(header)

  const accounts = new Map<string, { readonly account: Account; readonly line: number }>()
  const problems: CsvProblem[] = [...wrongColumns]
  for (const { line, cells } of columns.includes('account_id') ? body.slice(0, MAX_ROWS) : []) {
    const refuse = (cell: Cell | undefined, message: string, hint?: string): void => {
      const { column = 1, length = 0 } = cell ?? {}
      problems.push({ line, column, length: length || undefined, message, hint })
    }
    const idCell = cells[columns.indexOf('account_id')]
    const id = idCell?.text.trim() ?? ''
    if (cells.length !== columns.length) {
      refuse(
        cells.at(-1),
        `expected ${columns.length} columns, got ${cells.length}`,
        'a text with a comma goes in quotes',
      )
      // Behind one cell too many everything is in the wrong place.
      if (cells.length > columns.length || !ACCOUNT_ID.test(id)) continue
    }
    const first = accounts.get(id)
    if (!ACCOUNT_ID.test(id)) {
      const hint = /^\d{9,11}$/.test(id) ? 'a spreadsheet cuts leading zeros: format the column as text' : undefined
      refuse(idCell, `account_id: expected 12 digits, got ${JSON.stringify(id.slice(0, 40))}`, hint)
    } else if (first) refuse(idCell, `account ${id} is given twice`, `the first is on line ${first.line}`)
    else accounts.set(id, { account: readAccount(id, columns, cells), line })
  }
  if (body.length > MAX_ROWS)
    problems.push({ line: body[MAX_ROWS]?.line ?? 1, column: 1, message: `more than ${MAX_ROWS} accounts` })
  return { accounts: [...accounts.values()].map(({ account }) => account), problems: firstOf(problems) }
}

/** A file with the wrong separator has a fault in every row. */
const MAX_PROBLEMS = 20

const firstOf = (problems: readonly CsvProblem[]): readonly CsvProblem[] => {
  const next = problems[MAX_PROBLEMS]
  if (!next) return problems
  const rest = {
    line: next.line,
    column: 1,
    message: `... and ${problems.length - MAX_PROBLEMS} more problems from here on`,
  }
  return [...problems.slice(0, MAX_PROBLEMS), rest]
}

const readAccount = (id: string, columns: readonly string[], cells: readonly Cell[]): Account => {
  const cell = (column: Column): string | undefined => cells[columns.indexOf(column)]?.text.trim() || undefined
  const classes = (cell('data_classes') ?? '')
    .split(';')
    .map((word) => word.trim())
    .filter((word) => word !== '')
  return defined({
    id,
    name: cell('name'),
    environment: cell('environment'),
    application: cell('application'),
    owner: cell('owner'),
    contact: cell('contact'),
    data_classes: classes.length > 0 ? classes : undefined,
  })
}

const readHeader = (
  header: Row | undefined,
): { readonly columns: readonly string[]; readonly problems: readonly CsvProblem[] } => {
  const names = (header?.cells ?? []).map(({ text }) =>
    text
      .trim()
      .toLowerCase()
      .replace(/[ -]+/g, '_')
      .replace(/^accountid$/, 'account_id'),
  )
  const problems: CsvProblem[] = (header?.cells ?? []).flatMap(({ column, length }, at) => {
    const name = names[at] as string
    const place = { line: header?.line ?? 1, column, length: length || undefined, hint: COLUMNS_HINT }
    if (!COLUMNS.some((known) => known === name))
      return [{ ...place, message: `unknown column ${JSON.stringify(name.slice(0, 40))}: left out` }]
    return names.indexOf(name) < at
      ? [{ ...place, message: `the column ${name} is given twice: the first counts` }]
      : []
  })
  if (!names.includes('account_id'))
    problems.unshift({
      line: header?.line ?? 1,
      column: 1,
      message: 'the column account_id is missing',
      hint: COLUMNS_HINT,
    })
  return { columns: names, problems }
}

/** RFC 4180: cells in quotes may hold commas, line breaks and doubled quotes. */
const splitCsv = (text: string): { readonly rows: readonly Row[]; readonly problems: readonly CsvProblem[] } => {
  const rows: Row[] = []
  let line = 1
  let lineStart = 0
  for (let at = 0; at < text.length; ) {
    const row = { line, cells: [] as Cell[] }
    for (let more = true; more; ) {
      const start = at
      const from = { line, column: at - lineStart + 1 }
      let value = ''
      if (text[at] === '"') {
        const end = closingQuote(text, at + 1)
        if (end < 0) return { rows, problems: [{ ...from, message: 'the quote is never closed' }] }
        value = text.slice(at + 1, end).replaceAll('""', '"')
        for (let next = text.indexOf('\n', at); next >= 0 && next < end; next = text.indexOf('\n', next + 1)) {
          line++
          lineStart = next + 1
        }
        at = end + 1
      } else {
        while (at < text.length && text[at] !== ',' && text[at] !== '\n' && text[at] !== '\r') at++
        value = text.slice(start, at)
      }
      row.cells.push({ text: value, column: from.column, length: from.line === line ? at - start : 0 })
      if (text[at] === '\r' && text[at + 1] === '\n') at++
      more = text[at] === ','
      if (!more && at < text.length && text[at] !== '\n' && text[at] !== '\r')
        return {
          rows,
          problems: [{ line, column: at - lineStart + 1, message: 'expected a comma after the closing quote' }],
        }
      at++
    }
    rows.push(row)
    line++
    lineStart = at
  }
  return { rows, problems: [] }
}

/** The quote that ends the cell; -1 when there is none. */
const closingQuote = (text: string, from: number): number => {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2)) if (text[at + 1] !== '"') return at
  return -1
}
