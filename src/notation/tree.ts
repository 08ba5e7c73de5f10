/** A parsed document as a tree in which every key and value knows its place in the text. */
import type { Json, JsonObject } from '../core/json.ts'
import type { Problem } from '../core/problem.ts'

export type Path = readonly (string | number)[]

export interface Span {
  readonly start: number
  readonly end: number
}

/** How the text of a string relates to its value: as it is, with `''` for `'`, or with backslash escapes. */
export type Quoting = 'verbatim' | 'doubled' | 'escaped'

export interface ScalarNode {
  readonly kind: 'scalar'
  readonly span: Span
  readonly value: string | number | boolean | null
  /** Of a string: what lies between its quotes. */
  readonly inner?: Span & { readonly quoting: Quoting }
}

export interface ArrayNode {
  readonly kind: 'array'
  readonly span: Span
  readonly items: TreeNode[]
}

export interface ObjectNode {
  readonly kind: 'object'
  readonly span: Span
  readonly entries: Map<string, { readonly key: Span; readonly value: TreeNode }>
}

export type TreeNode = ScalarNode | ArrayNode | ObjectNode

/** What a parser makes of a text: a tree, or what is wrong with it. */
export type Parsed = { readonly root: TreeNode } | { readonly problems: readonly Problem[] }

/** No configuration nests deeper, and every walk over a document may recurse this far. */
export const MAX_DEPTH = 200

export const TOO_DEEP = `nested more than ${MAX_DEPTH} levels deep`

/** Elements of a list, or keys of a table. Far more than anybody writes; what follows may pass them all as arguments. */
const MAX_ELEMENTS = 5_000

export const tooMany = (node: TreeNode): Problem | undefined => {
  if (node.kind === 'scalar') return undefined
  const children = node.kind === 'array' ? node.items : [...node.entries.values()].map(({ value }) => value)
  if (children.length > MAX_ELEMENTS) {
    const what = node.kind === 'array' ? 'elements in one list' : 'keys in one table'
    return { message: `more than ${MAX_ELEMENTS} ${what}`, offset: node.span.start, length: 1 }
  }
  for (const child of children) {
    const problem = tooMany(child)
    if (problem) return problem
  }
  return undefined
}

/** The value alone. `Object.fromEntries` makes `__proto__` an own property like any other. */
export const toJson = (node: TreeNode): Json => {
  if (node.kind === 'scalar') return node.value
  if (node.kind === 'array') return node.items.map(toJson)
  return toObject(node)
}

export const toObject = (node: ObjectNode): JsonObject =>
  Object.fromEntries([...node.entries].map(([key, { value }]) => [key, toJson(value)]))

/** What a path leads to, or the last thing on the way that exists. */
export interface Found {
  readonly node: TreeNode
  /** The key that holds the node, when an object does. */
  readonly key?: Span
  /** Whether the whole path exists. */
  readonly complete: boolean
}

export const find = (root: TreeNode, path: Path): Found => {
  let node = root
  let key: Span | undefined
  for (const step of path) {
    const entry = node.kind === 'object' ? node.entries.get(String(step)) : undefined
    const next = entry?.value ?? (node.kind === 'array' ? node.items[Number(step)] : undefined)
    if (!next) return { node, ...(key && { key }), complete: false }
    node = next
    key = entry?.key
  }
  return { node, ...(key && { key }), complete: true }
}
