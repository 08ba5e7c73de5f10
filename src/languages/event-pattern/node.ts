/** Pattern documents as nodes that remember where they stand: from JSON text (offsets, raw numbers, duplicate keys) or from a structure (paths). */
import { isObject, type Json } from '../../core/json.ts'
import type { Problem } from '../../core/problem.ts'

/** Where a problem with this node is reported. */
export type At = Pick<Problem, 'offset' | 'length' | 'path'>

export interface Entry {
  readonly key: string
  readonly at: At
  readonly value: PatternNode
}

export type PatternNode =
  | { readonly kind: 'object'; readonly entries: readonly Entry[]; readonly at: At }
  | { readonly kind: 'array'; readonly items: readonly PatternNode[]; readonly at: At }
  | { readonly kind: 'string'; readonly value: string; readonly at: At }
  /** `raw` is the number as written: event-ruler refuses numbers that a double cannot hold. */
  | { readonly kind: 'number'; readonly value: number; readonly raw: string; readonly at: At }
  | { readonly kind: 'literal'; readonly value: true | false | null; readonly at: At }

/** Collects what is wrong; compilation goes on to find the rest. */
export interface Report {
  error(node: { readonly at: At }, message: string, hint?: string): void
  warn(node: { readonly at: At }, message: string, hint?: string): void
}

/** Far beyond any pattern that EventBridge would take (its quota is 2,048 characters), and safe to recurse over. */
const MAX_DEPTH = 200

/** Thrown inside this folder only; `compile` turns it into a CompileError. */
export class NodeError extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.message)
    this.problem = problem
  }
}

const TOO_DEEP = `the pattern is nested more than ${MAX_DEPTH} levels deep`

/** @throws NodeError when something in the structure is not JSON. */
export const nodeOf = (value: Json, path: readonly (string | number)[] = []): PatternNode => {
  const at = { path }
  if (path.length > MAX_DEPTH) throw new NodeError({ message: TOO_DEEP, path: path.slice(0, 8) })
  if (typeof value === 'string') return { kind: 'string', value, at }
  if (typeof value === 'number' && Number.isFinite(value)) return { kind: 'number', value, raw: String(value), at }
  if (typeof value === 'boolean' || value === null) return { kind: 'literal', value, at }
  if (Array.isArray(value)) return { kind: 'array', items: value.map((item, i) => nodeOf(item, [...path, i])), at }
  if (!isObject(value)) throw new NodeError({ message: 'this value is not JSON', path })
  const entries = Object.entries(value).map(([key, child]) => {
    const below = [...path, key]
    return { key, at: { path: below }, value: nodeOf(child, below) }
  })
  return { kind: 'object', entries, at }
}

const STRING = /"[^"\\\u0000-\u001f]*(?:\\.[^"\\\u0000-\u001f]*)*"/y
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
const LITERAL = /true|false|null/y
const SPACE = /[ \t\r\n]*/y
const LITERALS = { true: true, false: false, null: null } as const

/**
 * Reads JSON (RFC 8259) and keeps what `JSON.parse` drops: positions, numbers as written, repeated keys.
 * @throws NodeError at the first character that is not JSON.
 */
export const nodeOfText = (text: string): PatternNode => {
  let pos = 0

  const fail = (message: string, hint?: string): never => {
    throw new NodeError({ message, offset: pos, length: pos < text.length ? 1 : 0, hint })
  }
  const take = (regex: RegExp): string | undefined => {
    regex.lastIndex = pos
    const found = regex.exec(text)?.[0]
    pos += found?.length ?? 0
    return found
  }
  const found = (): string => (pos < text.length ? `"${text[pos]}"` : 'the end of the text')
  const skip = (char: string): boolean => {
    take(SPACE)
    const there = text[pos] === char
    if (there) pos++
    take(SPACE)
    return there
  }
  const string = (): string => {
    const start = pos
    const token = take(STRING)
    if (token !== undefined) {
      try {
        return JSON.parse(token) as string
      } catch {
        pos = start
        return fail('this string holds an escape that JSON does not know')
      }
    }
    if (text[pos] === "'") fail('expected a string', 'JSON strings take double quotes')
    if (text[pos] === '"') fail('this string is not closed, or holds a line break')
    return fail(`expected a string, found ${found()}`)
  }
  const list = (close: string, item: () => void): void => {
    pos++
    if (skip(close)) return
    do {
      if (text[pos] === close) fail(`a comma stands before "${close}"`, 'remove the comma')
      item()
    } while (skip(','))
    if (!skip(close)) fail(`expected "," or "${close}", found ${found()}`)
  }
  const value = (depth: number): PatternNode => {
    if (depth > MAX_DEPTH) fail(TOO_DEEP)
    const offset = pos
    const at = (length: number): At => ({ offset, length })
    if (text[pos] === '{') {
      const entries: Entry[] = []
      list('}', () => {
        const keyOffset = pos
        const key = string()
        const keyAt = { offset: keyOffset, length: pos - keyOffset }
        if (!skip(':')) fail(`expected ":" after a key, found ${found()}`)
        entries.push({ key, at: keyAt, value: value(depth + 1) })
      })
      return { kind: 'object', entries, at: at(1) }
    }
    if (text[pos] === '[') {
      const items: PatternNode[] = []
      list(']', () => items.push(value(depth + 1)))
      return { kind: 'array', items, at: at(1) }
    }
    const literal = take(LITERAL)
    if (literal) return { kind: 'literal', value: LITERALS[literal as keyof typeof LITERALS], at: at(literal.length) }
    const raw = take(NUMBER)
    if (raw) return { kind: 'number', value: Number(raw), raw, at: at(raw.length) }
    if (text[pos] === '"' || text[pos] === "'") return { kind: 'string', value: string(), at: at(pos - offset) }
    return fail(`expected a value, found ${found()}`)
  }

  take(SPACE)
  const node = value(0)
  take(SPACE)
  if (pos < text.length) fail(`expected the end of the pattern, found ${found()}`)
  return node
}
