/** Tokens -> syntax tree, by recursive descent over gojq's grammar: pipes, definitions and operators. */
import { CompileError } from '../../../core/problem.ts'
import type { Comparison, Node, Update } from './ast.ts'
import { createCursor, quote } from './cursor.ts'
import { type Token, tokenize } from './lexer.ts'
import { createTerms, EXPRESSION } from './parse-terms.ts'

/** Binary operators by binding strength, weakest first. `none`: cannot be chained. */
const LEVELS: readonly { readonly operators: readonly string[]; readonly side: 'left' | 'right' | 'none' }[] = [
  { operators: ['//'], side: 'right' },
  { operators: ['=', '|=', '+=', '-=', '*=', '/=', '%=', '//='], side: 'none' },
  { operators: ['or'], side: 'left' },
  { operators: ['and'], side: 'left' },
  { operators: ['==', '!=', '<', '<=', '>', '>='], side: 'none' },
  { operators: ['+', '-'], side: 'left' },
  { operators: ['*', '/', '%'], side: 'left' },
]

const binary = (level: number, operator: string, left: Node, right: Node): Node => {
  const span = { start: left.start, end: right.end, left, right }
  if (level === 0) return { kind: 'alternative', ...span }
  if (level === 1) return { kind: 'update', op: operator as Update, ...span }
  if (level === 2) return { kind: 'or', ...span }
  if (level === 3) return { kind: 'and', ...span }
  if (level === 4) return { kind: 'comparison', op: operator as Comparison, ...span }
  return { kind: 'arithmetic', op: operator as '+', ...span }
}

/** @throws CompileError with the first fault of the text; nothing else. */
export const parse = (source: string): Node => {
  const parser = createParser(source, tokenize(source))
  return parser.program()
}

/** The inside of a jq string as a string node. */
export const parseStringBody = (body: string): Node => {
  const parser = createParser(body, tokenize(body, true))
  return parser.stringBody()
}

const createParser = (source: string, tokens: readonly Token[]) => {
  const cursor = createCursor(source, tokens)
  const { peek, advance, lastEnd, is, accept, refuse, expect, expectType, nested, chained } = cursor

  // A pipe binds weakest; `def`, `label` and `as` reach as far right as they can.
  const pipe = (): Node =>
    nested(() => {
      const stages = [comma()]
      while (accept('|')) {
        stages.push(comma())
        chained(stages.length)
      }
      return stages.reduceRight((right, left) => ({ kind: 'pipe', left, right, start: left.start, end: right.end }))
    })

  const comma = (): Node => {
    let left = operand()
    for (let count = 1; accept(','); count++) {
      const right = operand()
      left = { kind: 'comma', left, right, start: left.start, end: right.end }
      chained(count)
    }
    return left
  }

  const operand = (): Node => {
    const { start } = peek()
    if (is('def')) return definition()
    if (accept('label')) {
      const name = expectType('variable', 'expected a label name, for example  label $out | ...').text
      expect('|')
      const body = pipe()
      return { kind: 'label', name, body, start, end: body.end }
    }
    const source = expression()
    if (!accept('as')) return source
    const patterns = patternList()
    expect('|', 'expected "|" and what to do with the variable')
    const body = pipe()
    return { kind: 'bind', source, patterns, body, start, end: body.end }
  }

  const definition = (): Node =>
    nested(() => {
      const { start } = advance()
      const name = expectType('name', 'expected a function name').text
      const params: string[] = []
      if (accept('(')) {
        do {
          const param = peek()
          if (param.type !== 'name' && param.type !== 'variable') refuse('expected a parameter: f or $x')
          params.push(advance().text)
        } while (accept(';'))
        expect(')', 'expected ";" and another parameter, or ")"')
      }
      expect(':', `expected ":" and the body of the function`)
      const body = pipe()
      expect(';', 'expected ";" at the end of the function')
      const end = lastEnd()
      // Definitions alone are a program: they hand the input on.
      const rest: Node = peek().type === 'end' ? { kind: 'identity', start: end, end } : pipe()
      return { kind: 'define', definition: { name, params, body, start, end }, body: rest, start, end: rest.end }
    })

  const expression = (level = 0): Node => {
    const rule = LEVELS[level]
    if (!rule) return postfix()
    const operator = (): string | undefined => {
      const token = peek()
      const known = token.type === 'operator' || token.type === 'keyword'
      return known && rule.operators.includes(token.text) ? token.text : undefined
    }
    if (rule.side === 'right') {
      const parts = [expression(level + 1)]
      for (let found = operator(); found; found = operator()) {
        advance()
        parts.push(expression(level + 1))
        chained(parts.length)
      }
      return parts.reduceRight((right, left) => binary(level, '//', left, right))
    }
    let left = expression(level + 1)
    let count = 0
    for (let found = operator(); found; found = operator()) {
      if (rule.side === 'none' && count > 0)
        refuse(`put parentheses around one side: ${quote(found)} cannot be chained`)
      advance()
      left = binary(level, found, left, expression(level + 1))
      chained(++count)
    }
    return left
  }

  const { postfix, patternList, object, stringParts } = createTerms(cursor, { pipe, expression })

  return {
    program: (): Node => {
      if (peek().type === 'end') {
        const hint = EXPRESSION
        throw new CompileError([{ message: 'the program is empty', offset: 0, length: source.length, hint }])
      }
      if (accept('module')) {
        // gojq allows the description of a module in front; it says nothing about the program.
        object()
        expect(';')
      }
      const program = pipe()
      return peek().type === 'end' ? program : refuse('expected an operator or the end')
    },
    stringBody: (): Node => ({
      kind: 'string',
      parts: stringParts('end'),
      format: 'text',
      start: 0,
      end: source.length,
    }),
  }
}
