/** JSON (RFC 8259) -> tree. Strict but for no-break spaces, with the place and a plain word for what is wrong; a key given twice is refused. */
import type { Problem } from '../core/problem.ts'
import { MAX_DEPTH, type ObjectNode, type Parsed, type ScalarNode, TOO_DEEP, type TreeNode } from './tree.ts'

/** A no-break space comes along when an example is copied from a web page, such as the AWS blog's. */
const BLANKS = ' \n\r\t\u00a0'
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const WORD = /[\p{L}\p{N}_$.+-]{1,40}/uy
const SIMPLE: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

/** Leaves the parser with the first thing that breaks the syntax. */
class Stop extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.message)
    this.problem = problem
  }
}

export const parseJson = (text: string): Parsed => {
  const problems: Problem[] = []
  let at = 0

  const stop = (message: string, offset = at, length = 1): never => {
    throw new Stop({ message, offset, length })
  }
  const skip = (): void => {
    while (BLANKS.includes(text[at] ?? 'end')) at++
    if (text.startsWith('//', at) || text.startsWith('/*', at)) stop('JSON has no comments', at, 2)
  }
  const seen = (): string => {
    if (at >= text.length) return 'the end of the file'
    WORD.lastIndex = at
    const word = WORD.exec(text)?.[0] ?? String.fromCodePoint(text.codePointAt(at) as number)
    return `"${word}"`
  }
  const unexpected = (expected: string): never => stop(`expected ${expected}, got ${seen()}`)

  const value = (depth: number): TreeNode => {
    skip()
    if (depth > MAX_DEPTH) stop(TOO_DEEP)
    const char = text[at]
    if (char === '{') return object(depth)
    if (char === '[') return array(depth)
    if (char === '"') return string()
    return literal()
  }

  const object = (depth: number): ObjectNode => {
    const start = at++
    const entries: ObjectNode['entries'] = new Map()
    skip()
    while (text[at] !== '}') {
      if (text[at] !== '"') unexpected(entries.size === 0 ? 'a key in double quotes or "}"' : 'a key in double quotes')
      const key = string()
      const name = key.value as string
      skip()
      if (text[at] !== ':') unexpected(`":" after the key ${JSON.stringify(name.slice(0, 80))}`)
      at++
      const node = value(depth + 1)
      if (entries.has(name)) {
        const { start, end } = key.span
        problems.push({ message: `the key ${JSON.stringify(name)} is given twice`, offset: start, length: end - start })
      }
      entries.set(name, { key: key.span, value: node })
      next('}')
    }
    return { kind: 'object', span: { start, end: ++at }, entries }
  }

  const array = (depth: number): TreeNode => {
    const start = at++
    const items: TreeNode[] = []
    skip()
    while (text[at] !== ']') {
      items.push(value(depth + 1))
      next(']')
    }
    return { kind: 'array', span: { start, end: ++at }, items }
  }

  /** Past a comma, or at the closing bracket. */
  const next = (close: '}' | ']'): void => {
    skip()
    if (text[at] === close) return
    if (text[at] !== ',') unexpected(`"," or "${close}"`)
    const comma = at++
    skip()
    if (text[at] === close) stop(`no comma before "${close}" in JSON`, comma)
  }

  const string = (): ScalarNode => {
    const start = at++
    const parts: string[] = []
    for (let from = at; ; ) {
      const char = text[at]
      if (char === undefined || char === '\n') return stop('the string is not closed', start, at - start)
      if (char === '"' || char === '\\') parts.push(text.slice(from, at))
      if (char === '"') break
      if (char < ' ') stop('a control character in a string must be written as an escape')
      if (char === '\\') {
        parts.push(escaped())
        from = at
      } else at++
    }
    const span = { start, end: ++at }
    return { kind: 'scalar', span, value: parts.join(''), inner: { start: start + 1, end: at - 1, quoting: 'escaped' } }
  }

  const escaped = (): string => {
    const letter = text[at + 1] ?? ''
    const hex = letter === 'u' ? text.slice(at + 2, at + 6) : ''
    const char =
      letter === 'u' && /^[\da-fA-F]{4}$/.test(hex) ? String.fromCharCode(Number.parseInt(hex, 16)) : own(letter)
    if (char === undefined) return stop(`JSON has no escape ${JSON.stringify(`\\${letter}`).slice(2, -1)}`, at, 2)
    at += 2 + hex.length
    return char
  }

  const literal = (): ScalarNode => {
    const start = at
    for (const [word, constant] of [
      ['true', true],
      ['false', false],
      ['null', null],
    ] as const) {
      if (text.startsWith(word, at)) {
        at += word.length
        return { kind: 'scalar', span: { start, end: at }, value: constant }
      }
    }
    NUMBER.lastIndex = at
    const number = NUMBER.exec(text)?.[0]
    if (number === undefined) return unexpected('a value')
    at += number.length
    return { kind: 'scalar', span: { start, end: at }, value: Number(number) }
  }

  try {
    const root = value(1)
    skip()
    if (at < text.length) unexpected('the end of the file')
    return problems.length > 0 ? { problems } : { root }
  } catch (error) {
    if (error instanceof Stop) return { problems: [...problems, error.problem] }
    throw error
  }
}

const own = (letter: string): string | undefined => (Object.hasOwn(SIMPLE, letter) ? SIMPLE[letter] : undefined)
