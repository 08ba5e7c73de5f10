/** YAML 1.2 -> tree. Safe on hostile text: nesting, aliases and the time it takes are bounded. */
import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Parser,
  type Scalar,
  type YAMLError,
} from 'yaml'
import type { Problem } from '../core/problem.ts'
import { MAX_DEPTH, type ObjectNode, type Parsed, type ScalarNode, type Span, TOO_DEEP, type TreeNode } from './tree.ts'

/** Aliases repeat what their anchor holds; written out, a document may hold this many values and no more. */
const MAX_VALUES = 200_000

/** One document of a text; without a tree when it cannot be read. */
export interface YamlDocument {
  /** Where it begins. */
  readonly start: number
  /** Undefined when it cannot be read. */
  readonly root: TreeNode | undefined
}

/** Every document of a text, and every fault of all of them. */
export const parseDocuments = (
  text: string,
): { readonly documents: readonly YamlDocument[]; readonly problems: readonly Problem[] } => {
  const tokens = [...new Parser().parse(text)]
  // The library composes by recursion and, out of stack, can end the whole process: look first.
  const deep = tooDeep(tokens)
  if (deep !== undefined) return { documents: [], problems: [{ message: TOO_DEEP, offset: deep, length: 1 }] }

  // Its own messages with excerpts, and its own search for duplicate keys, take quadratic time.
  const composer = new Composer({ prettyErrors: false, uniqueKeys: false })
  const problems: Problem[] = []
  const documents = [...composer.compose(tokens, false, text.length)].map((document): YamlDocument => {
    const faults = document.errors.map((fault) => toProblem(fault))
    const root = faults.length > 0 ? undefined : buildTree(document as Document, text, faults)
    problems.push(...faults, ...document.warnings.map((fault) => ({ ...toProblem(fault), warning: true as const })))
    return { start: document.range?.[0] ?? 0, root: faults.length > 0 ? undefined : root }
  })
  return { documents, problems }
}

/** @param several whether the text may hold several documents; the root is then a list of them when it does */
export const parseYaml = (text: string, { several = false }: { readonly several?: boolean } = {}): Parsed => {
  const { documents, problems } = parseDocuments(text)
  if (problems.length > 0) return { problems }
  const [, second] = documents
  if (second && !several)
    return {
      problems: [{ message: 'one file holds one YAML document; a second one starts here', offset: second.start }],
    }
  const roots = documents.map(({ root }) => root as TreeNode)
  const [root = emptyObject(0)] = roots
  return { root: roots.length > 1 ? { kind: 'array', span: { start: 0, end: text.length }, items: roots } : root }
}

const toProblem = ({ message, pos: [start, end] }: YAMLError): Problem => ({
  message: message.startsWith('Missing closing')
    ? 'the string is not closed'
    : message.charAt(0).toLowerCase() + message.slice(1),
  offset: start,
  length: Math.max(1, end - start),
})

const emptyObject = (at: number): ObjectNode => ({ kind: 'object', span: { start: at, end: at }, entries: new Map() })

/** The offset of the first token that nests too deep. */
const tooDeep = (tokens: readonly CST.Token[]): number | undefined => {
  const waiting: { token: CST.Token; depth: number }[] = tokens.map((token) => ({ token, depth: 0 }))
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { token, depth } = next
    if (depth > MAX_DEPTH) return token.offset
    const inside =
      token.type === 'document'
        ? [token.value]
        : 'items' in token
          ? token.items.flatMap((item) => [item.key ?? undefined, item.value])
          : []
    for (const child of inside) if (child) waiting.push({ token: child, depth: depth + 1 })
  }
  return undefined
}

const buildTree = (document: Document, text: string, problems: Problem[]): TreeNode => {
  const anchors = new Map<string, { node: TreeNode; values: number }>()
  let values = 0

  const refuse = (message: string, span: Span): TreeNode => {
    problems.push({ message, offset: span.start, length: Math.max(1, span.end - span.start) })
    return { kind: 'scalar', span, value: null }
  }

  const build = (node: unknown, fallback: number): TreeNode => {
    const [start, end] = (node as { range?: [number, number, number] } | null)?.range ?? [fallback, fallback]
    const span = { start, end }
    if (isAlias(node)) {
      const anchor = anchors.get(node.source)
      if (!anchor) return refuse(`the alias *${node.source} has no anchor before it`, span)
      values += anchor.values
      return values > MAX_VALUES ? refuse('aliases repeat too many values', span) : anchor.node
    }
    const before = values++
    const built = isMap(node)
      ? object(node.items, span)
      : isSeq(node)
        ? ({ kind: 'array', span, items: node.items.map((item) => build(item, start)) } as const)
        : isScalar(node)
          ? scalar(node, span, text)
          : ({ kind: 'scalar', span, value: null } as const)
    const name = (node as { anchor?: string } | null)?.anchor
    if (name) anchors.set(name, { node: built, values: values - before })
    return built
  }

  const object = (items: readonly { key: unknown; value: unknown }[], span: Span): TreeNode => {
    const entries: ObjectNode['entries'] = new Map()
    const merged: ObjectNode[] = []
    for (const item of items) {
      const key = build(item.key, span.start)
      if (key.kind !== 'scalar') {
        refuse('a key must be a plain word or a string', key.span)
        continue
      }
      if (isMergeKey(item.key)) {
        const value = build(item.value, key.span.end)
        const maps = value.kind === 'array' ? value.items : [value]
        for (const map of maps)
          if (map.kind === 'object') merged.push(map)
          else refuse('"<<" takes a map, or a list of maps', key.span)
        continue
      }
      const name = String(key.value)
      if (entries.has(name)) refuse(`the key ${JSON.stringify(name.slice(0, 80))} is given twice`, key.span)
      entries.set(name, { key: key.span, value: build(item.value, key.span.end) })
    }
    // What stands in the map itself comes before what is merged into it (YAML, "Merge Key Language-Independent Type").
    for (const map of merged) for (const [name, entry] of map.entries) if (!entries.has(name)) entries.set(name, entry)
    return { kind: 'object', span, entries }
  }

  return document.contents === null ? emptyObject(0) : build(document.contents, 0)
}

const isMergeKey = (key: unknown): boolean => isScalar(key) && key.type === 'PLAIN' && key.value === '<<'

const scalar = (node: Scalar, span: Span, text: string): ScalarNode => {
  const { value } = node
  if (typeof value === 'string') return { kind: 'scalar', span, value, inner: inner(node, span, text) }
  // An account id such as 012345678901 is all digits, and not a number.
  if (typeof value === 'number' && /^\d+$/.test(node.source ?? '') && String(value) !== node.source)
    return { kind: 'scalar', span, value: node.source as string, inner: inner(node, span, text) }
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return { kind: 'scalar', span, value }
  return { kind: 'scalar', span, value: node.source ?? String(value) }
}

const inner = ({ type }: Scalar, { start, end }: Span, text: string): NonNullable<ScalarNode['inner']> => {
  if (type === 'QUOTE_DOUBLE') return { start: start + 1, end: end - 1, quoting: 'escaped' }
  if (type === 'QUOTE_SINGLE') return { start: start + 1, end: end - 1, quoting: 'doubled' }
  if (type === 'PLAIN') return { start, end, quoting: 'verbatim' }
  const header = text.indexOf('\n', start)
  return { start: header < 0 ? end : header + 1, end, quoting: 'verbatim' }
}
