/** TOML 1.0 (and the parser's 1.1) -> tree. Dates stay as they are written. */
import { type AST, ParseError, parseTOML } from 'toml-eslint-parser'
import type { Problem } from '../core/problem.ts'
import {
  type ArrayNode,
  MAX_DEPTH,
  type ObjectNode,
  type Parsed,
  type ScalarNode,
  type Span,
  TOO_DEEP,
  type TreeNode,
} from './tree.ts'

/** The parser puts all characters of a string or number on the stack at once and fails somewhat above this many. */
const MAX_PIECE = 50_000

/** What the parser says -> what we say. */
const MESSAGES: Readonly<Record<string, readonly [message: string, hint?: string]>> = {
  'Unterminated string constant': ['the string is not closed', 'a string over several lines needs three quotes'],
  'Unterminated table-key': ['the table name is not closed', 'expected "]"'],
  'Unterminated array': ['the list is not closed', 'expected "]"'],
  'Unterminated inline table': ['the inline table is not closed', 'expected "}"'],
  'Empty bare keys are not allowed': ['a key is missing'],
  'Must be a newline': ['there is more on the line than one key and value', 'expected the end of the line'],
  'Expected equal (=) token': ['expected "=" after the key'],
  'Unspecified values are invalid': ['the value is missing', 'texts need quotes'],
  'Expected comma (,) token': ['expected a comma'],
  'Defining a key multiple times is invalid': ['the key is given twice'],
  'Unexpected character': ['unexpected character', 'texts need quotes'],
  'Unexpected token': ['unexpected text here'],
  'Invalid character in escape sequence': [
    'TOML has no such escape',
    "write the text in single quotes '...', where a backslash is only a backslash",
  ],
}

const MISSING = /^expected|missing$|is not closed$/

export const parseToml = (text: string): Parsed => {
  const beyond = beyondLimits(text)
  if (beyond) return { problems: [beyond] }
  try {
    return buildTree(parseTOML(text), text)
  } catch (error) {
    if (!(error instanceof ParseError)) throw error
    const [message, hint] = MESSAGES[error.message] ?? [error.message.charAt(0).toLowerCase() + error.message.slice(1)]
    // What is missing is missed where the line ends, not where the parser next found something.
    const offset = MISSING.test(message) ? text.slice(0, error.index).trimEnd().length : error.index
    return { problems: [{ message, offset, length: 1, ...(hint && { hint }) }] }
  }
}

/** Comments, words, strings (closed or not) and brackets: what it takes to know how deep a text nests. */
const TOKEN = /#[^\n]*|[\w.+-]+|"""|'''|"|'|[[\]{}]/g

/** Finds, without recursion, what would make the recursive parser run out of stack. */
const beyondLimits = (text: string): Problem | undefined => {
  let depth = 0
  TOKEN.lastIndex = 0
  for (let found = TOKEN.exec(text); found; found = TOKEN.exec(text)) {
    const [token] = found
    if (token === '[' || token === '{') {
      if (++depth > MAX_DEPTH) return { message: TOO_DEEP, offset: found.index, length: 1 }
    } else if (token === ']' || token === '}') depth = Math.max(0, depth - 1)
    else if (!token.startsWith('#')) {
      const start = found.index
      const end = /^['"]/.test(token) ? stringEnd(text, TOKEN.lastIndex, token) : TOKEN.lastIndex
      if (end - start > MAX_PIECE) {
        return { message: `a string or word of more than ${MAX_PIECE} characters`, offset: start, length: 1 }
      }
      TOKEN.lastIndex = end
    }
  }
  return undefined
}

const stringEnd = (text: string, from: number, quote: string): number => {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\n' && quote.length === 1) return at
    if (text[at] === '\\' && quote[0] === '"') at++
    else if (text.startsWith(quote, at)) return at + quote.length
  }
  return text.length
}

const buildTree = ({ body: [top] }: AST.TOMLProgram, text: string): Parsed => {
  const root = table({ start: 0, end: text.length })
  const problems: Problem[] = []

  const scalar = (node: AST.TOMLValue): ScalarNode => {
    const span = spanOf(node)
    if (node.kind === 'string') return { kind: 'scalar', span, value: node.value, inner: inner(node, text) }
    return { kind: 'scalar', span, value: node.value instanceof Date ? text.slice(span.start, span.end) : node.value }
  }

  const value = (node: AST.TOMLContentNode, depth: number): TreeNode => {
    if (node.type === 'TOMLArray') {
      return { kind: 'array', span: spanOf(node), items: node.elements.map((element) => value(element, depth + 1)) }
    }
    if (node.type === 'TOMLValue') return scalar(node)
    const inline = table(spanOf(node))
    fill(inline, node.body, depth)
    return inline
  }

  const fill = (into: ObjectNode, pairs: readonly AST.TOMLKeyValue[], depth: number): void => {
    for (const pair of pairs) {
      const below = depth + pair.key.keys.length
      const last = pair.key.keys.at(-1)
      if (below > MAX_DEPTH) problems.push({ message: TOO_DEEP, offset: pair.range[0], length: 1 })
      else if (last) {
        const holder = descend(into, pair.key.keys.slice(0, -1), spanOf(pair))
        holder.entries.set(nameOf(last), { key: spanOf(last), value: value(pair.value, below) })
      }
    }
  }

  for (const item of top.body) {
    if (item.type === 'TOMLKeyValue') fill(root, [item], 0)
    else if (item.key.keys.length > MAX_DEPTH) problems.push({ message: TOO_DEEP, offset: item.range[0], length: 1 })
    else fill(openTable(root, item), item.body, item.key.keys.length)
  }
  return problems.length > 0 ? { problems } : { root }
}

const spanOf = ({ range: [start, end] }: AST.TOMLNode): Span => ({ start, end })
const nameOf = (key: AST.TOMLBare | AST.TOMLQuoted): string => (key.type === 'TOMLBare' ? key.name : key.value)
const table = (span: Span): ObjectNode => ({ kind: 'object', span, entries: new Map() })

/** The table that dotted keys lead to; through a list of tables, its last one. Duplicates were refused by the parser. */
const descend = (from: ObjectNode, keys: readonly (AST.TOMLBare | AST.TOMLQuoted)[], span: Span): ObjectNode => {
  let at = from
  for (const key of keys) {
    const known = at.entries.get(nameOf(key))?.value
    const next = known?.kind === 'array' ? known.items.at(-1) : known
    if (next?.kind === 'object') {
      at = next
    } else {
      const made = table(span)
      at.entries.set(nameOf(key), { key: spanOf(key), value: made })
      at = made
    }
  }
  return at
}

/** `[a.b]` or `[[a.b]]`. A table's place is its header. */
const openTable = (root: ObjectNode, node: AST.TOMLTable): ObjectNode => {
  const header = { start: node.range[0], end: node.key.range[1] + (node.kind === 'array' ? 2 : 1) }
  if (node.kind === 'standard') return descend(root, node.key.keys, header)
  const holder = descend(root, node.key.keys.slice(0, -1), header)
  const last = node.key.keys.at(-1) as AST.TOMLBare | AST.TOMLQuoted
  const made = table(header)
  const known = holder.entries.get(nameOf(last))?.value
  if (known?.kind === 'array') known.items.push(made)
  else {
    const list: ArrayNode = { kind: 'array', span: header, items: [made] }
    holder.entries.set(nameOf(last), { key: spanOf(last), value: list })
  }
  return made
}

const inner = (node: AST.TOMLStringValue, text: string): NonNullable<ScalarNode['inner']> => {
  const [start, end] = node.range
  const quotes = node.multiline ? 3 : 1
  // "A newline immediately following the opening delimiter will be trimmed" (TOML 1.0).
  const trimmed = node.multiline ? (/^\r?\n/.exec(text.slice(start + 3, start + 5))?.[0].length ?? 0) : 0
  return {
    start: start + quotes + trimmed,
    end: end - quotes,
    quoting: node.style === 'basic' ? 'escaped' : 'verbatim',
  }
}
