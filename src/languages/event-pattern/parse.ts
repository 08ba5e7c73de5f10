/** A pattern document becomes alternatives (one unless `$or` is used), each a list of fields that must all match. */
import type { Problem } from '../../core/problem.ts'
import type { FieldMatcher } from './matcher.ts'
import type { Entry, PatternNode, Report } from './node.ts'
import { compileValues } from './values.ts'

export interface ParsedField {
  /** Keys joined with dots. `{"a": {"b": []}}` and `{"a.b": []}` ask for the same path, in patterns and in events. */
  readonly path: string
  readonly matcher: FieldMatcher
  readonly node: PatternNode & { kind: 'array' }
  /** Of its key. */
  readonly at: Entry['at']
}

/** Path -> field. A path that is given again replaces what stood there, as in event-ruler. */
type Alternative = ReadonlyMap<string, ParsedField>

export interface ParsedPattern {
  readonly alternatives: readonly (readonly ParsedField[])[]
  readonly problems: readonly Problem[]
  readonly warnings: readonly Problem[]
}

/** Each `$or` multiplies the alternatives. The service refuses a pattern with "over 1000 rule combinations". */
const SERVICE_ALTERNATIVES = 1_000
const MAX_ALTERNATIVES = 10_000

/** Names that make an object inside `$or` no alternative (event-ruler, Constants.RESERVED_FIELD_NAMES_IN_OR_RELATIONSHIP). */
const RESERVED_IN_OR = new Set([
  ...['exactly', 'equals-ignore-case', 'prefix', 'suffix', 'anything-but', 'exists', 'wildcard', 'numeric', 'cidr'],
  ...['=', '<', '<=', '>', '>=', 'regex', 'not-wildcard', 'not-equals-ignore-case', 'ip-address-in-range'],
  ...['date-after', 'date-on-or-after', 'date-before', 'date-on-or-before', 'in-date-range', 'ip-address-not-in-range'],
])

const example = (value: PatternNode): string => {
  if (value.kind === 'string') return JSON.stringify(value.value).slice(0, 60)
  return value.kind === 'literal' || value.kind === 'number' ? String(value.value) : '"value"'
}

const parseAs = (root: PatternNode, orIsOperator: boolean): ParsedPattern => {
  const problems: Problem[] = []
  const warnings: Problem[] = []
  const report: Report = {
    error: ({ at }, message, hint) => problems.push({ message, ...at, hint }),
    warn: ({ at }, message, hint) => warnings.push({ message, ...at, hint, warning: true }),
  }

  const leaf = (alternatives: readonly Alternative[], path: string, entry: Entry): readonly Alternative[] => {
    const node = entry.value as PatternNode & { kind: 'array' }
    const matcher = compileValues(node, report)
    if (!matcher) return alternatives
    if (alternatives.some((fields) => fields.has(path)))
      report.warn(
        entry,
        `"${path}" is given more than once; only the last one counts`,
        'join the values in one list:  ["A", "B"]',
      )
    const field = { path, matcher, node, at: entry.at }
    return alternatives.map((fields) => new Map(fields).set(path, field))
  }

  const or = (alternatives: readonly Alternative[], prefix: string, entry: Entry): readonly Alternative[] => {
    const { value } = entry
    if (value.kind !== 'array') {
      report.error(value, '"$or" takes a list of objects')
      return alternatives
    }
    if (value.items.length < 2) report.error(value, '"$or" needs at least two objects to choose from')
    const branches = value.items.flatMap((item) => {
      if (item.kind === 'object') return object(alternatives, prefix, item, true)
      report.error(item, '"$or" takes objects only')
      return []
    })
    if (branches.length <= MAX_ALTERNATIVES) return branches
    report.error(entry, `the "$or" lists of this pattern combine to more than ${MAX_ALTERNATIVES} alternatives`)
    return alternatives
  }

  const object = (
    alternatives: readonly Alternative[],
    prefix: string,
    node: PatternNode & { kind: 'object' },
    inOr: boolean,
  ): readonly Alternative[] => {
    if (node.entries.length === 0) report.error(node, 'an empty object matches nothing', 'name at least one field')
    return node.entries.reduce((found, entry) => {
      if (entry.key === '$or' && orIsOperator) return or(found, prefix, entry)
      if (inOr && RESERVED_IN_OR.has(entry.key)) {
        report.error(entry, `"${entry.key}" is reserved and cannot be a field inside "$or"`)
        return found
      }
      const path = prefix === '' ? entry.key : `${prefix}.${entry.key}`
      if (entry.value.kind === 'array') return leaf(found, path, entry)
      if (entry.value.kind === 'object') return object(found, path, entry.value, inOr)
      report.error(
        entry.value,
        `"${entry.key}" must be a list of accepted values or an object`,
        `write [${example(entry.value)}]`,
      )
      return found
    }, alternatives)
  }

  if (root.kind !== 'object') {
    report.error(root, 'an event pattern is an object', 'for example {"detail": {"eventName": ["CreateUser"]}}')
    return { alternatives: [], problems, warnings }
  }
  const alternatives = object([new Map()], '', root, false)
  if (alternatives.length > SERVICE_ALTERNATIVES)
    report.warn(
      root,
      `the "$or" lists combine to ${alternatives.length} alternatives; EventBridge refuses more than ${SERVICE_ALTERNATIVES}`,
    )
  return { alternatives: alternatives.map((fields) => [...fields.values()]), problems, warnings: distinct(warnings) }
}

const distinct = (warnings: readonly Problem[]): readonly Problem[] => [
  ...new Map(warnings.map((one) => [JSON.stringify(one), one])).values(),
]

const namesOr = (node: PatternNode): boolean =>
  node.kind === 'object' && node.entries.some(({ key, value }) => key === '$or' || namesOr(value))

/**
 * Parses a pattern; `problems` holds every error.
 * `$or` is an operator when the whole pattern is valid that way, and otherwise, if that is valid, an ordinary field name
 * (event-ruler README, "The backward compatibility of using $or as field name").
 */
export const parsePattern = (root: PatternNode): ParsedPattern => {
  const parsed = parseAs(root, true)
  if (parsed.problems.length === 0 || !namesOr(root)) return parsed
  const plain = parseAs(root, false)
  if (plain.problems.length > 0) return parsed
  const why = parsed.problems[0] as Problem
  const warning: Problem = {
    ...why,
    message: `"$or" is read as the name of a field here: ${why.message}`,
    warning: true,
  }
  return { ...plain, warnings: [...plain.warnings, warning] }
}
