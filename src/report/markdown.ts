/** Makes text from a log safe for Markdown: no link, image, mark-up, mention or extra cell comes out of a record. */
import { visible } from '../notation/visible.ts'
import { cut } from './terminal.ts'

const MAX_TEXT = 300

/** Sites make links, people and tickets of these, whatever the mark-up around them. */
const ACTIVE = /@|:\/\/|\bwww\.|#\d|\bjavascript:/i

/** As words. What a site would act on becomes a code span. */
export const text = (value: string, limit = MAX_TEXT): string => {
  const line = visible(cut(value, limit)).trim()
  return ACTIVE.test(line) ? code(line, limit) : escaped(line)
}

/** As a code span: an identifier that people copy. */
export const code = (value: string, limit = MAX_TEXT): string => {
  const line = visible(cut(value, limit)).trim()
  // In a table a backslash before a bar cannot be told from an escaped bar (GitHub Flavored Markdown, "Tables").
  if (line === '' || /\\\|/.test(line)) return escaped(line)
  // "The contents are between two strings of equal length" (CommonMark, "Code spans").
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longest + 1)
  const pad = longest > 0 ? ' ' : ''
  return `${fence}${pad}${line}${pad}${fence}`
}

/** ASCII punctuation that can be escaped (CommonMark, "Backslash escapes"), and what begins a list, heading or quote. */
const escaped = (line: string): string =>
  line
    .replace(/[\\`*_[\]<>~$&]/g, '\\$&')
    .replace(/^[#+\-=]/, '\\$&')
    .replace(/^(\d{1,9})([.)])(?=\s|$)/, '$1\\$2')

/** Cells are Markdown already; a bar in one is escaped. */
export const table = (heads: readonly string[], rows: readonly (readonly string[])[]): readonly string[] => [
  row(heads),
  row(heads.map(() => '---')),
  ...rows.map(row),
]

const row = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`

/** A fence that is longer than any in the code. */
export const block = (language: string, lines: string): readonly string[] => {
  const longest = Math.max(2, ...(lines.match(/`+/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longest + 1)
  return [`${fence}${language}`, ...lines.split('\n').map(visible), fence]
}
