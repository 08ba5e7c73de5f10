import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import type { Path } from '../notation/tree.ts'
import { formatOf, parseDocument } from './document.ts'
import { ConfigError } from './located.ts'

const problemsOf = (text: string, file: string): readonly string[] => {
  try {
    parseDocument(text, file)
    return []
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.problems.map(({ line, column, message }) => `${line}:${column} ${message}`)
  }
}

const TOML = `# the rules
[[rule]]
name = "A"
jq_match = 'select(] )'
[rule.filter]
source = "iam"

[[rule]]
a.b = '''
one
two'''
quoted = """tab\\there \\U0001F600] \\
   next"""
at = 1979-05-27T07:32:00Z
inline = { list = [1, "two"] }
`
const YAML = `rule:
  - name: A
    block: |
      one
      two ]
    single: 'it''s ]'
    double: "a\\tb \\x41]"
    folded: >-
      one

      two
    plain: first
      second
    list: [1, {deep: x}]
`
const JSON_TEXT = `{
  "rule": [
    {"name": "A", "text": "a\\n\\u0041]"}
  ]
}`

test.each<[file: string, text: string, path: Path, what: 'key' | 'value', place: string]>([
  ['a.toml', TOML, ['rule'], 'key', '2:3'],
  ['a.toml', TOML, ['rule', 0], 'value', '2:1'],
  ['a.toml', TOML, ['rule', 0], 'key', '2:1'],
  ['a.toml', TOML, ['rule', 0, 'jq_match'], 'key', '4:1'],
  ['a.toml', TOML, ['rule', 0, 'jq_match'], 'value', '4:12'],
  ['a.toml', TOML, ['rule', 0, 'filter', 'source'], 'value', '6:10'],
  ['a.toml', TOML, ['rule', 0, 'filter', 'missing'], 'value', '5:7'],
  ['a.toml', TOML, ['rule', 1, 'a', 'b'], 'key', '9:3'],
  ['a.toml', TOML, ['rule', 1, 'inline', 'list', 1], 'value', '15:23'],
  ['a.toml', TOML, ['rule', 7, 'name'], 'value', '2:3'],
  ['a.yml', YAML, ['rule', 0], 'value', '2:5'],
  ['a.yml', YAML, ['rule', 0, 'single'], 'key', '6:5'],
  ['a.yml', YAML, ['rule', 0, 'single'], 'value', '6:13'],
  ['a.yml', YAML, ['rule', 0, 'list', 1, 'deep'], 'value', '14:22'],
  ['a.json', JSON_TEXT, ['rule', 0, 'text'], 'key', '3:19'],
  ['a.json', JSON_TEXT, ['rule', 0, 'text'], 'value', '3:27'],
  ['a.json', JSON_TEXT, [], 'value', '1:1'],
])('%s: %#', (file, text, path, what, place) => {
  const { line, column } = parseDocument(text, file).locate(path, what)
  expect(`${line}:${column}`).toBe(place)
})

test.each<[file: string, text: string, path: Path, find: string, place: string]>([
  ['a.toml', TOML, ['rule', 0, 'jq_match'], ']', '4:20'],
  ['a.toml', TOML, ['rule', 1, 'a', 'b'], 'two', '11:1'],
  ['a.toml', TOML, ['rule', 1, 'quoted'], ']', '12:33'],
  ['a.toml', TOML, ['rule', 1, 'quoted'], 'next', '13:4'],
  ['a.yml', YAML, ['rule', 0, 'block'], ']', '5:11'],
  ['a.yml', YAML, ['rule', 0, 'single'], ']', '6:20'],
  ['a.yml', YAML, ['rule', 0, 'double'], ']', '7:23'],
  ['a.yml', YAML, ['rule', 0, 'folded'], 'two', '11:7'],
  ['a.yml', YAML, ['rule', 0, 'plain'], 'second', '13:7'],
  ['a.json', JSON_TEXT, ['rule', 0, 'text'], ']', '3:37'],
])('a place inside a string, %s: %#', (file, text, path, find, place) => {
  const document = parseDocument(text, file)
  let value: unknown = document.value
  for (const step of path) value = (value as Record<string, unknown>)[step]
  const offset = (value as string).indexOf(find)
  expect(offset).toBeGreaterThanOrEqual(0)
  const { line, column } = document.bodyPosition(path, offset)
  expect(`${line}:${column}`).toBe(place)
})

test('every letter of a string is found where it stands, however the string is written', { tags: 'property' }, () => {
  const texts = fc.string({
    unit: fc.constantFrom('a', 'Z', ']', ' ', '\n', "'", '"', '\\', '\t', 'é', '😀', ':', '#'),
    maxLength: 40,
  })
  const write: Readonly<Record<string, (value: string) => string>> = {
    'a.json': (value) => JSON.stringify({ k: value }),
    'a.toml': (value) => `k = ${JSON.stringify(value)}\n`,
    'b.toml': (value) => `k = '''\n${value.replaceAll("'", '.')}'''\n`,
    'c.toml': (value) =>
      `k = """\r\n${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\r\n')}"""\n`,
    'plain.yml': (value) => stringify({ k: value }),
    'single.yml': (value) => stringify({ k: value }, { defaultStringType: 'QUOTE_SINGLE', lineWidth: 20 }),
    'double.yml': (value) => stringify({ k: value }, { defaultStringType: 'QUOTE_DOUBLE', lineWidth: 20 }),
    'block.yml': (value) => stringify({ k: value }, { defaultStringType: 'BLOCK_LITERAL' }),
    'folded.yml': (value) => stringify({ k: value }, { defaultStringType: 'BLOCK_FOLDED', lineWidth: 20 }),
  }
  let looked = 0
  for (const [file, writer] of Object.entries(write)) {
    fc.assert(
      fc.property(texts, (value) => {
        const source = writer(value)
        const document = parseDocument(source, file)
        const read = (document.value as { k: string }).k
        const lines = source.split(/\r?\n/)
        for (const { index, 0: char } of read.matchAll(/[aZ\]é:#]/g)) {
          const { line, column } = document.bodyPosition(['k'], index)
          expect(lines[line - 1]?.[column - 1]).toBe(char)
          looked++
        }
      }),
      { numRuns: 300 },
    )
  }
  expect(looked).toBeGreaterThan(3_000)
})

test.each<[fault: string, file: string, text: string, problems: readonly string[]]>([
  ['an unclosed string', 'a.toml', 'a = 1\nb = "x\n', ['2:7 the string is not closed']],
  ['a missing value', 'a.toml', 'a = \n', ['1:4 the value is missing']],
  ['a text without quotes', 'a.toml', 'a = hello\n', ['1:5 unexpected character']],
  ['a key twice', 'a.toml', 'a = 1\na = 2\n', ['2:1 the key is given twice']],
  ['an escape that is none', 'a.toml', 'a = "\\("\n', ['1:7 TOML has no such escape']],
  [
    'two faults in YAML',
    'a.yml',
    'a: "\\q"\nb: [1\nc: *x\n',
    [
      '1:5 invalid escape sequence \\q',
      '3:1 flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
  ],
  ['a key twice', 'a.yml', 'a: 1\nb: 2\na: 3\n', ['3:1 the key "a" is given twice']],
  ['two documents', 'a.yml', 'a: 1\n---\nb: 2\n', ['2:1 one file holds one YAML document; a second one starts here']],
  ['an alias of nothing', 'a.yml', 'a: *x\n', ['1:4 the alias *x has no anchor before it']],
  ['an alias inside its own anchor', 'a.yml', 'a: &x [*x]\n', ['1:8 the alias *x has no anchor before it']],
  ['a tag', 'a.yml', 'a: !Ref x\n', ['1:4 unresolved tag: !Ref']],
  ['a trailing comma', 'a.json', '{"a": 1,\n}', ['1:8 no comma before "}" in JSON']],
  ['a key twice', 'a.json', '{"a": 1,\n"a": 2}', ['2:1 the key "a" is given twice']],
  ['a comment', 'a.json', '{\n// x\n}', ['2:1 JSON has no comments']],
  ['a bare word', 'a.json', '{"a": yes}', ['1:7 expected a value, got "yes"']],
  ['nothing', 'a.json', '', ['1:1 expected a value, got the end of the file']],
  ['a list at the top', 'a.json', '[1]', ['1:1 expected keys and values at the top, got a list']],
  ['a single value at the top', 'a.yml', 'hello', ['1:1 expected keys and values at the top, got one single value']],
])('refuses %s in %s', (_, file, text, problems) => {
  expect(problemsOf(text, file)).toEqual(problems)
})

test.each([
  ['a.TOML', '', 'toml'],
  ['a.yml', '{}', 'yaml'],
  ['x', '\n{"a": 1}', 'json'],
  ['x', '[{"a": 1}]', 'json'],
  ['x', '# c\n[[rule]]\n', 'toml'],
  ['x', 'a = 1', 'toml'],
  ['x', 'a: b = c', 'yaml'],
])('%s with %j is %s', (file, text, format) => {
  expect(formatOf(text, file)).toBe(format)
})

test.each([
  ['a.toml', '"__proto__" = { polluted = true }\n[constructor.prototype]\npolluted = true\n'],
  ['a.yml', '__proto__: {polluted: true}\nconstructor: {prototype: {polluted: true}}\n'],
  ['a.json', '{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}'],
])('%s: __proto__ is a key like any other', (file, text) => {
  const { value, locate } = parseDocument(text, file)
  expect(Object.keys(value)).toEqual(['__proto__', 'constructor'])
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  expect(locate(['toString']).line).toBe(1)
})

test('a TOML date is the text it was written as', () => {
  expect(parseDocument('d = 1979-05-27\nt = 1979-05-27T07:32:00-08:00', 'a.toml').value).toEqual({
    d: '1979-05-27',
    t: '1979-05-27T07:32:00-08:00',
  })
})

test('a byte order mark takes no column', () => {
  expect(problemsOf('\ufeffa = \n', 'a.toml')).toEqual(['1:4 the value is missing'])
})

const FILES = ['a.toml', 'a.yml', 'a.json', 'a']

test.each(FILES)('%s: hostile texts end in time, in a value or a ConfigError', { tags: 'scale' }, (file) => {
  const million = 'x'.repeat(1_000_000)
  const bomb = Array.from(
    { length: 30 },
    (_, index) => `b${index + 1}: &a${index + 1} [*a${index},*a${index},*a${index}]`,
  )
  const hostile = [
    ...['[', '{', '- ', '? ', 'a: ', '{"a":', '[a.', '&a ', '"a" ', '*a ', '# ', 'a.'].map((piece) =>
      piece.repeat(10_000),
    ),
    `a = ${'['.repeat(10_000)}${']'.repeat(10_000)}`,
    `a = ${'{a='.repeat(10_000)}1${'}'.repeat(10_000)}`,
    `a${'.a'.repeat(10_000)} = 1`,
    `[a${'.a'.repeat(10_000)}]`,
    ...[`a = "${million}"`, `a = '''${million}`, `a: ${million}`, `{"a": "${million}"}`, `# ${million}`, `"${million}`],
    `a: [${'1,'.repeat(100_000)}]`,
    ...['a = 1', 'a = 0x', 'a = 1.', 'a = 1979-05-27T00:00:00.'].map((start) => start + '1'.repeat(1_000_000)),
    'a: 1\n'.repeat(500_000),
    ['b0: &a0 [x,x]', ...bomb].join('\n'),
  ]
  const outcomes = hostile.map((text) => problemsOf(text, file).length)
  expect(outcomes.filter((count) => count > 0).length).toBeGreaterThan(hostile.length / 2)
})

test.each(FILES)('%s: random text never throws anything but ConfigError', { tags: 'property' }, (file) => {
  const piece = fc.constantFrom(
    '[[rule]]\n',
    'a = ',
    'a: ',
    '"',
    "'",
    '[',
    ']',
    '{',
    '}',
    '\n',
    ' ',
    ',',
    '|',
    '>',
    '&a ',
    '*a',
    '- ',
    '1',
    '\\',
    '#',
    '!!',
    '\u0000',
    '\ud800',
    '-07',
    '1979-05-27',
    '=',
    '.',
    '\r',
    '\t',
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join('')),
      ),
      (text) => {
        problemsOf(text, file)
      },
    ),
    { numRuns: 3_000 },
  )
})
