/** Runs one alternative of a pattern over an event: a quick walk, and an exact search where arrays come into play. */
import { isObject, type Json, type JsonArray, type JsonObject, own } from '../../core/json.ts'
import { deriveEnvelope, deriveField } from './envelope.ts'
import type { FieldMatcher, Scalar } from './matcher.ts'
import type { ParsedField } from './parse.ts'

export interface CompiledField {
  readonly path: string
  readonly segments: readonly string[]
  /** `keys[from][n]`: the segments from `from` to `from + n` joined, because an event key may hold dots too. */
  readonly keys: readonly (readonly string[])[]
  readonly matcher: FieldMatcher
}

export interface Conjunction {
  /** In the order of their paths, which is the order in which event-ruler settles on array elements. */
  readonly fields: readonly CompiledField[]
  /** The same, those first that decide soonest. */
  readonly quick: readonly CompiledField[]
  /** `shared[k][n]`: the last field whose path starts with the first n + 1 segments of field k. */
  readonly shared: readonly (readonly number[])[]
}

const joins = (segments: readonly string[]): readonly (readonly string[])[] =>
  segments.map((_, from) => segments.slice(from).map((_, n) => segments.slice(from, from + n + 1).join('.')))

const cost = ({ path, matcher }: CompiledField): number => {
  if (path.endsWith('eventName')) return 0
  return matcher.exact ? 1 : 2
}

export const conjunction = (parsed: readonly ParsedField[]): Conjunction => {
  const fields = parsed
    .map(({ path, matcher }): CompiledField => {
      const segments = path.split('.')
      return { path, segments, keys: joins(segments), matcher }
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1))
  const shared = fields.map(({ segments, keys }) =>
    segments.map((_, n) => {
      const start = keys[0]?.[n] as string
      return fields.findLastIndex(({ path }) => path === start || path.startsWith(`${start}.`))
    }),
  )
  return { fields, quick: [...fields].sort((a, b) => cost(a) - cost(b)), shared }
}

/** What the quick walk learns about one field: no value there, values but none that matches, a match, or "arrays: search". */
type Seen = 0 | 1 | 2 | 3
const MISSING = 0
const OTHER = 1
const MATCH = 2
const SEARCH = 3

const better = (a: Seen, b: Seen): Seen => (a === MATCH || b === MATCH ? MATCH : a > b ? a : b)

const lookAtLeaf = (value: Json, { test }: FieldMatcher): Seen => {
  if (typeof value !== 'object' || value === null) return test(value) ? MATCH : OTHER
  if (!Array.isArray(value)) return MISSING
  let seen: Seen = MISSING
  for (const item of value as JsonArray) {
    if (typeof item !== 'object' || item === null) {
      if (test(item)) return MATCH
      seen = better(seen, OTHER)
    } else if (Array.isArray(item)) seen = SEARCH
  }
  return seen
}

const look = (field: CompiledField, object: JsonObject, from: number): Seen => {
  const keys = field.keys[from] as readonly string[]
  let seen: Seen = MISSING
  for (let n = 0; n < keys.length; n++) {
    const value = own(object, keys[n] as string)
    if (value === undefined) continue
    if (n === keys.length - 1) seen = better(seen, lookAtLeaf(value, field.matcher))
    else if (Array.isArray(value)) seen = better(seen, value.length > 0 ? SEARCH : MISSING)
    else if (isObject(value)) seen = better(seen, look(field, value, from + n + 1))
    if (seen === MATCH) return MATCH
  }
  return seen
}

/** The same over the derived envelope of a bare record, without building it. */
const lookInRecord = (field: CompiledField, record: JsonObject): Seen => {
  const key = field.segments[0] as string
  if (key === 'detail' && field.segments.length > 1) return look(field, record, 1)
  if (field.segments.length > 1) return MISSING
  const value = deriveField(record, key)
  return value === undefined ? MISSING : lookAtLeaf(value, field.matcher)
}

/** Nobody means a rule to look at more of one event than this; it takes some 100 ms. */
const MAX_STEPS = 2_000_000

/** How much of one event may still be searched, over all alternatives of a pattern. */
export interface Budget {
  left: number
}

export const newBudget = (): Budget => ({ left: MAX_STEPS })

/** The parser of event-ruler (Jackson) refuses deeper events too (StreamReadConstraints: 1,000). */
const MAX_ARRAY_DEPTH = 1_000

/** Thrown when an event is too large or too deep to be searched. */
export class SearchLimit extends Error {}

interface Choice {
  readonly id: number
  readonly until: number
  index: number
}

/**
 * Finds one value for each field such that no two of them lie in different elements of the same array (event-ruler README,
 * "JSON Array Matching"). A field that must be absent looks only at the elements that earlier fields settled on.
 * What failed is remembered by (field, elements that still matter), so the work grows with the event, not with the combinations.
 */
const search = ({ fields, shared }: Conjunction, root: JsonObject, budget: Budget): boolean => {
  const choices = new Map<JsonArray, Choice>()
  const ids = new Map<JsonArray, number>()
  const failed = fields.map(() => new Set<string>())

  const settle = (k: number): boolean => {
    const field = fields[k]
    if (!field) return true
    let state = ''
    budget.left -= choices.size
    for (const { id, index, until } of choices.values()) if (until >= k) state += `${id}:${index};`
    const dead = failed[k] as Set<string>
    if (dead.has(state)) return false

    let present = false
    const visit = (value: Json, used: number, depth: number): boolean => {
      if (--budget.left < 0) throw new SearchLimit('the event holds too many array elements for this pattern')
      const atLeaf = used === field.segments.length
      if (Array.isArray(value)) return elements(value, used, atLeaf, depth + 1)
      if (isObject(value)) return !atLeaf && descend(value, used, depth)
      if (!atLeaf) return false
      present = true
      return field.matcher.test(value as Scalar) && settle(k + 1)
    }
    const elements = (array: JsonArray, used: number, atLeaf: boolean, depth: number): boolean => {
      if (depth > MAX_ARRAY_DEPTH) throw new SearchLimit(`the event nests arrays more than ${MAX_ARRAY_DEPTH} deep`)
      const earlier = choices.get(array)
      if (earlier && !atLeaf) return visit(array[earlier.index] as Json, used, depth)
      let mine: Choice | undefined
      for (let index = 0; index < array.length; index++) {
        const item = array[index] as Json
        const nested = typeof item === 'object' && item !== null
        if (nested && !earlier) {
          if (!mine) {
            if (!ids.has(array)) ids.set(array, ids.size)
            mine = { id: ids.get(array) as number, until: shared[k]?.[used - 1] ?? k, index }
            choices.set(array, mine)
          }
          mine.index = index
        } else if (mine) {
          // Plain values in an array belong to no element.
          choices.delete(array)
          mine = undefined
        }
        if (nested && earlier && earlier.index !== index) continue
        if (visit(item, used, depth)) return true
      }
      if (mine) choices.delete(array)
      return false
    }
    const descend = (object: JsonObject, used: number, depth: number): boolean => {
      const keys = field.keys[used] as readonly string[]
      for (let n = 0; n < keys.length; n++) {
        const value = own(object, keys[n] as string)
        if (value !== undefined && visit(value, used + n + 1, depth)) return true
      }
      return false
    }

    if (descend(root, 0, 0)) return true
    if (!present && field.matcher.absent && settle(k + 1)) return true
    dead.add(state)
    return false
  }
  return settle(0)
}

/** @throws SearchLimit when the event is beyond the limits; RangeError when it would overflow the stack. */
export const conjunctionMatches = (all: Conjunction, event: JsonObject, bare: boolean, budget: Budget): boolean => {
  let mustSearch = false
  for (const field of all.quick) {
    const seen = bare ? lookInRecord(field, event) : look(field, event, 0)
    if (seen === SEARCH) mustSearch = true
    else if (seen !== MATCH && !(seen === MISSING && field.matcher.absent)) return false
  }
  return !mustSearch || search(all, bare ? deriveEnvelope(event) : event, budget)
}

/** The values at the field's path, for people: at most `limit`. */
export const valuesAt = (field: CompiledField, event: JsonObject, bare: boolean, limit: number): readonly Scalar[] => {
  const found: Scalar[] = []
  const open: [value: Json, used: number][] = [[bare ? deriveEnvelope(event) : event, 0]]
  let steps = 0
  while (open.length > 0 && found.length < limit && ++steps < 10_000) {
    const [value, used] = open.pop() as [Json, number]
    if (Array.isArray(value)) {
      for (let i = Math.min(value.length, 1_000) - 1; i >= 0; i--) open.push([value[i] as Json, used])
    } else if (isObject(value)) {
      for (const [n, key] of (field.keys[used] ?? []).entries()) {
        const next = own(value, key)
        if (next !== undefined) open.push([next, used + n + 1])
      }
    } else if (used === field.segments.length) found.push(value as Scalar)
  }
  return found
}
