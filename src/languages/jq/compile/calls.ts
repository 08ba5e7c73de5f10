/** A call: of a parameter, a function of the program, or a builtin. */
import { findBuiltin, refusedBuiltin } from '../builtins/index.ts'
import {
  type Closure,
  type Code,
  constant,
  type Env,
  finishEach,
  finishGet,
  hop,
  many,
  maybe,
  TAIL,
  TAIL_CALL,
  tail,
} from '../runtime/code.ts'
import type { Node, NodeOf } from '../syntax/ast.ts'
import { step } from '../values/budget.ts'
import { type Context, report } from './context.ts'
import { argumentBinder, preludeFunction } from './functions.ts'
import { type FunctionInfo, findFunction, type Scope } from './scope.ts'
import { suggestFunction, unknownFunction } from './suggest.ts'

export const compileCall = (node: NodeOf<'call'>, scope: Scope | null, context: Context, atTail: boolean): Code => {
  const arity = node.args.length
  const callee = findFunction(scope, node.name, arity)
  const own = { offset: node.start, length: node.nameEnd - node.start }
  if (callee && 'closure' in callee) return callClosure(callee.closure)
  const args = node.args.map((arg) => context.compile(arg, scope))
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
      paths: (at) => context.paths(node.args[at] as Node, scope),
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
