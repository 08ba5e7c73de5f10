/** Syntax tree -> closures, for values. Each node becomes a direct function where it has at most one output, else a callback. */
import type { Problem } from '../../../core/problem.ts'
import { arithmetic, compareOperator } from '../runtime/arithmetic.ts'
import { children, type Definition, type Node, type NodeOf } from '../syntax/ast.ts'
import { compileBind, compileFold } from './bind.ts'
import { CELL, CONTAINER, ENTRY, grow, step } from '../values/budget.ts'
import { findBuiltin, refusedBuiltin } from '../builtins/index.ts'
import {
  type Closure,
  type Code,
  constant,
  type Env,
  type Flow,
  finishEach,
  finishGet,
  hop,
  isSingle,
  MORE,
  many,
  maybe,
  single,
  TAIL,
  TAIL_CALL,
  tail,
  value,
} from '../runtime/code.ts'
import { alternative, combine, combineTwo, compileTry, conditional, logic, pipeCodes } from '../runtime/combine.ts'
import { raise } from '../values/failure.ts'
import { formatter } from '../values/formats.ts'
import { indexValue, iterate, sliceValue } from '../runtime/indexing.ts'
import { isNum, negate } from '../values/number.ts'
import { compilePaths, lazyPaths } from './paths.ts'
import { describe } from '../values/preview.ts'
import { depthOf, extend, type FunctionInfo, findFunction, findVariable, namesInReach, type Scope } from './scope.ts'
import { descend } from '../runtime/streams.ts'
import { meant, suggestFunction, unknownFunction } from './suggest.ts'
import { compileUpdate } from './update.ts'
import { put, type Value, type ValueObject } from '../values/value.ts'

export interface CompileOptions {
  /** Seconds since 1970 for `now`; without it `now` is refused, since a rule must give the same answer every time. */
  readonly now?: () => number
}

export interface Context {
  readonly options: CompileOptions
  /** By offset and message: a function body may be compiled twice. */
  readonly problems: Map<string, Problem>
  readonly warnings: Map<string, Problem>
  readonly codes: Map<Node, { readonly code: Code; readonly scope: Scope | null }>
  /** Functions of `builtins/prelude.ts` in use. */
  readonly prelude: Map<string, FunctionInfo>
  /** How many recursive bodies are being tried as single-output. */
  guesses: number
}

export const createContext = (options: CompileOptions): Context => ({
  options,
  problems: new Map(),
  warnings: new Map(),
  codes: new Map(),
  prelude: new Map(),
  guesses: 0,
})

const report = (context: Context, problem: Problem): void => {
  const key = `${problem.offset} ${problem.message}`
  ;(problem.warning ? context.warnings : context.problems).set(key, problem)
}

/** @param atTail the outputs of this node are those of the function body it stands in. */
export const compile = (node: Node, scope: Scope | null, context: Context, atTail = false): Code => {
  const code = compileNode(node, scope, context, atTail)
  context.codes.set(node, { code, scope })
  return code
}

const compileNode = (node: Node, scope: Scope | null, context: Context, atTail: boolean): Code => {
  const sub = (child: Node): Code => compile(child, scope, context)
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
      return pipeCodes(left, compile(node.right, scope, context, atTail && left.get !== undefined))
    }
    case 'comma': {
      const [left, right] = [sub(node.left), compile(node.right, scope, context, atTail)]
      return many((input, env, out) => {
        const flow = left.each(input, env, out)
        return flow === MORE ? right.each(input, env, out) : flow
      })
    }
    case 'and':
    case 'or':
      return logic(node.kind === 'or', sub(node.left), sub(node.right))
    case 'alternative':
      return alternative(sub(node.left), compile(node.right, scope, context, atTail))
    case 'arithmetic':
      return combineTwo(sub(node.left), sub(node.right), arithmetic[node.op])
    case 'comparison':
      return compareOperator(node.op, sub(node.left), sub(node.right))
    case 'update':
      return compileUpdate(node, scope, context)
    case 'if':
      return conditional(
        sub(node.test),
        (tailToo) => compile(node.then, scope, context, atTail && tailToo),
        (tailToo) => compile(node.otherwise, scope, context, atTail && tailToo),
      )
    case 'reduce':
    case 'foreach':
      return compileFold(node, scope, context)
    case 'define':
      return compile(node.body, define(node.definition, scope, context), context, atTail)
    case 'call':
      return compileCall(node, scope, context, atTail)
    case 'variable':
      return compileVariable(node, scope, context)
    case 'bind':
      return compileBind(node, scope, context, atTail)
    case 'label': {
      const body = compile(node.body, extend(scope, 'label', node.name), context)
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

/** On its way to the label that it names. */
export class Break {
  readonly label: Env
  constructor(label: Env) {
    this.label = label
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
  const build = (values: readonly Value[]): Value => {
    const object: ValueObject = {}
    grow(CONTAINER + (values.length / 2) * ENTRY)
    for (let at = 0; at < values.length; at += 2) {
      const key = values[at] as Value
      if (typeof key !== 'string') raise(() => `expected a string for object key but got: ${describe(key)}`)
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

/** Adds a function to the scope and compiles its body. */
export const define = (definition: Definition, scope: Scope | null, context: Context): Scope => {
  const { name, params, body } = definition
  const depth = depthOf(scope)
  const info: { -readonly [Key in keyof FunctionInfo]: FunctionInfo[Key] } = {
    definition,
    recursive: mentions(body, name, params.length),
    inner: null as unknown as Scope,
    depth,
    body: undefined,
    assumeSingle: false,
    paths: undefined,
  }
  const outer: Scope = { kind: 'function', info, depth, up: scope }
  let inner: Scope = outer
  for (const param of params) inner = extend(inner, 'closure', param.replace('$', ''))
  for (const param of params) if (param.startsWith('$')) inner = extend(inner, 'variable', param)
  info.inner = inner
  if (info.recursive && context.guesses < 3) {
    context.guesses++
    info.assumeSingle = true
    info.body = compile(body, inner, context, true)
    context.guesses--
    if (info.body.get) return outer
    info.assumeSingle = false
  }
  info.body = compile(body, inner, context, true)
  return outer
}

const mentions = (node: Node, name: string, arity: number): boolean => {
  if (node.kind === 'call' && node.name === name && node.args.length === arity) return true
  return children(node).some((child) => mentions(child, name, arity))
}

const compileCall = (node: NodeOf<'call'>, scope: Scope | null, context: Context, atTail: boolean): Code => {
  const arity = node.args.length
  const callee = findFunction(scope, node.name, arity)
  const own = { offset: node.start, length: node.nameEnd - node.start }
  if (callee && 'closure' in callee) return callClosure(callee.closure)
  const args = node.args.map((arg) => compile(arg, scope, context))
  if (callee) return callFunction(callee.info, args, node.args, scope, context, atTail)
  const refused = refusedBuiltin(node.name, arity, context.options)
  if (refused) {
    report(context, { ...refused, ...own })
    return constant(null)
  }
  const builtin = findBuiltin(node.name, arity)
  if (builtin?.compile) {
    return builtin.compile(args, {
      options: context.options,
      paths: (at) => lazyPaths(() => compilePaths(node.args[at] as Node, scope, context)),
      warn: (message, hint) => report(context, { message, ...own, hint, warning: true }),
    })
  }
  if (builtin?.definition) {
    const info = preludeFunction(builtin.definition, context)
    return callFunction(info, args, node.args, scope, context, atTail)
  }
  report(context, {
    message: unknownFunction(node.name, arity, scope),
    ...own,
    ...suggestFunction(node.name, arity, scope),
  })
  return constant(null)
}

/** A builtin that is written in jq, compiled on first use. */
export const preludeFunction = (definition: Definition, context: Context): FunctionInfo => {
  const key = `${definition.name}/${definition.params.length}`
  const known = context.prelude.get(key)
  if (known) return known
  const scope = define(definition, null, context)
  const { info } = scope as Extract<Scope, { kind: 'function' }>
  context.prelude.set(key, info)
  return info
}

const callClosure = (hops: number): Code =>
  many((input, env, out) => {
    step()
    const closure = (hop(env, hops) as Env).held as Closure
    return closure.code.each(input, closure.env, out)
  })

const callFunction = (
  info: FunctionInfo,
  args: readonly Code[],
  nodes: readonly Node[],
  scope: Scope | null,
  context: Context,
  atTail: boolean,
): Code => {
  const enter = argumentBinder(info, args, nodes, scope, context)
  const recursive = info.body === undefined || info.recursive
  const mayBeSingle = info.body ? info.body.get !== undefined : info.assumeSingle
  if (enter.single) {
    const bind = enter.single
    if (mayBeSingle) {
      const code = maybe((input, env) => {
        step()
        const inner = bind(input, env)
        if (atTail && recursive) {
          tail.body = info.body as Code
          tail.input = input
          tail.env = inner
          return TAIL
        }
        return finishGet((info.body as Code).get!(input, inner))
      })
      return info.body?.total && !recursive ? { ...code, total: true } : code
    }
    return many((input, env, out) => {
      step()
      const inner = bind(input, env)
      if (atTail && recursive) {
        tail.body = info.body as Code
        tail.input = input
        tail.env = inner
        return TAIL_CALL
      }
      return finishEach((info.body as Code).each(input, inner, out), out)
    })
  }
  return many((input, env, out) =>
    enter.each(input, env, (inner) => {
      step()
      return finishEach((info.body as Code).each(input, inner, out), out)
    }),
  )
}

export interface Binder {
  /** When every value argument has exactly one output. */
  readonly single?: (input: Value, env: Env | null) => Env | null
  readonly each: (input: Value, env: Env | null, enter: (env: Env | null) => Flow) => Flow
}

/** Builds the environment of a function body: closures first, then the values of `$` parameters, the first one outermost. */
export const argumentBinder = (
  info: FunctionInfo,
  args: readonly Code[],
  nodes: readonly Node[],
  scope: Scope | null,
  context: Context,
): Binder => {
  const hops = depthOf(scope) - info.depth
  const values = args.filter((_arg, at) => info.definition.params[at]?.startsWith('$'))
  const closures = args.map((code, at) => {
    const node = nodes[at] as Node
    // A parameter handed on as it is: recursion then keeps its environment short.
    const passed = node.kind === 'call' && node.args.length === 0 ? findFunction(scope, node.name, 0) : undefined
    if (passed && 'closure' in passed) return (env: Env | null) => (hop(env, passed.closure) as Env).held as Closure
    const paths = lazyPaths(() => compilePaths(node, scope, context))
    return (env: Env | null): Closure => ({ code, paths, env })
  })
  const withClosures = (env: Env | null): Env | null => {
    let inner = hop(env, hops)
    for (const closure of closures) inner = { held: closure(env), up: inner }
    return inner
  }
  const each: Binder['each'] = (input, env, enter) => {
    const loop = (at: number, inner: Env | null): Flow => {
      const code = values[at]
      if (!code) return enter(inner)
      return code.each(input, env, (held) => loop(at + 1, { held, up: inner }))
    }
    return loop(0, withClosures(env))
  }
  if (args.length === 0) return { single: (_input, env) => hop(env, hops), each }
  if (!values.every(isSingle)) return { each }
  const gets = values.map(value)
  return {
    single: (input, env) => {
      let inner = withClosures(env)
      for (const get of gets) inner = { held: get(input, env), up: inner }
      return inner
    },
    each,
  }
}
