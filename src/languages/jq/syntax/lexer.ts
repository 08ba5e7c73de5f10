/** jq program text -> tokens. Strings become a run of tokens, so that interpolations nest without recursion. */
import { CompileError } from '../../../core/problem.ts'

export type TokenType =
  | 'name'
  | 'field'
  | 'variable'
  | 'keyword'
  | 'number'
  | 'format'
  | 'operator'
  | 'quote'
  | 'text'
  | 'interpolation'
  | 'unquote'
  | 'end'

export interface Token {
  readonly type: TokenType
  /** As the parser needs it: a field without its dot, a text with its escapes resolved. */
  readonly text: string
  readonly start: number
  readonly end: number
}

const KEYWORDS = new Set(
  'or and module import include def as label break null true false if then elif else end try catch reduce foreach'.split(
    ' ',
  ),
)
const OPERATORS = /\/\/=|\|=|\+=|-=|\*=|\/=|%=|==|!=|<=|>=|\/\/|\.\.|[.|,+\-*/%=<>?()[\]{}:;]/y
const SPACE = /(?:[ \t\r\n]|#(?:\\(?:\r\n|[\s\S])|[^\\\r\n])*\\?)+/y
const WORD = /[A-Za-z_][A-Za-z0-9_]*(?:::[A-Za-z_][A-Za-z0-9_]*)?/y
const NUMBER = /(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?/y
const FIELD = /\.[A-Za-z_][A-Za-z0-9_]*/y
const FORMAT = /@[A-Za-z0-9_]+/y
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '/': '/',
  '\\': '\\',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

const fail = (message: string, offset: number, length: number, hint: string): never => {
  throw new CompileError([{ message, offset, length, hint }])
}

/**
 * @param body the text is the inside of a string: it starts in one, and a bare `"` is an ordinary character.
 * @throws CompileError with the first fault.
 */
export const tokenize = (source: string, body = false): readonly Token[] => {
  const tokens: Token[] = []
  // One entry per string being read: how many parentheses its innermost open interpolation has open; -1 in its text.
  const strings: number[] = []
  let at = 0

  const push = (type: TokenType, text: string, start: number): void => {
    tokens.push({ type, text, start, end: at })
  }
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    const found = pattern.exec(source)?.[0]
    if (found) at += found.length
    return found
  }

  const readEscape = (): string => {
    const start = at
    const letter = source[at + 1] ?? ''
    at += 2
    if (letter === 'u') {
      const hex = /[0-9a-fA-F]{0,4}/y
      const digits = take(hex) ?? ''
      if (digits.length === 4) return String.fromCharCode(Number.parseInt(digits, 16))
      return fail(
        `invalid escape "\\u${digits}" in a string`,
        start,
        2 + digits.length,
        'write four hex digits: \\u00e9',
      )
    }
    const meaning = ESCAPES[letter]
    if (meaning !== undefined) return meaning
    return fail(
      `invalid escape "\\${letter}" in a string`,
      start,
      Math.min(2, source.length - start),
      'a backslash itself is written \\\\, so a regular expression has \\\\d and \\\\.',
    )
  }

  /** Reads text up to the end of the string or to an interpolation. */
  const readText = (): void => {
    const outermost = body && strings.length === 1
    const start = at
    let text = ''
    for (;;) {
      const char = source[at]
      const stop = char === undefined || (char === '"' && !outermost) || (char === '\\' && source[at + 1] === '(')
      if (stop) break
      if (char === '\\') {
        text += readEscape()
      } else {
        text += char
        at++
      }
    }
    if (at > start) push('text', text, start)
    const char = source[at]
    if (char === undefined) {
      if (!outermost) fail('a string is not closed', start - 1, 1, 'end it with "')
      strings.pop()
    } else if (char === '"') {
      at++
      strings.pop()
      push('unquote', '"', at - 1)
    } else {
      at += 2
      strings[strings.length - 1] = 1
      push('interpolation', '\\(', at - 2)
    }
  }

  const readToken = (): void => {
    const start = at
    const char = source[at] as string
    const next = source[at + 1] ?? ''
    if (char === '"') {
      at++
      push('quote', '"', start)
      strings.push(-1)
      return
    }
    const number = /[0-9]/.test(char) || (char === '.' && /[0-9]/.test(next)) ? take(NUMBER) : undefined
    if (number) {
      const tail = /[A-Za-z_.][A-Za-z0-9_.]*/y
      const rest = source[at] === '.' && number.includes('.') ? take(tail) : source[at] === '.' ? undefined : take(tail)
      if (rest) fail(`invalid number "${number}${rest}"`, start, at - start, 'put a space after the number')
      push('number', number, start)
      return
    }
    const word = take(WORD)
    if (word) {
      push(KEYWORDS.has(word) ? 'keyword' : 'name', word, start)
      return
    }
    if (char === '$') {
      at++
      const name = take(WORD)
      if (name) {
        push('variable', `$${name}`, start)
        return
      }
      at = start
    }
    const field = take(FIELD)
    if (field) {
      push('field', field.slice(1), start)
      return
    }
    const format = take(FORMAT)
    if (format) {
      push('format', format, start)
      return
    }
    const operator = take(OPERATORS)
    if (!operator) {
      const odd = String.fromCodePoint(source.codePointAt(at) as number)
      fail(`unexpected ${JSON.stringify(odd)}`, start, odd.length, ODD[odd] ?? 'this character has no meaning in jq')
    }
    push('operator', operator as string, start)
    const open = strings.length - 1
    if (open >= 0) {
      if (operator === '(') strings[open] = (strings[open] as number) + 1
      if (operator === ')') strings[open] = (strings[open] as number) - 1
      if (strings[open] === 0) strings[open] = -1
    }
  }

  if (body) strings.push(-1)
  for (;;) {
    if (strings.at(-1) === -1) {
      readText()
      if (strings.length === 0 && body) break
      continue
    }
    take(SPACE)
    if (at >= source.length) break
    readToken()
  }
  tokens.push({ type: 'end', text: '', start: source.length, end: source.length })
  return tokens
}

/** What a person who typed such a character most likely wanted. */
const ODD: Readonly<Record<string, string>> = {
  '&': 'write "and"',
  '~': 'write  | test("...")  to search by a regular expression',
  '!': 'write "!=", or "| not" behind the expression',
  "'": 'strings have double quotes: "CreateUser"',
  '“': 'strings have straight double quotes: "CreateUser"',
  '”': 'strings have straight double quotes: "CreateUser"',
  '\\': 'a backslash belongs inside a string',
}
