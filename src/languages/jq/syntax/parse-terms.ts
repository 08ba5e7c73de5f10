/** Terms: the parts that operators join, with what may follow each: `.name`, `[...]`, `?`. */
import { CompileError } from '../../../core/problem.ts'
import { readNumber } from '../values/number.ts'
import type { Node, Pattern } from './ast.ts'
import type { Cursor } from './cursor.ts'
import type { Token } from './lexer.ts'
import { createBraces, literal } from './parse-braces.ts'

export const EXPRESSION = 'expected an expression, for example  .userIdentity.arn'

/** The parsers of whole expressions, which terms hold inside. */
export interface Outer {
  readonly pipe: () => Node
  readonly expression: () => Node
}

export interface Terms {
  readonly postfix: () => Node
  readonly patternList: () => Pattern[]
  readonly object: () => Node
  readonly stringParts: (close: 'unquote' | 'end') => (string | Node)[]
}

export const createTerms = (cursor: Cursor, { pipe, expression }: Outer): Terms => {
  const { source, peek, advance, back, lastEnd, is, accept, refuse, expect, expectType, nested, chained } = cursor

  const postfix = (): Node =>
    nested(() => {
      const { start } = peek()
      if (is('-') || is('+')) {
        const op = advance().text as '-'
        const of = postfix()
        return { kind: 'sign', op, of, start, end: of.end }
      }
      let node = term()
      for (let count = 0; ; count++) {
        chained(count)
        const more = accept('?') ? optional(node, count > 0) : suffix(node)
        if (!more) return node
        node = more
      }
    })

  /** What may follow a term: `.name`, `."text"`, `[...]`, `.[...]`. */
  const suffix = (of: Node): Node | undefined => {
    const { start } = of
    const token = peek()
    if (token.type === 'field') {
      advance()
      return { kind: 'index', of, key: literal(token.text, token), start, end: token.end }
    }
    if (is('[')) return bracket(of)
    if (!is('.')) return undefined
    const after = peek(1)
    if (is('[', after)) {
      advance()
      return bracket(of)
    }
    if (after.type !== 'quote') return undefined
    advance()
    const key = string('text')
    return { kind: 'index', of, key, start, end: lastEnd() }
  }

  /** `.a.b?` forgives only the last step: what fails before it fails all the same. */
  const optional = (node: Node, isSuffix: boolean): Node => {
    const span = { start: node.start, end: lastEnd() }
    const forgiving = (step: Node): Node => ({ kind: 'try', body: step, ...span })
    if (!isSuffix || !(node.kind === 'index' || node.kind === 'slice' || node.kind === 'iterate'))
      return forgiving(node)
    const left = node.of
    const of: Node = { kind: 'identity', start: left.end, end: left.end }
    const after = (right: Node): Node => ({ kind: 'pipe', left, right, ...span })
    if (node.kind === 'iterate') return after(forgiving({ ...node, of }))
    // Keys are computed from the input of the whole term, not from what the step is taken on.
    const holders: { readonly name: string; readonly source: Node }[] = []
    const hold = (source: Node, name: string): Node => {
      if (source.kind === 'literal') return source
      holders.push({ name, source })
      return { kind: 'variable', name, start: source.start, end: source.end }
    }
    const step: Node =
      node.kind === 'index'
        ? { ...node, of, key: hold(node.key, '$ key') }
        : { ...node, of, from: hold(node.from, '$ from'), to: hold(node.to, '$ to') }
    return holders.reduceRight(
      (body, { name, source }): Node => ({ kind: 'bind', source, patterns: [{ kind: 'name', name }], body, ...span }),
      after(forgiving(step)),
    )
  }

  const bracket = (of: Node): Node => {
    const { start } = of
    const open = expect('[')
    if (accept(']')) return { kind: 'iterate', of, start, end: lastEnd() }
    const nothing: Node = literal(null, open)
    if (accept(':')) {
      const to = pipe()
      expect(']')
      return { kind: 'slice', of, from: nothing, to, start, end: lastEnd() }
    }
    const from = pipe()
    if (accept(':')) {
      const to = is(']') ? nothing : pipe()
      expect(']')
      return { kind: 'slice', of, from, to, start, end: lastEnd() }
    }
    expect(']', 'expected "]" to close the "["')
    return { kind: 'index', of, key: from, start, end: lastEnd() }
  }

  const term = (): Node => {
    const token = peek()
    const { start, end } = token
    switch (token.type) {
      case 'number':
        return literal(readNumber(advance().text), token)
      case 'field': {
        advance()
        const of: Node = { kind: 'identity', start, end: start }
        return { kind: 'index', of, key: literal(token.text, token), start, end }
      }
      case 'variable':
        return variable(advance())
      case 'quote':
        return string('text')
      case 'format':
        advance()
        return peek().type === 'quote'
          ? string(token.text.slice(1))
          : { kind: 'format', format: token.text.slice(1), start, end }
      case 'name':
        return call()
      case 'keyword':
        return keyword()
      case 'operator':
        break
      default:
        return refuse(EXPRESSION)
    }
    if (accept('..')) return { kind: 'descend', start, end }
    if (accept('(')) {
      const inner = pipe()
      expect(')', 'expected ")" to close the "("')
      return { ...inner, start, end: lastEnd() }
    }
    if (accept('[')) {
      if (accept(']')) return { kind: 'array', start, end: lastEnd() }
      const of = pipe()
      expect(']', 'expected "," or "]" to close the "["')
      return { kind: 'array', of, start, end: lastEnd() }
    }
    if (is('{')) return object()
    if (!accept('.')) return refuse(EXPRESSION)
    const identity: Node = { kind: 'identity', start, end }
    if (is('[')) return bracket(identity)
    if (peek().type !== 'quote') return identity
    const key = string('text')
    return { kind: 'index', of: identity, key, start, end: lastEnd() }
  }

  const variable = (token: Token): Node => {
    const { start, end } = token
    if (token.text !== '$__loc__') return { kind: 'variable', name: token.text, start, end }
    const line = source.slice(0, start).split('\n').length
    return { kind: 'literal', value: { file: '<top-level>', line }, start, end }
  }

  const call = (): Node => {
    const name = advance()
    const args: Node[] = []
    if (accept('(')) {
      do args.push(pipe())
      while (accept(';'))
      expect(')', 'expected ";" and another argument, or ")"')
    }
    return { kind: 'call', name: name.text, args, start: name.start, nameEnd: name.end, end: lastEnd() }
  }

  const keyword = (): Node => {
    const token = advance()
    const { start } = token
    switch (token.text) {
      case 'null':
        return literal(null, token)
      case 'true':
        return literal(true, token)
      case 'false':
        return literal(false, token)
      case 'if':
        return conditional(start)
      case 'try': {
        const body = postfix()
        if (!accept('catch')) return { kind: 'try', body, start, end: body.end }
        const handler = postfix()
        return { kind: 'try', body, handler, start, end: handler.end }
      }
      case 'break': {
        const name = expectType('variable', 'expected the name of a label, for example  break $out').text
        return { kind: 'break', name, start, end: lastEnd() }
      }
      case 'reduce':
      case 'foreach':
        return fold(token.text, start)
      case 'import':
      case 'include':
      case 'module': {
        const message = `${token.text} is not available: a rule reads no other files`
        const hint = 'write the functions into the rule itself with  def name: ...;'
        throw new CompileError([{ message, offset: start, length: token.text.length, hint }])
      }
      default:
        back()
        return refuse(EXPRESSION)
    }
  }

  /** After `if` or `elif`. */
  const conditional = (start: number): Node =>
    nested(() => {
      const test = pipe()
      expect('then', 'expected "then": if A then B else C end')
      const then = pipe()
      let otherwise: Node
      if (is('elif')) {
        otherwise = conditional(advance().start)
      } else if (accept('else')) {
        otherwise = pipe()
        expect('end', 'expected "end": if A then B else C end')
      } else {
        const { end } = expect('end', 'expected "elif", "else" or "end": if A then B else C end')
        otherwise = { kind: 'identity', start: end, end }
      }
      return { kind: 'if', test, then, otherwise, start, end: lastEnd() }
    })

  const fold = (kind: 'reduce' | 'foreach', start: number): Node => {
    const source = expression()
    expect('as', `expected "as": ${kind} .items[] as $item (0; . + 1)`)
    const patterns = patternList()
    expect('(')
    const init = pipe()
    expect(';', 'expected ";" between the start and the update')
    const update = pipe()
    const extract = kind === 'foreach' && accept(';') ? pipe() : undefined
    expect(')')
    const parts = { source, patterns, init, update, start, end: lastEnd() }
    return kind === 'reduce' ? { kind, ...parts } : { kind, ...parts, extract }
  }

  const string = (format: string): Node => {
    const { start } = expectType('quote', 'expected a string')
    const parts = stringParts('unquote')
    return stringNode(parts, format, start, lastEnd())
  }

  const stringParts = (close: 'unquote' | 'end'): (string | Node)[] => {
    const parts: (string | Node)[] = []
    for (let token = advance(); token.type !== close; token = advance()) {
      if (token.type === 'text') {
        parts.push(token.text)
      } else if (token.type === 'interpolation') {
        parts.push(pipe())
        expect(')', 'expected ")" to close the "\\("')
      } else {
        back()
        refuse('expected the end of the string')
      }
    }
    return parts
  }

  const stringNode = (parts: readonly (string | Node)[], format: string, start: number, end: number): Node => {
    const plain = parts.every((part) => typeof part === 'string')
    return plain
      ? { kind: 'literal', value: parts.join(''), start, end }
      : { kind: 'string', parts, format, start, end }
  }

  const { object, patternList } = createBraces(cursor, { pipe, expression, string, variable })
  return { postfix, patternList, object, stringParts }
}
