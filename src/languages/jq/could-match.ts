/**
 * The index key of a jq rule: an event name that no record of that name can match with.
 *
 * The program is evaluated on a record of which only `eventName` is known. What reads nothing but the name is run for real;
 * everything else is unknown, and the operators combine both by Kleene's three-valued logic. Unsure always means "could".
 */

import type { Context } from './compile/context.ts'
import { findFunction, type Scope } from './compile/scope.ts'
import { type Looks, type Reads, readsOf, variablesKnown } from './reads.ts'
import { type Env, firstOf, NONE } from './runtime/code.ts'
import { children, type Node, type NodeOf } from './syntax/ast.ts'
import { GLANCE, startBudget } from './values/budget.ts'
import { Exhausted, Failure } from './values/failure.ts'
import { isObject, truthy, type Value } from './values/value.ts'

/** What is known of the first output of an expression. */
type Known =
  /** No output at all, or an error before the first. */
  | { readonly kind: 'dead' }
  | { readonly kind: 'value'; readonly value: Value; readonly maybeDead: boolean }
  /** The record itself. */
  | { readonly kind: 'record'; readonly maybeDead: boolean }
  /** Something truthy, or something falsy. */
  | { readonly kind: 'some'; readonly truthy: boolean; readonly maybeDead: boolean }
  | { readonly kind: 'unknown' }

type Input =
  | { readonly kind: 'record' }
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'unknown' }

const DEAD: Known = { kind: 'dead' }
const UNKNOWN: Known = { kind: 'unknown' }
const some = (isTruthy: boolean, maybeDead: boolean): Known => ({ kind: 'some', truthy: isTruthy, maybeDead })

/** Truthiness of the output if there is one; `undefined` when unknown. */
const truth = (known: Known): boolean | undefined => {
  if (known.kind === 'value') return truthy(known.value)
  if (known.kind === 'record') return true
  return known.kind === 'some' ? known.truthy : undefined
}
const maybeDead = (known: Known): boolean => known.kind === 'unknown' || (known.kind !== 'dead' && known.maybeDead)
const weaken = (known: Known, dead: boolean): Known =>
  known.kind === 'dead' || known.kind === 'unknown' || !dead ? known : { ...known, maybeDead: true }
const noMatch = (known: Known): boolean => known.kind === 'dead' || truth(known) === false

/** A variable whose value is not known. */
const POISON: Value = 'unknown'

interface Knowledge extends Looks {
  /** `{eventName}`: what name-only expressions run on. */
  readonly record: Value
  depth: number
}

export const couldMatchOf = (
  root: Node,
  context: Context,
): ((eventName: string | undefined) => boolean) | undefined => {
  const reads = new Map<Node, Reads>()
  const couldMatch = (eventName: string | undefined): boolean => {
    const knowledge: Knowledge = {
      context,
      record: eventName === undefined ? {} : { eventName },
      known: new WeakSet(),
      reads,
      depth: 0,
    }
    try {
      return !noMatch(first(root, { kind: 'record' }, null, knowledge))
    } catch (thrown) {
      if (thrown instanceof RangeError || thrown instanceof Failure || thrown instanceof Exhausted) return true
      throw thrown
    }
  }
  return probes(root).every(couldMatch) ? undefined : couldMatch
}

/** Names that tell whether any name is ever ruled out: the words of the program, and one that is none of them. */
const probes = (root: Node): string[] => {
  const words = new Set(['', 'NoSuchEventName'])
  const stack: Node[] = [root]
  while (stack.length > 0) {
    const node = stack.pop() as Node
    if (node.kind === 'literal')
      for (const text of texts(node.value)) {
        words.add(text)
        for (const word of text.split(/[^A-Za-z0-9]+/)) words.add(word)
      }
    stack.push(...children(node))
  }
  return [...words].slice(0, 500)
}

const texts = (value: Value): string[] => (typeof value === 'string' ? [value] : [])

const first = (node: Node, input: Input, env: Env | null, k: Knowledge): Known => {
  const compiled = k.context.codes.get(node)
  if (!compiled) return UNKNOWN
  const { code, scope } = compiled
  if (isClosed(node, input, scope, env, k)) {
    startBudget(GLANCE)
    const given = input.kind === 'value' ? input.value : k.record
    try {
      const found = firstOf(code, given, env)
      return found === NONE ? DEAD : { kind: 'value', value: found, maybeDead: false }
    } catch (thrown) {
      // An error is no match, but it is counted: the rule must be run for that. Without a name nearly every rule fails.
      if (thrown instanceof Failure) return isObject(k.record) && 'eventName' in k.record ? UNKNOWN : DEAD
      // The budget, the stack or a `break` to a label further out.
      return UNKNOWN
    }
  }
  const atMostOne = code.get !== undefined
  switch (node.kind) {
    case 'identity':
      return input.kind === 'unknown' ? UNKNOWN : { ...input, maybeDead: false }
    case 'pipe':
      return pipe(node, input, env, k)
    case 'comma':
      return comma(node, input, env, k)
    case 'and':
    case 'or':
      return atMostOne ? logic(node, input, env, k) : UNKNOWN
    case 'alternative': {
      const left = first(node.left, input, env, k)
      if (!isSingleNode(node.left, k)) return UNKNOWN
      if (truth(left) === true && !maybeDead(left)) return left
      return truth(left) === false || left.kind === 'dead' ? first(node.right, input, env, k) : UNKNOWN
    }
    case 'if': {
      const test = first(node.test, input, env, k)
      if (test.kind === 'dead') return DEAD
      if (!isSingleNode(node.test, k)) return UNKNOWN
      const chosen = truth(test)
      if (chosen !== undefined)
        return weaken(first(chosen ? node.then : node.otherwise, input, env, k), maybeDead(test))
      return either(first(node.then, input, env, k), first(node.otherwise, input, env, k))
    }
    case 'define':
      return first(node.body, input, env, k)
    case 'try': {
      if (node.handler) return UNKNOWN
      const body = first(node.body, input, env, k)
      return isSingleNode(node.body, k) ? weaken(body, true) : UNKNOWN
    }
    case 'bind': {
      const [pattern] = node.patterns
      if (node.patterns.length !== 1 || pattern?.kind !== 'name' || !isSingleNode(node.source, k)) return UNKNOWN
      const source = first(node.source, input, env, k)
      if (source.kind === 'dead') return DEAD
      const link: Env = { held: source.kind === 'value' ? source.value : POISON, up: env }
      if (source.kind === 'value') k.known.add(link)
      return weaken(first(node.body, input, link, k), maybeDead(source))
    }
    case 'call':
      return call(node, input, env, scope, k)
    default:
      return UNKNOWN
  }
}

/** One of two, nobody knows which. */
const either = (a: Known, b: Known): Known => (noMatch(a) && noMatch(b) ? some(false, true) : UNKNOWN)

const isSingleNode = (node: Node, k: Knowledge): boolean => k.context.codes.get(node)?.code.get !== undefined

const asInput = (known: Known): Input =>
  known.kind === 'record' || known.kind === 'value' ? known : { kind: 'unknown' }

const pipe = (node: NodeOf<'pipe'>, input: Input, env: Env | null, k: Knowledge): Known => {
  const left = first(node.left, input, env, k)
  if (left.kind === 'dead') return DEAD
  if (left.kind === 'some' && isNot(node.right)) return some(!left.truthy, left.maybeDead)
  const right = first(node.right, asInput(left), env, k)
  // A second output of the left side could do what the first one did not.
  if (!isSingleNode(node.left, k) && right.kind === 'dead') return UNKNOWN
  if (!isSingleNode(node.left, k) && (maybeDead(left) || maybeDead(right))) return UNKNOWN
  return weaken(right, maybeDead(left))
}

const isNot = (node: Node): boolean => node.kind === 'call' && node.name === 'not' && node.args.length === 0

const comma = (node: NodeOf<'comma'>, input: Input, env: Env | null, k: Knowledge): Known => {
  const left = first(node.left, input, env, k)
  if (left.kind !== 'dead' && !maybeDead(left)) return left
  const right = first(node.right, input, env, k)
  return noMatch(left) && isSingleNode(node.left, k) && noMatch(right) ? some(false, true) : UNKNOWN
}

const logic = (node: NodeOf<'and' | 'or'>, input: Input, env: Env | null, k: Knowledge): Known => {
  const decisive = node.kind === 'or'
  const left = first(node.left, input, env, k)
  if (left.kind === 'dead') return DEAD
  if (truth(left) === decisive) return some(decisive, maybeDead(left))
  const right = first(node.right, input, env, k)
  const dead = maybeDead(left) || maybeDead(right)
  if (truth(left) === !decisive) {
    if (right.kind === 'dead') return DEAD
    const answer = truth(right)
    return answer === undefined ? UNKNOWN : some(answer, dead)
  }
  // The left side is unknown: it decides, or the right side does.
  if (truth(right) === decisive) return some(decisive, true)
  return right.kind === 'dead' && !decisive ? some(false, true) : UNKNOWN
}

const call = (node: NodeOf<'call'>, input: Input, env: Env | null, scope: Scope | null, k: Knowledge): Known => {
  const callee = findFunction(scope, node.name, node.args.length)
  const [argument] = node.args
  if (callee) {
    if ('closure' in callee || node.args.length > 0 || callee.info.recursive || k.depth > 20) return UNKNOWN
    let inner = env
    for (let up = (scope?.depth ?? 0) - callee.info.depth; up > 0; up--) inner = inner?.up ?? null
    k.depth++
    const result = first(callee.info.definition.body, input, inner, k)
    k.depth--
    return result
  }
  if (node.name === 'select' && argument && node.args.length === 1) {
    const test = first(argument, input, env, k)
    if (test.kind === 'dead') return DEAD
    if (!isSingleNode(argument, k)) return UNKNOWN
    const passes = truth(test)
    if (passes === false) return DEAD
    if (input.kind === 'unknown') return UNKNOWN
    return { ...input, maybeDead: passes === undefined || maybeDead(test) }
  }
  if (node.name === 'first' && argument && node.args.length === 1) return first(argument, input, env, k)
  return UNKNOWN
}

/** Whether running the expression for real gives what it would give for every record of this name. */
const isClosed = (node: Node, input: Input, scope: Scope | null, env: Env | null, k: Knowledge): boolean => {
  const reads = readsOf(node, k)
  if (input.kind === 'unknown' ? reads !== 'nothing' : input.kind === 'record' && reads === 'all') return false
  return variablesKnown(node, scope, env, k)
}
