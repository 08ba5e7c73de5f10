/** The syntax tree of a jq program. */
import type { Value } from '../values/value.ts'

/** Where a node stands in the program text, in UTF-16 units. */
export interface Span {
  readonly start: number
  readonly end: number
}

export type Arithmetic = '+' | '-' | '*' | '/' | '%'
export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>='
export type Update = '=' | '|=' | '+=' | '-=' | '*=' | '/=' | '%=' | '//='

export interface Definition extends Span {
  readonly name: string
  /** `$x` for a value parameter, `f` for a closure parameter. */
  readonly params: readonly string[]
  readonly body: Node
}

export type Pattern =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'array'; readonly items: readonly Pattern[] }
  | { readonly kind: 'object'; readonly entries: readonly PatternEntry[] }

export interface PatternEntry {
  readonly key: Node
  /** `$name` written as the key binds the value too. */
  readonly name?: string
  readonly value?: Pattern
}

export interface ObjectEntry {
  readonly key: Node
  readonly value: Node
}

/** `reduce` and `foreach` share their head. */
interface Fold {
  readonly source: Node
  readonly patterns: readonly Pattern[]
  readonly init: Node
  readonly update: Node
}

export type Node = Span &
  (
    | { readonly kind: 'identity' }
    | { readonly kind: 'descend' }
    | { readonly kind: 'literal'; readonly value: Value }
    | { readonly kind: 'string'; readonly parts: readonly (string | Node)[]; readonly format: string }
    | { readonly kind: 'format'; readonly format: string }
    | { readonly kind: 'index'; readonly of: Node; readonly key: Node }
    | { readonly kind: 'slice'; readonly of: Node; readonly from: Node; readonly to: Node }
    | { readonly kind: 'iterate'; readonly of: Node }
    | { readonly kind: 'try'; readonly body: Node; readonly handler?: Node }
    | { readonly kind: 'sign'; readonly op: '+' | '-'; readonly of: Node }
    | { readonly kind: 'array'; readonly of?: Node }
    | { readonly kind: 'object'; readonly entries: readonly ObjectEntry[] }
    | { readonly kind: 'pipe'; readonly left: Node; readonly right: Node }
    | { readonly kind: 'comma'; readonly left: Node; readonly right: Node }
    | { readonly kind: 'and'; readonly left: Node; readonly right: Node }
    | { readonly kind: 'or'; readonly left: Node; readonly right: Node }
    | { readonly kind: 'alternative'; readonly left: Node; readonly right: Node }
    | { readonly kind: 'arithmetic'; readonly op: Arithmetic; readonly left: Node; readonly right: Node }
    | { readonly kind: 'comparison'; readonly op: Comparison; readonly left: Node; readonly right: Node }
    | { readonly kind: 'update'; readonly op: Update; readonly left: Node; readonly right: Node }
    | { readonly kind: 'if'; readonly test: Node; readonly then: Node; readonly otherwise: Node }
    | ({ readonly kind: 'reduce' } & Fold)
    | ({ readonly kind: 'foreach'; readonly extract: Node | undefined } & Fold)
    | { readonly kind: 'define'; readonly definition: Definition; readonly body: Node }
    | { readonly kind: 'call'; readonly name: string; readonly args: readonly Node[]; readonly nameEnd: number }
    | { readonly kind: 'variable'; readonly name: string }
    | { readonly kind: 'bind'; readonly source: Node; readonly patterns: readonly Pattern[]; readonly body: Node }
    | { readonly kind: 'label'; readonly name: string; readonly body: Node }
    | { readonly kind: 'break'; readonly name: string }
  )

export type Kind = Node['kind']
export type NodeOf<K extends Kind> = Extract<Node, { readonly kind: K }>

/** The nodes right below a node, in no particular order. */
export const children = (node: Node): readonly Node[] => {
  switch (node.kind) {
    case 'identity':
    case 'descend':
    case 'literal':
    case 'format':
    case 'variable':
    case 'break':
      return []
    case 'string':
      return node.parts.filter((part) => typeof part !== 'string')
    case 'index':
      return [node.of, node.key]
    case 'slice':
      return [node.of, node.from, node.to]
    case 'iterate':
    case 'sign':
      return [node.of]
    case 'array':
      return node.of ? [node.of] : []
    case 'try':
      return node.handler ? [node.body, node.handler] : [node.body]
    case 'object':
      return node.entries.flatMap(({ key, value }) => [key, value])
    case 'pipe':
    case 'comma':
    case 'and':
    case 'or':
    case 'alternative':
    case 'arithmetic':
    case 'comparison':
    case 'update':
      return [node.left, node.right]
    case 'if':
      return [node.test, node.then, node.otherwise]
    case 'reduce':
      return [node.source, ...node.patterns.flatMap(patternNodes), node.init, node.update]
    case 'foreach': {
      const fold = [node.source, ...node.patterns.flatMap(patternNodes), node.init, node.update]
      return node.extract ? [...fold, node.extract] : fold
    }
    case 'define':
      return [node.definition.body, node.body]
    case 'call':
      return node.args
    case 'bind':
      return [node.source, ...node.patterns.flatMap(patternNodes), node.body]
    case 'label':
      return [node.body]
  }
}

/** The key expressions inside a pattern. */
export const patternNodes = (pattern: Pattern): readonly Node[] => {
  if (pattern.kind === 'name') return []
  if (pattern.kind === 'array') return pattern.items.flatMap(patternNodes)
  return pattern.entries.flatMap((entry) => [entry.key, ...(entry.value ? patternNodes(entry.value) : [])])
}

/** The variables that a pattern binds, each once, in the order written. */
export const patternNames = (pattern: Pattern): readonly string[] => {
  if (pattern.kind === 'name') return [pattern.name]
  const parts =
    pattern.kind === 'array'
      ? pattern.items
      : pattern.entries.flatMap((entry): Pattern[] => [
          ...(entry.name ? [{ kind: 'name' as const, name: entry.name }] : []),
          ...(entry.value ? [entry.value] : []),
        ])
  return [...new Set(parts.flatMap(patternNames))]
}
