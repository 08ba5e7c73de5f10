/** Braces: objects, and the patterns that take values apart. */
import type { Node, ObjectEntry, Pattern, PatternEntry } from './ast.ts'
import type { Cursor } from './cursor.ts'
import type { Token } from './lexer.ts'

/** The parsers of what stands inside. */
export interface Inner {
  readonly pipe: () => Node
  readonly expression: () => Node
  readonly string: (format: string) => Node
  readonly variable: (token: Token) => Node
}

export interface Braces {
  readonly object: () => Node
  readonly patternList: () => Pattern[]
}

export const literal = (value: string | number | bigint | boolean | null, { start, end }: Token): Node => ({
  kind: 'literal',
  value,
  start,
  end,
})

export const createBraces = (cursor: Cursor, { pipe, expression, string, variable }: Inner): Braces => {
  const { peek, advance, lastEnd, is, accept, refuse, expect, nested, chained } = cursor

  const object = (): Node => {
    const { start } = expect('{')
    const entries: ObjectEntry[] = []
    while (!is('}')) {
      entries.push(objectEntry())
      chained(entries.length)
      if (!accept(',')) break
    }
    expect('}', 'expected "," or "}" to close the "{"')
    return { kind: 'object', entries, start, end: lastEnd() }
  }

  const objectEntry = (): ObjectEntry => {
    const token = peek()
    if (accept('(')) {
      const key = pipe()
      expect(')')
      expect(':', 'expected ":" and a value: a computed key needs one')
      return { key, value: objectValue() }
    }
    if (token.type === 'variable') {
      const value = variable(advance())
      return accept(':') ? { key: value, value: objectValue() } : { key: literal(token.text.slice(1), token), value }
    }
    const key = plainKey('expected a key, for example  {name: .eventName}')
    if (accept(':')) return { key, value: objectValue() }
    if (is(',') || is('}')) {
      const { start, end } = key
      return { key, value: { kind: 'index', of: { kind: 'identity', start, end: start }, key, start, end } }
    }
    return refuse('expected ":", "," or "}"; put parentheses around a computed key: {(.a + .b): 1}')
  }

  const plainKey = (hint: string): Node => {
    const token = peek()
    if (token.type === 'quote') return string('text')
    if (token.type !== 'name' && token.type !== 'keyword') refuse(hint)
    advance()
    return literal(token.text, token)
  }

  const objectValue = (): Node => {
    const stages = [expression()]
    while (accept('|')) {
      stages.push(expression())
      chained(stages.length)
    }
    return stages.reduceRight((right, left) => ({ kind: 'pipe', left, right, start: left.start, end: right.end }))
  }

  const patternList = (): Pattern[] => {
    const patterns = [pattern()]
    while (is('?') && is('//', peek(1))) {
      advance()
      advance()
      patterns.push(pattern())
    }
    return patterns
  }

  const pattern = (): Pattern =>
    nested(() => {
      const token = peek()
      if (token.type === 'variable') return { kind: 'name', name: advance().text }
      if (accept('[')) {
        const items = [pattern()]
        while (accept(',')) items.push(pattern())
        expect(']', 'expected "," or "]" in the pattern')
        return { kind: 'array', items }
      }
      if (accept('{')) {
        const entries = [patternEntry()]
        while (accept(',')) entries.push(patternEntry())
        expect('}', 'expected "," or "}" in the pattern')
        return { kind: 'object', entries }
      }
      return refuse('expected a variable or a pattern: $x, [$a, $b] or {name: $x}')
    })

  const patternEntry = (): PatternEntry => {
    const token = peek()
    if (token.type === 'variable') {
      advance()
      const key = literal(token.text.slice(1), token)
      return accept(':') ? { key, name: token.text, value: pattern() } : { key, name: token.text }
    }
    let key: Node
    if (accept('(')) {
      key = pipe()
      expect(')')
    } else {
      key = plainKey('expected a key or a variable in the pattern: {name: $x} or {$name}')
    }
    expect(':', 'expected ":" and a pattern')
    return { key, value: pattern() }
  }

  return { object, patternList }
}
