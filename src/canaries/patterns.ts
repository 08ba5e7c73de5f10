/**
 * Event patterns that let through whatever names a canary. They are wider than the rules, which judge what comes: no event name,
 * no grade, nobody who is benign stands in them, so that they stay short and say less to whoever may read them.
 */

import { isObject, type Json, type JsonObject } from '../core/json.ts'
import type { Fields, Marks, Names } from './canary.ts'

/** "Event patterns: 2,048 characters" (EventBridge User Guide, "Amazon EventBridge quotas"). */
export const LONGEST_PATTERN = 2048

/** EventBridge refuses patterns with many leading wildcards as too complex and does not say from how many on. */
const MOST_WILDCARDS = 10

/** One way to name a canary: path below `detail` -> matchers. */
type Branch = Readonly<Record<string, readonly Json[]>>

/**
 * As few as there can be. Each is for a rule in the state ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS: most touches are reads.
 * @param all of the canaries of one account and Region
 * @throws RangeError when one name is too long for a pattern
 */
export const patternsOf = (all: readonly Names[]): readonly JsonObject[] => {
  const shards: Branch[][] = []
  for (const branch of all.flatMap(branchesOf)) {
    const last = shards.at(-1)
    if (last && fits([...last, branch])) last.push(branch)
    else if (fits([branch])) shards.push([branch])
    else throw new RangeError(`a name is too long for an event pattern of ${LONGEST_PATTERN} characters`)
  }
  return shards.map(patternOf)
}

const fits = (branches: readonly Branch[]): boolean => {
  const text = JSON.stringify(patternOf(branches))
  return text.length <= LONGEST_PATTERN && text.split('"wildcard"').length - 1 <= MOST_WILDCARDS
}

const branchesOf = ({ request = [], arns = [], denied = [], caller = [] }: Names): readonly Branch[] => [
  ...request.flatMap((fields) => branch(fields, 'requestParameters')),
  ...branch({ ARN: arns }, 'resources'),
  ...[
    ...widened(arns).map((mark) => `*${stemOf(mark)}*`),
    ...denied.flatMap((mark) => mark ?? []).map(behindResource),
  ].map((wildcard) => ({ errorMessage: [{ wildcard }] })),
  ...caller.flatMap((fields) => branch(fields, 'userIdentity')),
]

const behindResource = (mark: string): string => `*on resource: ${mark}*`

/** Marks that begin with another go with it: `a`, `a:*` -> `a*`. */
const widened = (marks: Marks): readonly string[] => {
  const known = marks.flatMap((mark) => mark ?? [])
  const within = (stem: string) => known.filter((mark) => mark.startsWith(stem))
  const stems = new Set(
    known.map(stemOf).filter((stem) => !known.some((mark) => stemOf(mark) !== stem && stem.startsWith(stemOf(mark)))),
  )
  return [...stems].map((stem) => (within(stem).length > 1 ? `${stem}*` : (within(stem)[0] as string)))
}

const stemOf = (mark: string): string => mark.replace(/\*$/, '')

const branch = (fields: Fields, below: string): readonly Branch[] => {
  const known = Object.entries(fields).map(([path, marks]) => [path, widened(marks)] as const)
  if (known.some(([, marks]) => marks.length === 0)) return []
  const matchers = known.map(([path, marks]) => [`${below}.${path}`, marks.map(matcher)] as const)
  // Of one path each mark by itself: together they may be too long.
  if (matchers.length === 1) return matchers.flatMap(([path, all]) => all.map((one) => ({ [path]: [one] })))
  return [Object.fromEntries(matchers)]
}

const matcher = (mark: string): Json =>
  !mark.includes('*')
    ? mark
    : mark.indexOf('*') === mark.length - 1
      ? { prefix: mark.slice(0, -1) }
      : { wildcard: mark }

const patternOf = (branches: readonly Branch[]): JsonObject => {
  const alternatives = merged(branches).map(nested)
  return {
    'detail-type': ['AWS API Call via CloudTrail'],
    detail: alternatives.length === 1 ? (alternatives[0] as JsonObject) : { $or: alternatives },
  }
}

/** Branches of the same single path are one. */
const merged = (branches: readonly Branch[]): readonly Branch[] => {
  const single = new Map<string, readonly Json[]>()
  const others: Branch[] = []
  for (const one of branches) {
    const [[path, matchers] = ['', []], ...rest] = Object.entries(one)
    if (rest.length > 0) others.push(one)
    else single.set(path, [...(single.get(path) ?? []), ...matchers])
  }
  return [...[...single].map(([path, matchers]) => ({ [path]: matchers })), ...others]
}

const nested = (one: Branch): JsonObject =>
  Object.entries(one).reduce<JsonObject>((tree, [path, matchers]) => placed(tree, path.split('.'), matchers), {})

const placed = (tree: JsonObject, [key = '', ...rest]: readonly string[], matchers: readonly Json[]): JsonObject => {
  const inner = tree[key]
  return { ...tree, [key]: rest.length === 0 ? matchers : placed(isObject(inner) ? inner : {}, rest, matchers) }
}
