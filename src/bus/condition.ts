/**
 * What the event bus can be asked for on behalf of a rule: a condition that every record meets which the rule matches, and
 * perhaps others. The rule judges what the bus lets through, so a condition may be wider than its rule and never narrower.
 */
import type { Json } from '../core/json.ts'
import { compareTexts } from '../core/order.ts'
import type { Claim, FieldClaim } from '../notation/claim.ts'

/** A matcher of an event pattern ("Comparison operators for use in event patterns", EventBridge User Guide). */
export type Matcher = Json

/** One way to match: path in the event -> what stands there. What is not named may be anything. */
export type Branch = Readonly<Record<string, readonly Matcher[]>>

/** Any of these. None: nothing is ever matched; one without a field: anything may be. */
export type BusCondition = readonly Branch[]

const ANYTHING: BusCondition = [{}]

/** More branches than these are not worth their exactness. */
const MOST_BRANCHES = 24

/** @returns as narrow as can be read off the claim and said in a pattern */
export const conditionOf = (claim: Claim): BusCondition => {
  switch (claim.kind) {
    case 'field':
      return ofField(claim)
    case 'of': {
      const all = claim.of.map(conditionOf)
      if (claim.least <= 0) return ANYTHING
      return claim.least === all.length
        ? all.reduce(both, ANYTHING)
        : all.some(isAnything)
          ? ANYTHING
          : merged(all.flat())
    }
    // What is not: a record may lack the field. What is unclear: nobody knows.
    default:
      return ANYTHING
  }
}

/** Whether the bus would bring every event there is. */
export const isAnything = (condition: BusCondition): boolean =>
  condition.some((branch) => Object.keys(branch).length === 0)

const both = (left: BusCondition, right: BusCondition): BusCondition => {
  if (isAnything(left) || isAnything(right)) return isAnything(left) ? right : left
  if (left.length * right.length > MOST_BRANCHES) return left.length <= right.length ? left : right
  return merged(left.flatMap((one) => right.map((other) => narrower(one, other))))
}

/** Of a path that both name, the shorter list. */
const narrower = (one: Branch, other: Branch): Branch => {
  const shared = Object.keys(one).filter((path) => (one[path]?.length ?? 0) < (other[path]?.length ?? 0))
  return { ...one, ...other, ...Object.fromEntries(shared.map((path) => [path, one[path] ?? []])) }
}

/** Keys as AWS writes them: a dot in one would look like a path, and `$or` like an operator. */
const SEGMENT = /^[\w-]+$/

const ofField = ({ field, holds, values, exact }: FieldClaim): BusCondition => {
  // What is known besides is in no event.
  if (field.startsWith('tattletrail.')) return ANYTHING
  if (!exact || !holds || holds(undefined) || !field.split('.').every((one) => SEGMENT.test(one))) return ANYTHING
  const matchers: Matcher[] = []
  for (const { value } of values) {
    const found = spellings(value, holds)
    if (!found) return ANYTHING
    matchers.push(...found)
  }
  if (matchers.length === 0) return ANYTHING
  const path = field.startsWith('envelope.') ? field.slice('envelope.'.length) : `detail.${field}`
  return [{ [path]: unique(matchers) }]
}

/** A value and what else a rule takes for it; the bus keeps texts, numbers and booleans apart. Undefined when that cannot be said. */
const spellings = (value: Json, holds: (value: Json) => boolean): readonly Matcher[] | undefined => {
  if (value === null || typeof value === 'object') return undefined
  const text = String(value)
  const others = [...otherTypes(text)].filter(holds)
  if (!holds(text)) return others.length > 0 ? others : undefined
  if (text === swapped(text) || !holds(swapped(text))) return [text, ...others]
  // Of other letters nobody says what the bus takes for equal.
  return /^[\x20-\x7e]*$/.test(text) ? [{ 'equals-ignore-case': text }, ...others] : undefined
}

const otherTypes = function* (text: string): Iterable<Json> {
  if (/^(?:true|false)$/i.test(text)) yield /^t/i.test(text)
  if (text.trim() !== '' && Number.isFinite(Number(text))) yield Number(text)
}

const swapped = (text: string): string => (text === text.toUpperCase() ? text.toLowerCase() : text.toUpperCase())

/** Branches that differ in what one path holds are one. */
export const merged = (branches: BusCondition): BusCondition => {
  const paths = new Set(branches.flatMap((branch) => Object.keys(branch)))
  const fewer = [...paths].reduce(mergedBy, branches)
  return fewer.length < branches.length ? merged(fewer) : branches
}

const mergedBy = (branches: BusCondition, path: string): BusCondition => {
  const groups = new Map<string, Branch>()
  for (const branch of branches) {
    const { [path]: matchers, ...others } = branch
    const key = JSON.stringify([
      matchers === undefined,
      ...Object.entries(others).sort(([a], [b]) => compareTexts(a, b)),
    ])
    const known = groups.get(key)?.[path]
    groups.set(key, known && matchers ? { ...branch, [path]: unique([...known, ...matchers]) } : branch)
  }
  return [...groups.values()]
}

const unique = (matchers: readonly Matcher[]): readonly Matcher[] => [
  ...new Map(matchers.map((one) => [JSON.stringify(one), one])).values(),
]
