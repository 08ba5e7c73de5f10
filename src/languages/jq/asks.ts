/** What a jq program asks of a record: its boolean structure over the fields that it names. */

import { isObject, type Json } from '../../core/json.ts'
import {
  allOf,
  anyOf,
  type Claim,
  type FieldClaim,
  type MadeClaim,
  type Place,
  recordWith,
  type WrittenValue,
} from '../../notation/claim.ts'
import { type Base, baseOfArgument, isCall, outputOf } from './base.ts'
import type { Context } from './compile/context.ts'
import { findFunction } from './compile/scope.ts'
import { failureText } from './run.ts'
import { firstOf, NONE } from './runtime/code.ts'
import { type Comparison, children, type Node, type NodeOf, type Span } from './syntax/ast.ts'
import { GLANCE, startBudget } from './values/budget.ts'
import { compare } from './values/order.ts'
import { truthy, type Value } from './values/value.ts'
import { isPath, type Sight, wayOf } from './way.ts'

const placeOf = ({ start, end }: Span): Place => ({ offset: start, length: end - start })
const unclear = (of: readonly Claim[]): Claim => ({ kind: 'unclear', of })

export const asksOf = (root: Node, context: Context): Claim => asked(root, { base: [], variables: new Map() }, context)

const asked = (node: Node, at: Sight, context: Context): Claim => {
  switch (node.kind) {
    case 'and':
      return allOf([asked(node.left, at, context), asked(node.right, at, context)])
    case 'or':
      return anyOf([asked(node.left, at, context), asked(node.right, at, context)])
    case 'define':
      return asked(node.body, at, context)
    case 'pipe':
      return askedOfPipe(node, at, context)
    case 'bind': {
      const [pattern, ...more] = node.patterns
      const made = pattern?.kind === 'name' && more.length === 0 ? wayOf(node.source, at) : undefined
      if (made === undefined || pattern?.kind !== 'name') break
      const variables = new Map(at.variables).set(pattern.name, made)
      return allOf([unclear(fieldsIn(node.source, at.base)), asked(node.body, { ...at, variables }, context)])
    }
    case 'call':
      if (isCall(node, 'select', 1)) return asked(node.args[0] as Node, at, context)
      break
    case 'comparison': {
      const made = comparesMade(node, at)
      if (made) return made
      if (node.op === '!=') return { kind: 'not', of: leaf({ ...node, op: '==' }, node, at.base, context) }
      break
    }
    // Whatever they hold, they are true.
    case 'object':
    case 'array':
    case 'string':
      return unclear(fieldsIn(node, at.base))
    default:
      break
  }
  return leaf(node, node, at.base, context)
}

const askedOfPipe = (node: NodeOf<'pipe'>, at: Sight, context: Context): Claim => {
  const { left, right } = node
  if (isCall(right, 'not', 0)) return { kind: 'not', of: asked(left, at, context) }
  if (isFilter(left)) return allOf([asked(left, at, context), asked(right, at, context)])
  // What is asked of true or false is not asked of the field that it came from.
  if (['comparison', 'and', 'or'].includes(left.kind)) return unclear(fieldsIn(node, at.base))
  if (!isJoint(right)) return leaf(node, node, at.base, context)
  if (isPath(left) && at.made === undefined) return asked(right, { ...at, base: outputOf(left, at.base) }, context)
  const made = wayOf(left, at)
  return made === undefined
    ? leaf(node, node, at.base, context)
    : allOf([unclear(fieldsIn(left, at.base)), asked(right, { ...at, base: undefined, made }, context)])
}

/** Before and after, and whatever is compared once it was changed; what a field itself is equal to says more. */
const comparesMade = (node: NodeOf<'comparison'>, at: Sight): MadeClaim | undefined => {
  const [made, other] = node.right.kind === 'literal' ? [node.left, node.right] : [node.right, node.left]
  const isEqual = node.op === '==' || node.op === '!='
  if (other.kind !== 'literal' || (isEqual && isRaw(made))) return undefined
  const what = wayOf(made, at)
  if (what === undefined) return undefined
  const holds = (value: Json): boolean => {
    startBudget(GLANCE)
    const order = compare(value as Value, other.value)
    return HOLDS[node.op](other === node.right ? order : -order)
  }
  return { kind: 'made', what, holds, values: valuesIn(other), of: fieldsIn(node, at.base) }
}

const HOLDS: Readonly<Record<Comparison, (order: number) => boolean>> = {
  '==': (order) => order === 0,
  '!=': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
}

const isFilter = (node: Node): boolean =>
  isCall(node, 'select', 1) || (node.kind === 'pipe' && isFilter(node.left) && isFilter(node.right))

/** Has a structure of its own. */
const isJoint = (node: Node): boolean =>
  ['and', 'or', 'pipe', 'comparison'].includes(node.kind) || isCall(node, 'select', 1)

/** @param node what is asked; `ran` is compiled, and the opposite of it where they differ */
const leaf = (node: Node, ran: Node, base: Base, context: Context): Claim => {
  const fields = fieldsIn(node, base)
  const [first] = fields
  const code = context.codes.get(ran)
  const compared = comparedIn(node, context)
  const isOne = first && fields.every(({ field }) => field === first.field)
  if (!isOne || !base || !code || !compared) return unclear(fields)
  const holds = (value: Json | undefined): boolean => {
    const input = base.reduce<Json>(
      (at, key) => (isObject(at) ? (at[key] ?? null) : null),
      recordWith(first.field, value),
    )
    try {
      startBudget(GLANCE)
      const found = firstOf(code.code, input as Value, null)
      return found !== NONE && truthy(found) === (node === ran)
    } catch (thrown) {
      failureText(thrown)
      return false
    }
  }
  return { ...first, holds, values: compared.flatMap(valuesIn), exact: isExact(node) }
}

const isLiteral = (node: Node): boolean =>
  node.kind === 'literal' ||
  (node.kind === 'array' && (!node.of || isLiteral(node.of))) ||
  (node.kind === 'comma' && isLiteral(node.left) && isLiteral(node.right))
/** The value of a field as the record has it, or nothing in its place. */
const isRaw = (node: Node): boolean => {
  if (node.kind === 'try') return !node.handler && isRaw(node.body)
  if (node.kind === 'alternative') return isRaw(node.left) && node.right.kind === 'literal' && !node.right.value
  return isPath(node)
}

/** Ask of their input whether it is like their first argument; a second one is flags. */
const PREDICATES = new Set(['IN', 'test', 'startswith', 'endswith', 'contains', 'inside'])

/** What a field is compared with. Undefined as soon as its value is changed first: what is asked then is not asked of the field. */
const comparedIn = (node: Node, context: Context): readonly Node[] | undefined => {
  if (isRaw(node)) return []
  if (node.kind === 'comparison') {
    if (isRaw(node.left) && isLiteral(node.right)) return [node.right]
    return isLiteral(node.left) && isRaw(node.right) ? [node.left] : undefined
  }
  if (node.kind === 'pipe') {
    if (isCall(node.right, 'not', 0)) return comparedIn(node.left, context)
    return isRaw(node.left) ? comparedIn(node.right, context) : undefined
  }
  if (node.kind !== 'call' || !PREDICATES.has(node.name) || !node.args.every(isLiteral)) return undefined
  const isTheirs = findFunction(context.codes.get(node)?.scope ?? null, node.name, node.args.length)
  return isTheirs ? undefined : node.args.slice(0, 1)
}

/** Compares a path with literals. */
const isExact = (node: Node): boolean => {
  if (node.kind === 'pipe') return isPath(node.left) && isExact(node.right)
  if (node.kind === 'call') return node.name === 'IN' && node.args.length === 1 && isLiteral(node.args[0] as Node)
  if (node.kind !== 'comparison' || node.op !== '==') return false
  return (isPath(node.left) && isLiteral(node.right)) || (isLiteral(node.left) && isPath(node.right))
}

const valuesIn = (literal: Node): readonly WrittenValue[] => {
  if (literal.kind !== 'literal') return children(literal).flatMap(valuesIn)
  const { value } = literal
  return typeof value === 'object' || typeof value === 'bigint'
    ? []
    : [{ value: value as Json, place: placeOf(literal) }]
}

/** Every path that the text spells out, once for each time. */
const fieldsIn = (node: Node, base: Base): readonly FieldClaim[] => {
  switch (node.kind) {
    case 'index':
    case 'iterate': {
      const path = outputOf(node, base)
      if (path && path.length > (base?.length ?? 0)) return [named(path, node)]
      return children(node).flatMap((child) => fieldsIn(child, base))
    }
    case 'identity':
      return base && base.length > 0 ? [named(base, node)] : []
    case 'pipe': {
      const right = fieldsIn(node.right, outputOf(node.left, base))
      const isOnTheWay = ({ field }: FieldClaim): boolean => right.some((one) => one.field.startsWith(`${field}.`))
      return [...fieldsIn(node.left, base).filter((one) => !isOnTheWay(one)), ...right]
    }
    case 'call':
      return callFields(node, base)
    case 'bind':
      return [...fieldsIn(node.source, base), ...fieldsIn(node.body, base)]
    case 'define':
      return fieldsIn(node.body, base)
    case 'reduce':
    case 'foreach':
      return fieldsIn(node.source, base)
    default:
      return children(node).flatMap((child) => fieldsIn(child, base))
  }
}

const callFields = (node: NodeOf<'call'>, base: Base): readonly FieldClaim[] => {
  const own = node.args.flatMap((arg, at) => fieldsIn(arg, baseOfArgument(node, at, base)))
  // `.eventName | test("x")`: the function itself looks at what came in.
  const looks =
    base && base.length > 0 && !['select', 'any', 'all', 'map', 'first', 'empty', 'error'].includes(node.name)
  return looks ? [named(base, node), ...own] : own
}

const named = (path: readonly string[], node: Node): FieldClaim => ({
  kind: 'field',
  field: path.join('.'),
  values: [],
  exact: false,
  place: placeOf(node),
})
