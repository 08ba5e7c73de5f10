/** Problems -> what a person reads in a terminal: place, message, the line itself with a caret, and a count. */
import { withoutBom } from '../notation/position.ts'
import type { LocatedProblem } from './located.ts'
import { columns, printable } from './printable.ts'

const MAX_SHOWN = 50
/** Columns of a line that are shown, around the caret when the line is longer. */
const MAX_COLUMNS = 200
const BEFORE_CARET = 120
const GUTTER = 5

/** @param texts the text of each file by name; a problem in a file without one is shown without its line */
export const renderProblems = (
  problems: readonly LocatedProblem[],
  texts: ReadonlyMap<string, string> = new Map(),
): string => `${renderFrames(problems, texts)}\n${closing(problems)}`

/** The same without the closing count. */
export const renderFrames = (problems: readonly LocatedProblem[], texts: ReadonlyMap<string, string>): string => {
  const sorted = [...problems].sort(byPlace)
  const shown = sorted.slice(0, MAX_SHOWN)
  const lines = new Map<string, readonly string[]>()
  const linesOf = (file: string): readonly string[] => {
    const known = lines.get(file) ?? withoutBom(texts.get(file) ?? '').split(/\r?\n/)
    lines.set(file, known)
    return known
  }
  const place = ({ file, line, column }: LocatedProblem): string => `${printable(file)}:${line}:${column}`
  const width = new Map<string, number>()
  for (const problem of shown) width.set(problem.file, Math.max(width.get(problem.file) ?? 0, place(problem).length))

  const blocks = shown.map((problem) => {
    const kind = problem.severity === 'warning' ? 'warning: ' : ''
    const head = `${place(problem).padEnd(width.get(problem.file) ?? 0)}  ${kind}${printable(problem.message)}`
    return [head, ...frame(problem, linesOf(problem.file))]
  })
  const more = sorted.length > shown.length ? [`... and ${sorted.length - shown.length} more`] : []
  return [...blocks.flat(), ...more].join('\n')
}

const byPlace = (a: LocatedProblem, b: LocatedProblem): number =>
  (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line || a.column - b.column

const closing = (problems: readonly LocatedProblem[]): string => {
  const errors = problems.filter(({ severity }) => severity === 'error').length
  const warnings = problems.length - errors
  const count = (of: number, noun: string): string => (of === 0 ? '' : `${of} ${noun}${of === 1 ? '' : 's'}`)
  const counts = [count(errors, 'error'), count(warnings, 'warning')].filter((part) => part !== '').join(', ')
  return errors > 0 ? `${counts}. Nothing was run.` : `${counts}.`
}

const frame = ({ line, column, length = 1, hint }: LocatedProblem, lines: readonly string[]): string[] => {
  const hints = hint === undefined ? [] : hint.split('\n').map(printable)
  const text = lines[line - 1]
  if (text === undefined || (text.trim() === '' && lines.length === 1)) return hints.map((row) => `${gutter()}${row}`)
  const before = line > 1 ? [gutter(line - 1) + fit(maskUrls(lines[line - 2] as string), 0).shown] : []
  const { shown, caret, room } = fit(maskUrls(text), column - 1)
  const marked = text.slice(column - 1, column - 1 + length)
  const carets = '^'.repeat(Math.max(1, Math.min(columns(marked.slice(0, MAX_COLUMNS)), room)))
  const [first, ...rest] = hints
  return [
    ...before,
    gutter(line) + shown,
    `${gutter()}${' '.repeat(caret)}${carets}${first ? ` ${first}` : ''}`,
    ...rest.map((row) => `${gutter()}${' '.repeat(caret)}${row}`),
  ].map((row) => row.trimEnd())
}

const gutter = (line?: number): string => `${String(line ?? '').padStart(GUTTER)} | `

/** The part of a line around an index, the columns before the caret in it, and those from the caret on. */
const fit = (line: string, index: number): { shown: string; caret: number; room: number } => {
  let start = Math.min(index, line.length)
  let caret = 0
  while (start > 0) {
    const from = start - (isLowHalf(line, start - 1) ? 2 : 1)
    const wide = columns(line.slice(from, start))
    if (caret + wide > BEFORE_CARET) break
    caret += wide
    start = from
  }
  const dots = start > 0 ? 1 : 0
  let end = Math.min(index, line.length)
  let room = 0
  while (end < line.length) {
    const to = end + (isLowHalf(line, end + 1) ? 2 : 1)
    const wide = columns(line.slice(end, to))
    if (caret + room + wide > MAX_COLUMNS) break
    room += wide
    end = to
  }
  const shown = `${dots ? '…' : ''}${printable(line.slice(start, end))}${end < line.length ? '…' : ''}`
  return { shown, caret: caret + dots, room: Math.max(1, room) }
}

/** Whether a surrogate pair ends at the index. */
const isLowHalf = (line: string, index: number): boolean =>
  /[\udc00-\udfff]/.test(line[index] ?? '') && /[\ud800-\udbff]/.test(line[index - 1] ?? '')

/** A webhook's address is its password: of an address only the host is shown, and every column keeps its place. */
const maskUrls = (line: string): string =>
  line.replace(/(https?:\/\/)([^\s"'<>]+)/gi, (_, scheme: string, rest: string) => {
    const slash = rest.search(/[/?#]/)
    const host = slash < 0 ? rest : rest.slice(0, slash + 1)
    const at = host.lastIndexOf('@')
    return `${scheme}${'*'.repeat(at + 1)}${host.slice(at + 1)}${'*'.repeat(rest.length - host.length)}`
  })
