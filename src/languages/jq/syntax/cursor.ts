/** Cursor: a place in the tokens of a program, what parsers ask there, and how they refuse. */
import { CompileError } from '../../../core/problem.ts'
import type { Token, TokenType } from './lexer.ts'

/** Nested program text beyond this is refused, before the call stack would give out. */
const MAX_DEPTH = 200
/** An operator chain is a tree as deep as it is long. */
const MAX_CHAIN = 1000

export interface Cursor {
  readonly source: string
  readonly peek: (ahead?: number) => Token
  readonly advance: () => Token
  readonly back: () => void
  /** Where the token before ends. */
  readonly lastEnd: () => number
  /** Whether the token is this operator or keyword. */
  readonly is: (text: string, token?: Token) => boolean
  readonly accept: (text: string) => boolean
  readonly refuse: (hint: string, token?: Token) => never
  readonly expect: (text: string, hint?: string) => Token
  readonly expectType: (type: TokenType, hint: string) => Token
  /** Runs a parser one level deeper. */
  readonly nested: <T>(parseIt: () => T) => T
  readonly chained: (count: number) => void
}

export const createCursor = (source: string, tokens: readonly Token[]): Cursor => {
  let next = 0
  let depth = 0

  const peek = (ahead = 0): Token => tokens[next + ahead] as Token
  const advance = (): Token => tokens[next++] as Token
  const back = (): void => {
    next--
  }
  const lastEnd = (): number => tokens[next - 1]?.end ?? 0
  const is = (text: string, token = peek()): boolean =>
    token.text === text && (token.type === 'operator' || token.type === 'keyword')
  const accept = (text: string): boolean => {
    if (!is(text)) return false
    next++
    return true
  }

  const refuse = (hint: string, token = peek()): never => {
    const what = token.type === 'end' ? 'unexpected end' : `unexpected ${quote(source.slice(token.start, token.end))}`
    const previous = tokens[tokens.indexOf(token) - 1]
    const message = `${what}${describePrevious(previous)}`
    const meant = meantBy(token, previous) ?? hint
    throw new CompileError([{ message, offset: token.start, length: token.end - token.start, hint: meant }])
  }
  const expect = (text: string, hint = `expected ${quote(text)}`): Token => (is(text) ? advance() : refuse(hint))
  const expectType = (type: TokenType, hint: string): Token => (peek().type === type ? advance() : refuse(hint))

  const nested = <T>(parseIt: () => T): T => {
    if (++depth > MAX_DEPTH) {
      const { start } = peek()
      throw new CompileError([
        { message: `the program is nested more than ${MAX_DEPTH} levels deep`, offset: start, length: 1 },
      ])
    }
    const result = parseIt()
    depth--
    return result
  }
  const chained = (count: number): void => {
    if (count <= MAX_CHAIN) return
    const { start, end } = peek()
    const message = `more than ${MAX_CHAIN} parts in a row`
    const hint = 'put lists of values into an array: .eventName as $name | any(["A", "B"][]; . == $name)'
    throw new CompileError([{ message, offset: start, length: end - start, hint }])
  }

  return { source, peek, advance, back, lastEnd, is, accept, refuse, expect, expectType, nested, chained }
}

/** What other languages write here. */
const HABITS: Readonly<Record<string, string>> = {
  in: 'write  | IN("A", "B")',
  is: 'write  ==',
  like: 'write  | test("...")',
  matches: 'write  | test("...")',
  AND: 'write  and',
  OR: 'write  or',
  NOT: 'write  | not  behind the expression',
}
const FUNCTIONS = new Set(['contains', 'startswith', 'endswith', 'test', 'match', 'not', 'IN', 'inside'])

const meantBy = (token: Token, previous: Token | undefined): string | undefined => {
  const isOperator = (one: Token | undefined, text: string): boolean => one?.type === 'operator' && one.text === text
  if (isOperator(token, '=') && isOperator(previous, '==')) return 'write  =='
  if (isOperator(token, '|') && isOperator(previous, '|')) return 'write  or'
  if (isOperator(token, '(') && previous?.type === 'field' && FUNCTIONS.has(previous.text))
    return `a function stands behind a pipe:  | ${previous.text}(...)`
  if (token.type === 'operator' || token.type === 'text') return undefined
  if (FUNCTIONS.has(token.text)) return `write  | ${token.text}`
  return Object.hasOwn(HABITS, token.text) ? HABITS[token.text] : undefined
}

export const quote = (text: string): string => JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}...` : text)

const describePrevious = (token: Token | undefined): string => {
  if (!token) return ' at the start'
  if (token.type === 'quote' || token.type === 'text') return ' in a string'
  if (token.type === 'unquote') return ' after a string'
  if (token.type === 'interpolation') return ' in an interpolation'
  if (token.text === '|' && token.type === 'operator') return ' after a pipe'
  if (token.text === ',' && token.type === 'operator') return ' after a comma'
  if (token.type === 'field') return ` after ${quote(`.${token.text}`)}`
  return ` after ${quote(token.text)}`
}
