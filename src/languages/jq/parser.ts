/** Tokens -> syntax tree, by recursive descent over gojq's grammar. */
import { CompileError } from '../../core/problem.ts'
import type { Comparison, Node, ObjectEntry, Pattern, PatternEntry, Update } from './ast.ts'
import { type Token, type TokenType, tokenize } from './lexer.ts'
import { readNumber } from './number.ts'

/** Nested program text beyond this is refused, before the call stack would give out. */
const MAX_DEPTH = 200
/** An operator chain is a tree as deep as it is long. */
const MAX_CHAIN = 1000

const EXPRESSION = 'expected an expression, for example  .userIdentity.arn'

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
  let next = 0
  let depth = 0

  const peek = (): Token => tokens[next] as Token
  const advance = (): Token => tokens[next++] as Token
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
    const message = `${what}${describePrevious(tokens[tokens.indexOf(token) - 1])}`
    throw new CompileError([{ message, offset: token.start, length: token.end - token.start, hint }])
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
    const after = tokens[next + 1] as Token
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

  const literal = (value: string | number | bigint | boolean | null, { start, end }: Token): Node => ({
    kind: 'literal',
    value,
    start,
    end,
  })

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
        next--
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
    return kind === 'reduce' ? { kind, ...parts } : { kind, ...parts, ...(extract ? { extract } : {}) }
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
        next--
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
    while (is('?') && is('//', tokens[next + 1])) {
      next += 2
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

const quote = (text: string): string => JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}...` : text)

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
