/** Branches -> event patterns, as few as their quotas allow. */
import { isObject, type Json, type JsonObject } from '../core/json.ts'
import { type Branch, type BusCondition, merged } from './condition.ts'

/** Characters ("Amazon EventBridge quotas": event pattern). */
export const LONGEST_PATTERN = 2048

/** Rules of one bus, as long as nobody asked for more (same page; in some Regions 100). */
export const MOST_RULES = 300

/** The events that CloudTrail puts on the bus: calls, sign-ins, events of services ("AWS service events delivered via AWS CloudTrail"). */
const OF_CLOUDTRAIL: Json = [{ suffix: ' via CloudTrail' }]

/** @param all each with values that fit a pattern; several go into one as long as there is room */
export const patternsOf = (all: readonly BusCondition[]): readonly JsonObject[] => {
  const shards: Branch[][] = []
  for (const branch of merged(all.flat()).flatMap(pieces)) {
    const last = shards.at(-1)
    if (last && fits([...last, branch])) last.push(branch)
    else shards.push([branch])
  }
  return shards.map(patternOf)
}

export const fitsPattern = (pattern: JsonObject): boolean => JSON.stringify(pattern).length <= LONGEST_PATTERN

const fits = (branches: readonly Branch[]): boolean => fitsPattern(patternOf(branches))

/** Whether it can be said, if need be in pieces: no value of it is too long. */
export const fitsBranch = (branch: Branch): boolean => {
  const longest = Object.entries(branch).map(([path, matchers]) => [path, longestOf(matchers)])
  return fits([Object.fromEntries(longest)])
}

const longestOf = (matchers: readonly Json[]): readonly Json[] => {
  const lengths = matchers.map((one) => JSON.stringify(one).length)
  return matchers.slice(lengths.indexOf(Math.max(...lengths))).slice(0, 1)
}

/** A branch that is too long by itself, in halves of its longest list. */
const pieces = (branch: Branch): readonly Branch[] => {
  if (fits([branch])) return [branch]
  const [path, matchers] = Object.entries(branch).reduce((most, next) =>
    next[1].length > most[1].length ? next : most,
  )
  if (matchers.length < 2) return [branch]
  const half = Math.ceil(matchers.length / 2)
  return [matchers.slice(0, half), matchers.slice(half)].flatMap((some) => pieces({ ...branch, [path]: some }))
}

const patternOf = (branches: readonly Branch[]): JsonObject => {
  const [first, ...others] = merged(branches).map(nested)
  if (first === undefined) return {}
  const named = 'detail-type' in first || others.some((one) => 'detail-type' in one)
  const kind: JsonObject = named ? {} : { 'detail-type': OF_CLOUDTRAIL }
  return { ...kind, ...(others.length === 0 ? first : { $or: [first, ...others] }) }
}

const nested = (branch: Branch): JsonObject =>
  Object.entries(branch).reduce<JsonObject>((tree, [path, matchers]) => placed(tree, path.split('.'), matchers), {})

const placed = (tree: JsonObject, [key = '', ...rest]: readonly string[], matchers: readonly Json[]): JsonObject => {
  const inner = tree[key]
  return { ...tree, [key]: rest.length === 0 ? matchers : placed(isObject(inner) ? inner : {}, rest, matchers) }
}
