/** Way: how an expression makes one value of a record, written so that two that do the same are written the same. */
import { type Base, outputOf } from './base.ts'
import { children, type Node } from './syntax/ast.ts'

/** What an expression sees, as far as the text says it. */
export interface Sight {
  readonly base: Base
  /** How what came in was made, where it is no part of the record. */
  readonly made?: string
  /** The same of variables. */
  readonly variables: ReadonlyMap<string, string>
}

/** One output each, of nothing but what comes in: not the time of day, nor chance. */
const STEADY = new Set([
  ...['tonumber', 'tostring', 'tojson', 'fromjson', 'length', 'ascii_downcase', 'ascii_upcase', 'explode', 'implode'],
  ...['fromdate', 'fromdateiso8601', 'todate', 'gmtime', 'mktime', 'strptime', 'strftime', 'dateadd', 'datesub'],
  ...['floor', 'ceil', 'round', 'fabs', 'abs', 'ltrimstr', 'rtrimstr', 'trim', 'join', 'first', 'last', 'add'],
  ...['min', 'max', 'sort', 'reverse', 'unique', 'keys', 'type', 'utf8bytelength'],
])

export const isPath = (node: Node): boolean =>
  node.kind === 'identity' ||
  (node.kind === 'index' && node.key.kind === 'literal' && typeof node.key.value === 'string' && isPath(node.of))

/** Undefined where it may make several values, or another one of the same record. */
export const wayOf = (node: Node, at: Sight): string | undefined => {
  const path = at.made === undefined && isPath(node) ? outputOf(node, at.base) : undefined
  if (path) return `.${path.join('.')}`
  switch (node.kind) {
    case 'identity':
      return at.made
    case 'literal':
      return typeof node.value === 'bigint' ? undefined : JSON.stringify(node.value)
    case 'variable':
      return at.variables.get(node.name)
    case 'pipe': {
      const made = wayOf(node.left, at)
      return made === undefined ? undefined : wayOf(node.right, { ...at, base: undefined, made })
    }
    case 'index':
    case 'slice':
    case 'sign':
    case 'alternative':
      return written(node.kind, children(node), at)
    case 'arithmetic':
      return written(node.op, children(node), at)
    case 'call': {
      const input = wayOf({ kind: 'identity', start: 0, end: 0 }, at)
      return STEADY.has(node.name) || (node.name === 'split' && node.args.length === 1)
        ? written(`${input} ${node.name}`, node.args, at)
        : undefined
    }
    default:
      return undefined
  }
}

const written = (what: string, parts: readonly Node[], at: Sight): string | undefined => {
  const ways = parts.map((part) => wayOf(part, at))
  return ways.includes(undefined) ? undefined : `${what}(${ways.join(', ')})`
}
