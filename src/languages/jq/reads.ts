/** What an expression looks at: how much of its input, and which variables from outside. */
import type { Context } from './compile/context.ts'
import { findFunction, findVariable, type Scope } from './compile/scope.ts'
import type { Env } from './runtime/code.ts'
import { children, type Node, type NodeOf, patternNames } from './syntax/ast.ts'

/** The most that an expression looks at of its input. */
export type Reads = 'nothing' | 'name' | 'all'

export interface Looks {
  readonly context: Context
  /** What was found out before. */
  readonly reads: Map<Node, Reads>
  /** Links of the environment that hold known values. */
  readonly known: WeakSet<Env>
}

export const readsOf = (node: Node, k: Looks): Reads => {
  const known = k.reads.get(node)
  if (known) return known
  const reads = computeReads(node, k)
  k.reads.set(node, reads)
  return reads
}

const most = (all: readonly Reads[]): Reads => (all.includes('all') ? 'all' : all.includes('name') ? 'name' : 'nothing')

/** Builtins that do not look at their input, nor hand it on: only their arguments do. */
const BLIND = new Set([
  'empty/0',
  'error/1',
  'range/1',
  'range/2',
  'range/3',
  'first/1',
  'last/1',
  'limit/2',
  'skip/2',
  'nth/2',
  'isempty/1',
  'add/1',
  'IN/2',
  'infinite/0',
  'nan/0',
])
/** Builtins whose second argument looks at the outputs of the first, not at the input. */
const INNER = new Set(['any/2', 'all/2'])

const computeReads = (node: Node, k: Looks): Reads => {
  const all = (nodes: readonly Node[]): Reads => most(nodes.map((each) => readsOf(each, k)))
  switch (node.kind) {
    case 'literal':
    case 'variable':
    case 'break':
      return 'nothing'
    case 'index':
      if (node.of.kind === 'identity' && node.key.kind === 'literal')
        return node.key.value === 'eventName' ? 'name' : 'all'
      return all([node.of, node.key])
    case 'pipe':
    case 'alternative':
      return node.kind === 'pipe' ? readsOf(node.left, k) : all(children(node))
    case 'iterate':
    case 'slice':
    case 'sign':
    case 'array':
    case 'string':
    case 'object':
    case 'comma':
    case 'and':
    case 'or':
    case 'arithmetic':
    case 'comparison':
    case 'if':
      return all(children(node))
    case 'bind':
      return node.patterns.every((pattern) => pattern.kind === 'name') ? all([node.source, node.body]) : 'all'
    case 'reduce':
    case 'foreach':
      // The update and the extract look at the state.
      return node.patterns.every((pattern) => pattern.kind === 'name') ? all([node.source, node.init]) : 'all'
    case 'try':
      return all([node.body])
    case 'call':
      return readsOfCall(node, k)
    default:
      return 'all'
  }
}

const readsOfCall = (node: NodeOf<'call'>, k: Looks): Reads => {
  const { scope } = k.context.codes.get(node) ?? { scope: null }
  if (findFunction(scope, node.name, node.args.length)) return 'all'
  const key = `${node.name}/${node.args.length}`
  if (BLIND.has(key)) return most(node.args.map((arg) => readsOf(arg, k)))
  return INNER.has(key) ? readsOf(node.args[0] as Node, k) : 'all'
}

/** Every variable that the expression takes from outside has a known value; and it calls no function from outside. */
export const variablesKnown = (node: Node, scope: Scope | null, env: Env | null, k: Looks): boolean => {
  const visit = (at: Node, bound: ReadonlySet<string>): boolean => {
    switch (at.kind) {
      case 'variable': {
        if (bound.has(at.name)) return true
        const hops = findVariable(scope, at.name)
        if (hops === undefined) return false
        let link = env
        for (let up = hops; up > 0 && link; up--) link = link.up
        return link !== null && k.known.has(link)
      }
      case 'call':
        if (findFunction(scope, at.name, at.args.length)) return false
        return at.args.every((arg) => visit(arg, bound))
      case 'define':
      case 'label':
      case 'break':
        return false
      case 'bind':
      case 'reduce':
      case 'foreach': {
        const inner = new Set([...bound, ...at.patterns.flatMap(patternNames)])
        // The source (and for folds the start) stands outside the binding.
        const outside = at.kind === 'bind' ? [at.source] : [at.source, at.init]
        return children(at).every((child) => visit(child, outside.includes(child) ? bound : inner))
      }
      default:
        return children(at).every((child) => visit(child, bound))
    }
  }
  return visit(node, new Set())
}
