/** A language's Problem (an offset into a text, or a path into a structure) -> file, line and column. */
import type { Problem } from '../core/problem.ts'
import { parseJson } from '../notation/json.ts'
import { type Location, locator, type Position } from '../notation/position.ts'
import { partOf } from '../notation/source-offset.ts'
import { find, type Path } from '../notation/tree.ts'
import { parseYaml } from '../notation/yaml.ts'
import { valueAt } from './issues.ts'
import type { LocatedProblem } from './located.ts'
import type { RuleEntry } from './rule-entry.ts'

/**
 * @param problem of compiling the text or structure at `path`
 * @param path where that stands in the entry's document; by default the rule's body
 */
export const locateProblem = (entry: RuleEntry, problem: Problem, path: Path = entry.body.path): LocatedProblem => {
  const { document } = entry
  const key = path.at(-1)
  const body = valueAt(document.value, path)
  const inText = typeof body === 'string' ? spanInText(body, problem) : undefined
  const whole = [...path, ...(typeof body === 'string' ? [] : (problem.path ?? []))]
  const { offset, length = 0 } = inText ?? problem
  const place =
    offset === undefined
      ? structureAt(document.locate(whole), document.locate(whole, 'key'))
      : between(document.bodyPosition(whole, offset), document.bodyPosition(whole, offset + length))
  return located(document.file, place, problem, typeof key === 'string' ? `${key}: ` : '')
}

/** The same for a rule file that is one text in a rule language, such as a Sigma rule. */
export const locateInText = (file: string, text: string, problem: Problem): LocatedProblem => {
  const { offset = 0, length = 0 } = spanInText(text, problem) ?? problem
  // A byte order mark takes no column.
  const bom = text.startsWith('\ufeff') ? 1 : 0
  return located(file, locator(text.slice(bom))(offset - bom, offset - bom + length), problem, '')
}

const located = (
  file: string,
  place: Location,
  { message, hint, warning, mistake }: Problem,
  prefix: string,
): LocatedProblem => ({
  file,
  ...place,
  message: `${prefix}${message}`,
  ...(hint !== undefined && { hint }),
  severity: warning ? 'warning' : 'error',
  ...(mistake && { mistake }),
})

/** A structure over several lines is better pointed at by its key. */
const structureAt = (value: Location, key: Location): Location => (value.length === undefined ? key : value)

const between = (start: Position, end: Position): Location =>
  end.line === start.line && end.column > start.column ? { ...start, length: end.column - start.column } : start

/** A path into a structure that was written as a text -> the part of that text. */
const spanInText = (
  text: string,
  { path, offset, length = 0 }: Problem,
): { offset: number; length: number } | undefined => {
  if (!path || path.length === 0) return undefined
  const parsed = /^\s*\{/.test(text) ? parseJson(text) : parseYaml(text, { several: true })
  if ('problems' in parsed) return undefined
  // One document is its own root; several are a list.
  const steps = parsed.root.kind !== 'array' && typeof path[0] === 'number' ? path.slice(1) : path
  const { node, key, complete } = find(parsed.root, steps)
  const part = offset === undefined ? undefined : partOf(text, node, offset, length)
  const span = part ?? (complete && node.kind === 'scalar' ? node.span : (key ?? node.span))
  return { offset: span.start, length: span.end - span.start }
}
