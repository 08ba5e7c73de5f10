/** Base: which part of the record an expression sees, as far as the text says it. */
import type { Node, NodeOf } from './syntax/ast.ts'

/** The keys from the record on; elements of a list stand where their list does. Undefined when nobody knows. */
export type Base = readonly string[] | undefined

export const isCall = (node: Node, name: string, arity: number): node is NodeOf<'call'> =>
  node.kind === 'call' && node.name === name && node.args.length === arity

/** What the right side of a pipe sees, and what a plain path leads to. */
export const outputOf = (node: Node, base: Base): Base => {
  switch (node.kind) {
    case 'identity':
      return base
    case 'pipe':
      return outputOf(node.right, outputOf(node.left, base))
    case 'try':
      return node.handler ? undefined : outputOf(node.body, base)
    case 'iterate': {
      const of = outputOf(node.of, base)
      // Of a log file: what is wrong with that is told, and the rest is meant of records.
      return of?.length === 1 && of[0] === 'Records' ? [] : elements(of)
    }
    case 'alternative':
      return outputOf(node.left, base)
    case 'call':
      if (node.name === 'select') return base
      return node.name === 'first' && node.args[0] ? outputOf(node.args[0], base) : undefined
    case 'index': {
      const of = outputOf(node.of, base)
      if (node.key.kind !== 'literal' || !of) return undefined
      const { value } = node.key
      return typeof value === 'string' ? [...of, value] : typeof value === 'number' ? elements(of) : undefined
    }
    default:
      return undefined
  }
}

/** Those of the record itself are its fields: anything. */
const elements = (base: Base): Base => (base?.length === 0 ? undefined : base)

/** Their argument sees the elements. */
const OF_ELEMENTS = new Set(['map', 'sort_by', 'group_by', 'unique_by', 'min_by', 'max_by', 'any', 'all'])
/** Their argument sees what they make, whatever that is. */
const OF_OTHERS = new Set([
  ...[
    'with_entries',
    'map_values',
    'walk',
    'recurse',
    'until',
    'while',
    'repeat',
    'paths',
    'sub',
    'gsub',
    'limit',
    'skip',
  ],
])

/** What the argument `at` of a builtin sees; any other hands on what came in. */
export const baseOfArgument = ({ name, args }: NodeOf<'call'>, at: number, base: Base): Base => {
  if ((name === 'any' || name === 'all') && args.length === 2) return at === 0 ? base : outputOf(args[0] as Node, base)
  if (OF_ELEMENTS.has(name)) return elements(base)
  return OF_OTHERS.has(name) ? undefined : base
}
