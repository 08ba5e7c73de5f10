/** Functions of a program: their definitions, and the environment that a call makes for a body. */
import { type Closure, type Code, type Env, type Flow, hop, isSingle, value } from '../runtime/code.ts'
import { children, type Definition, type Node } from '../syntax/ast.ts'
import type { Value } from '../values/value.ts'
import type { Context } from './context.ts'
import { depthOf, extend, type FunctionInfo, findFunction, type Scope } from './scope.ts'

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
    info.body = context.compile(body, inner, true)
    context.guesses--
    if (info.body.get) return outer
    info.assumeSingle = false
  }
  info.body = context.compile(body, inner, true)
  return outer
}

const mentions = (node: Node, name: string, arity: number): boolean => {
  if (node.kind === 'call' && node.name === name && node.args.length === arity) return true
  return children(node).some((child) => mentions(child, name, arity))
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
    const paths = context.paths(node, scope)
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
