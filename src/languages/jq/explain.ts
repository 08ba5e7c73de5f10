/** Why a program matched a record or not: each condition of its boolean structure, what it came to, and the value it looked at. */
import type { Json, JsonObject } from '../../core/json.ts'
import type { Condition } from '../../core/language.ts'
import type { Context } from './compile/context.ts'
import { findFunction } from './compile/scope.ts'
import { asFailure, toPlain } from './run.ts'
import { type Env, firstOf, NONE } from './runtime/code.ts'
import type { Node } from './syntax/ast.ts'
import { startBudget } from './values/budget.ts'
import { isObject, truthy, type Value } from './values/value.ts'

type Outcome = Condition['outcome']

interface Explanation {
  readonly context: Context
  readonly text: string
  readonly lines: Condition[]
}

/** What an expression came to; `value` is its first output. */
interface Result {
  readonly outcome: Outcome
  readonly value?: Value
}

export const explainProgram = (
  root: Node,
  context: Context,
  text: string,
  record: JsonObject,
): readonly Condition[] => {
  const e: Explanation = { context, text, lines: [] }
  try {
    visit(root, record as Value, null, 0, true, e)
  } catch (thrown) {
    e.lines.push({ text: line(root, e), outcome: 'error', depth: 0, saw: asFailure(thrown).message })
  }
  return e.lines
}

const line = (node: Node, e: Explanation): string => e.text.slice(node.start, node.end).replace(/\s+/g, ' ').trim()

const run = (node: Node, input: Value, env: Env | null, e: Explanation): Result => {
  const compiled = e.context.codes.get(node)
  if (!compiled) return { outcome: 'not-reached' }
  try {
    startBudget()
    const found = firstOf(compiled.code, input, env)
    if (found === NONE) return { outcome: 'no' }
    return { outcome: truthy(found) ? 'yes' : 'no', value: found }
  } catch (thrown) {
    return { outcome: 'error', value: asFailure(thrown).message }
  }
}

/** @param reached false when an earlier condition has already decided: the lines are then only listed. */
const visit = (node: Node, input: Value, env: Env | null, depth: number, reached: boolean, e: Explanation): Result => {
  switch (node.kind) {
    case 'define':
      return visit(node.body, input, env, depth, reached, e)
    case 'pipe': {
      if (isNot(node.right) && isGroup(node.left))
        return group(
          node.left.kind === 'or' ? 'none of' : 'not all of',
          node,
          [node.left],
          input,
          env,
          depth,
          reached,
          e,
        )
      if (!isFilter(node.left, e)) break
      const left = visit(node.left, input, env, depth, reached, e)
      const goesOn = reached && left.outcome === 'yes'
      return visit(node.right, left.value ?? null, env, depth, goesOn, e)
    }
    case 'and':
    case 'or': {
      const parts = flatten(node, node.kind)
      if (node.kind === 'or' || depth > 0) {
        return group(node.kind === 'or' ? 'any of' : 'all of', node, parts, input, env, depth, reached, e)
      }
      return sequence(parts, node.kind, input, env, depth, reached, e)
    }
    case 'bind': {
      const [pattern] = node.patterns
      if (node.patterns.length !== 1 || pattern?.kind !== 'name') break
      const source = reached ? run(node.source, input, env, e) : { outcome: 'not-reached' as const }
      if (reached && source.value === undefined) return leaf(node.source, input, env, depth, reached, e)
      return visit(node.body, input, { held: source.value ?? null, up: env }, depth, reached, e)
    }
    case 'call': {
      const [test] = node.args
      if (node.name !== 'select' || !test || node.args.length !== 1 || !isBuiltin(node, e)) break
      const result = visit(test, input, env, depth, reached, e)
      return result.outcome === 'yes' ? { outcome: 'yes', value: input } : { outcome: result.outcome }
    }
    default:
      break
  }
  return leaf(node, input, env, depth, reached, e)
}

const isBuiltin = (node: Node & { readonly kind: 'call' }, e: Explanation): boolean =>
  findFunction(e.context.codes.get(node)?.scope ?? null, node.name, node.args.length) === undefined

/** `a and b and c` as its parts, left to right. */
const flatten = (node: Node, kind: 'and' | 'or'): Node[] => {
  const parts: Node[] = []
  let at = node
  for (; at.kind === kind; at = at.left) parts.unshift(at.right)
  return [at, ...parts]
}

const isGroup = (node: Node): boolean => node.kind === 'and' || node.kind === 'or'
const isNot = (node: Node): boolean => node.kind === 'call' && node.name === 'not' && node.args.length === 0

/** What decides whether the rest of a pipe is reached at all. */
const isFilter = (node: Node, e: Explanation): boolean => {
  if (node.kind === 'call') return node.name === 'select' && node.args.length === 1 && isBuiltin(node, e)
  return node.kind === 'pipe' && isFilter(node.left, e) && isFilter(node.right, e)
}

const sequence = (
  parts: readonly Node[],
  kind: 'and' | 'or',
  input: Value,
  env: Env | null,
  depth: number,
  reached: boolean,
  e: Explanation,
): Result => {
  let goesOn = reached
  let result: Result = { outcome: 'not-reached' }
  for (const part of parts) {
    const next = visit(part, input, env, depth, goesOn, e)
    if (!goesOn) continue
    result = next.outcome === 'error' ? next : { ...next, value: next.outcome === 'yes' }
    goesOn = kind === 'and' ? next.outcome === 'yes' : next.outcome === 'no'
  }
  return result
}

/** A heading and its parts one level deeper. */
const group = (
  heading: string,
  node: Node,
  parts: readonly Node[],
  input: Value,
  env: Env | null,
  depth: number,
  reached: boolean,
  e: Explanation,
): Result => {
  const result: Result = reached ? run(node, input, env, e) : { outcome: 'not-reached' }
  e.lines.push({ text: heading, outcome: result.outcome, depth, heading: true })
  const [only] = parts
  if (parts.length === 1 && only && isGroup(only)) {
    sequence(flatten(only, only.kind as 'and'), only.kind as 'and', input, env, depth + 1, reached, e)
  } else {
    sequence(parts, node.kind as 'and' | 'or', input, env, depth + 1, reached, e)
  }
  return result
}

const leaf = (node: Node, input: Value, env: Env | null, depth: number, reached: boolean, e: Explanation): Result => {
  // What only builds an annotation is no condition, unless it fails.
  const builds = node.kind === 'object' || node.kind === 'array' || node.kind === 'string' || node.kind === 'literal'
  const result: Result = reached ? run(node, input, env, e) : { outcome: 'not-reached' }
  if (node.kind === 'identity' || (builds && result.outcome !== 'error' && result.outcome !== 'no')) return result
  const saw = reached ? observed(node, input, env, e) : undefined
  e.lines.push({ text: line(node, e), outcome: result.outcome, depth, saw })
  return result
}

/** The value of the side that looks into the record; `undefined` when there is none or the field is missing. */
const observed = (node: Node, input: Value, env: Env | null, e: Explanation): Json | undefined => {
  const looks = lookingPart(node)
  if (!looks || isMissing(looks, input)) return undefined
  const { outcome, value } = run(looks, input, env, e)
  return outcome === 'error' || value === undefined ? undefined : toPlain(value)
}

const lookingPart = (node: Node): Node | undefined => {
  switch (node.kind) {
    case 'index':
    case 'slice':
    case 'iterate':
      return node
    case 'comparison':
    case 'arithmetic':
    case 'alternative':
      return lookingPart(node.left) ?? lookingPart(node.right)
    case 'pipe':
    case 'and':
    case 'or':
      return lookingPart(node.left)
    case 'try':
      return lookingPart(node.body)
    case 'bind':
      return lookingPart(node.source)
    case 'call':
      return node.args.map(lookingPart).find((part) => part !== undefined)
    default:
      return undefined
  }
}

/** A plain path whose last step is not there, which is more than being null. */
const isMissing = (node: Node, input: Value): boolean => {
  const keys: string[] = []
  let at = node
  for (; at.kind === 'index'; at = at.of) {
    if (at.key.kind !== 'literal' || typeof at.key.value !== 'string') return false
    keys.unshift(at.key.value)
  }
  if (at.kind !== 'identity') return false
  let value = input
  for (const key of keys) {
    if (!isObject(value) || !Object.hasOwn(value, key)) return true
    value = value[key] as Value
  }
  return false
}
