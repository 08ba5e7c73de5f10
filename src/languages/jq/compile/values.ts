/** Syntax tree -> closures, for values. Each node becomes a direct function where it has at most one output, else a callback. */
import { arithmetic, compareOperator } from '../runtime/arithmetic.ts'
import {
  Break,
  type Code,
  constant,
  type Env,
  hop,
  isSingle,
  MORE,
  many,
  maybe,
  single,
  value,
} from '../runtime/code.ts'
import { alternative, combine, combineTwo, compileTry, conditional, logic, pipeCodes } from '../runtime/combine.ts'
import { indexValue, iterate, sliceValue } from '../runtime/indexing.ts'
import { descend } from '../runtime/streams.ts'
import type { Node, NodeOf } from '../syntax/ast.ts'
import { CELL, CONTAINER, ENTRY, grow, NEW_NAME, step } from '../values/budget.ts'
import { raise } from '../values/failure.ts'
import { formatter } from '../values/formats.ts'
import { negate } from '../values/number.ts'
import { describe } from '../values/preview.ts'
import { isNum, put, type Value, type ValueObject } from '../values/value.ts'
import { compileBind, compileFold } from './bind.ts'
import { compileCall } from './calls.ts'
import { type Context, report } from './context.ts'
import { define } from './functions.ts'
import { extend, findVariable, namesInReach, type Scope } from './scope.ts'
import { meant } from './suggest.ts'
import { compileUpdate } from './update.ts'

/** The value form of a node. */
export const compileValues = (node: Node, scope: Scope | null, context: Context, atTail: boolean): Code => {
  const sub = (child: Node): Code => context.compile(child, scope)
  switch (node.kind) {
    case 'identity':
      return single((input) => input)
    case 'descend':
      return many((input, _env, out) => descend(input, out))
    case 'literal':
      return constant(node.value)
    case 'string':
      return compileString(node, sub)
    case 'format': {
      const format = formatter(node.format)
      return single(format)
    }
    case 'index':
      return compileIndex(node, sub)
    case 'slice':
      return combine([sub(node.of), sub(node.to), sub(node.from)], ([of, to, from]) =>
        sliceValue(of as Value, from as Value, to as Value),
      )
    case 'iterate': {
      const of = sub(node.of)
      if (isSingle(of)) return many((input, env, out) => iterate(value(of)(input, env), out))
      return many((input, env, out) => of.each(input, env, (found) => iterate(found, out)))
    }
    case 'try':
      return compileTry(sub(node.body), node.handler && sub(node.handler))
    case 'sign':
      return combine([sub(node.of)], ([operand]) => sign(node.op, operand as Value))
    case 'array':
      return compileArray(node, sub)
    case 'object':
      return compileObject(node, sub)
    case 'pipe': {
      const left = sub(node.left)
      return pipeCodes(left, context.compile(node.right, scope, atTail && left.get !== undefined))
    }
    case 'comma': {
      const [left, right] = [sub(node.left), context.compile(node.right, scope, atTail)]
      return many((input, env, out) => {
        const flow = left.each(input, env, out)
        return flow === MORE ? right.each(input, env, out) : flow
      })
    }
    case 'and':
    case 'or':
      return logic(node.kind === 'or', sub(node.left), sub(node.right))
    case 'alternative':
      return alternative(sub(node.left), context.compile(node.right, scope, atTail))
    case 'arithmetic':
      return combineTwo(sub(node.left), sub(node.right), arithmetic[node.op])
    case 'comparison':
      return compareOperator(node.op, sub(node.left), sub(node.right))
    case 'update':
      return compileUpdate(node, scope, context)
    case 'if':
      return conditional(
        sub(node.test),
        (tailToo) => context.compile(node.then, scope, atTail && tailToo),
        (tailToo) => context.compile(node.otherwise, scope, atTail && tailToo),
      )
    case 'reduce':
    case 'foreach':
      return compileFold(node, scope, context)
    case 'define':
      return context.compile(node.body, define(node.definition, scope, context), atTail)
    case 'call':
      return compileCall(node, scope, context, atTail)
    case 'variable':
      return compileVariable(node, scope, context)
    case 'bind':
      return compileBind(node, scope, context, atTail)
    case 'label': {
      const body = context.compile(node.body, extend(scope, 'label', node.name))
      return many((input, env, out) => {
        const inner: Env = { held: null, up: env }
        try {
          return body.each(input, inner, out)
        } catch (thrown) {
          if (thrown instanceof Break && thrown.label === inner) return MORE
          throw thrown
        }
      })
    }
    case 'break': {
      const hops = findVariable(scope, node.name, 'label')
      if (hops === undefined) {
        const message = `there is no label ${node.name} around this break`
        report(context, { message, ...spanOf(node), ...meant(node.name, namesInReach(scope, 'label')) })
      }
      return maybe((_input, env) => {
        throw new Break(hop(env, hops ?? 0) as Env)
      })
    }
  }
}

const spanOf = ({ start, end }: { readonly start: number; readonly end: number }) => ({
  offset: start,
  length: end - start,
})

const sign = (op: '+' | '-', operand: Value): Value => {
  if (!isNum(operand)) return raise(() => `cannot ${op === '-' ? 'negate' : 'plus'}: ${describe(operand)}`)
  return op === '-' ? negate(operand) : operand
}

const compileString = (node: NodeOf<'string'>, sub: (node: Node) => Code): Code => {
  const format = formatter(node.format)
  const codes = node.parts.map((part) => (typeof part === 'string' ? constant(part) : sub(part)))
  const literal = node.parts.map((part) => typeof part === 'string')
  return combine(codes, (values) => {
    let text = ''
    for (let at = 0; at < values.length; at++) text += literal[at] ? values[at] : format(values[at] as Value)
    grow(text.length)
    return text
  })
}

const compileIndex = (node: NodeOf<'index'>, sub: (node: Node) => Code): Code => {
  const of = sub(node.of)
  const key = sub(node.key)
  const name = key.constant?.value
  if (typeof name !== 'string') return combineTwo(of, key, indexValue)
  // Keys that every object inherits need the slow look-up.
  const direct = !(name in {})
  const pick = (from: Value): Value => {
    if (direct && typeof from === 'object' && from !== null && !Array.isArray(from)) {
      const found = (from as ValueObject)[name]
      return found === undefined ? null : found
    }
    return indexValue(from, name)
  }
  if (node.of.kind === 'identity') return single(pick)
  if (!isSingle(of)) return combine([of], ([from]) => pick(from as Value))
  const get = value(of)
  return single((input, env) => pick(get(input, env)))
}

const compileArray = (node: NodeOf<'array'>, sub: (node: Node) => Code): Code => {
  if (!node.of) return constant([])
  const of = sub(node.of)
  const fixed = constants(node.of)
  if (fixed) return constant(fixed)
  return single((input, env) => {
    const items: Value[] = []
    grow(CONTAINER)
    of.each(input, env, (found) => {
      step()
      grow(CELL)
      items.push(found)
      return MORE
    })
    return items
  })
}

/** The values of `"a", "b", "c"`. */
const constants = (node: Node): Value[] | undefined => {
  const values: Value[] = []
  let at = node
  for (; at.kind === 'comma'; at = at.left) {
    if (at.right.kind !== 'literal') return undefined
    values.push(at.right.value)
  }
  if (at.kind !== 'literal') return undefined
  return [...values, at.value].reverse()
}

const compileObject = (node: NodeOf<'object'>, sub: (node: Node) => Code): Code => {
  const codes = node.entries.flatMap(({ key, value: of }) => [sub(key), sub(of)])
  const computed = node.entries.filter(({ key }) => key.kind !== 'literal').length
  const cost = CONTAINER + codes.length * (ENTRY / 2) + computed * NEW_NAME
  const build = (values: readonly Value[]): Value => {
    const object: ValueObject = {}
    grow(cost)
    for (let at = 0; at < values.length; at += 2) {
      const key = values[at] as Value
      if (typeof key !== 'string') raise(() => `expected a string for object key but got: ${describe(key)}`)
      // A long name is read once more, to be found again.
      grow((key as string).length)
      put(object, key as string, values[at + 1] as Value)
    }
    return object
  }
  // The first entry is the outermost loop.
  return combine(codes.toReversed(), (values) => build(values.toReversed()))
}

const compileVariable = (node: NodeOf<'variable'>, scope: Scope | null, context: Context): Code => {
  const hops = findVariable(scope, node.name)
  if (hops === undefined) {
    if (node.name === '$ENV') {
      const message = '$ENV is not available: a rule does not see the environment'
      report(context, { message, ...spanOf(node), hint: 'write the value into the rule' })
    } else {
      const message = `there is no variable ${node.name} here`
      report(context, { message, ...spanOf(node), ...meant(node.name, namesInReach(scope, 'variable')) })
    }
    return constant(null)
  }
  if (hops === 0) return single((_input, env) => (env as Env).held as Value)
  return single((_input, env) => (hop(env, hops) as Env).held as Value)
}
