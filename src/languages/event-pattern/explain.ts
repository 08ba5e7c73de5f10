/** An event pattern told as conditions: each field, what it came to for one record, and the value it saw. */
import type { Json, JsonObject } from '../../core/json.ts'
import type { Condition } from '../../core/language.ts'
import {
  type CompiledField,
  type Conjunction,
  conjunction,
  conjunctionMatches,
  newBudget,
  SearchLimit,
  valuesAt,
} from './match.ts'

/** Values of one field that are shown. */
const SHOWN = 20

type Outcome = Condition['outcome']

const outcomeOf = (matches: () => boolean): Outcome => {
  try {
    return matches() ? 'yes' : 'no'
  } catch (error) {
    if (error instanceof SearchLimit || error instanceof RangeError) return 'error'
    throw error
  }
}

const line = (field: CompiledField, event: JsonObject, bare: boolean, depth: number): Condition => {
  const values = valuesAt(field, event, bare, SHOWN)
  const alone = conjunction([
    { path: field.path, matcher: field.matcher, node: { kind: 'array', items: [], at: {} }, at: {} },
  ])
  const saw: Json | undefined = values.length > 1 ? values : values[0]
  return {
    text: `${field.path} ${field.matcher.text}`,
    outcome: outcomeOf(() => conjunctionMatches(alone, event, bare, newBudget())),
    depth,
    saw,
  }
}

/** Fields that hold one by one may still fail together: then the elements of an array are to blame. */
const together = (lines: readonly Condition[], outcome: Outcome, depth: number): Condition[] => {
  if (outcome === 'yes' || lines.some((one) => one.outcome !== 'yes')) return []
  return [{ text: 'all of these within the same element of each array', outcome, depth, heading: true }]
}

/** The fields in the order in which they are written, then, for `$or`, each alternative with the fields that are its own. */
export const explainPattern = (
  alternatives: readonly Conjunction[],
  order: readonly string[],
  event: JsonObject,
  bare: boolean,
): readonly Condition[] => {
  const position = new Map(order.map((path, i) => [path, i]))
  const sorted = (fields: readonly CompiledField[]): readonly CompiledField[] =>
    [...fields].sort((a, b) => (position.get(a.path) ?? 0) - (position.get(b.path) ?? 0))
  const [first, ...rest] = alternatives
  if (!first) return []
  if (rest.length === 0) {
    const lines = sorted(first.fields).map((field) => line(field, event, bare, 0))
    return [
      ...lines,
      ...together(
        lines,
        outcomeOf(() => conjunctionMatches(first, event, bare, newBudget())),
        0,
      ),
    ]
  }

  const isCommon = (field: CompiledField): boolean =>
    rest.every(({ fields }) => fields.some(({ path, matcher }) => path === field.path && matcher === field.matcher))
  const common = first.fields.filter(isCommon)
  const commonPaths = new Set(common.map(({ path }) => path))
  const commonLines = sorted(common).map((field) => line(field, event, bare, 0))

  let settled: Outcome | undefined
  const choices = alternatives.flatMap((all, i): Condition[] => {
    const own = sorted(all.fields.filter(({ path }) => !commonPaths.has(path)))
    const title = `alternative ${i + 1} of ${alternatives.length}`
    if (settled) return [{ text: title, outcome: 'not-reached', depth: 1, heading: true }]
    const lines = own.map((field) => line(field, event, bare, 2))
    const whole = outcomeOf(() => conjunctionMatches(all, event, bare, newBudget()))
    if (whole !== 'no') settled = whole
    // Fields of the common part are shown above; the alternative itself is judged by its own fields.
    const outcome =
      whole === 'no' && lines.every((one) => one.outcome === 'yes') && commonLines.some((one) => one.outcome !== 'yes')
        ? 'yes'
        : whole
    return [
      { text: title, outcome, depth: 1, heading: true as const },
      ...lines,
      ...(commonLines.every((one) => one.outcome === 'yes') ? together(lines, whole, 2) : []),
    ]
  })
  const any = choices.some((one) => one.depth === 1 && one.outcome === 'yes') ? 'yes' : (settled ?? 'no')
  return [...commonLines, { text: 'one of', outcome: any, depth: 0, heading: true }, ...choices]
}
