/** The Sigma language as a whole: what is wrong in a file, and where. */
import { expect, test } from 'vitest'
import type { JsonObject } from '../../core/json.ts'
import { CompileError, type Problem } from '../../core/problem.ts'
import { sigma } from './index.ts'

const problemsOf = (body: string | JsonObject | readonly JsonObject[]): readonly Problem[] => {
  try {
    return sigma.compile(body).warnings
  } catch (error) {
    if (error instanceof CompileError) return error.problems
    throw error
  }
}
/** message -> the text that the problem points at. */
const pointed = (text: string) =>
  problemsOf(text).map(({ message, offset = -1, length = 0 }) => `${message} @ ${text.slice(offset, offset + length)}`)

const HEAD = 'title: T\nlogsource: { product: aws, service: cloudtrail }\n'
const detection = (lines: string) => `${HEAD}detection:\n${lines.replaceAll(/^/gm, '  ')}\n`

/** text, the problems it has and what they point at. */
const ERRORS: readonly (readonly [string, string, readonly string[]])[] = [
  ['unknown modifier', detection("s: { 'a|contain': x }\ncondition: s"), ['unknown modifier "contain" @ contain']],
  [
    'expand',
    detection('s:\n  a|expand: "%x%"\ncondition: s'),
    ['the modifier "expand" is not supported: there are no placeholders to expand @ expand'],
  ],
  ['twice', detection('s:\n  a|all|all: [x, y]\ncondition: s'), ['the modifier "all" is given twice @ all']],
  ['flag without re', detection('s:\n  a|i: x\ncondition: s'), ['the modifier "i" must follow "re" @ i']],
  [
    'kinds',
    detection('s:\n  a|cidr|contains: 10.0.0.0/8\ncondition: s'),
    ['the modifier "contains" cannot be combined with "cidr" @ contains'],
  ],
  [
    'two comparisons',
    detection('s:\n  a|lt|gt: 5\ncondition: s'),
    ['the modifier "gt" cannot be combined with "lt" @ gt'],
  ],
  [
    'keyword modifier',
    detection("s:\n  '|cidr': 10.0.0.0/8\ncondition: s"),
    ['the modifier "cidr" needs a field @ cidr'],
  ],
  [
    'look-ahead',
    detection('s:\n  a|re: "x(?=y)"\ncondition: s'),
    [
      'the regular expression uses "(?=": look-around, atomic groups and back-references cannot run in linear time @ "x(?=y)"',
    ],
  ],
  [
    'back-reference',
    detection("s:\n  a|re: '(x)\\1'\ncondition: s"),
    [
      'the regular expression uses "\\1": look-around, atomic groups and back-references cannot run in linear time @ \'(x)\\1\'',
    ],
  ],
  [
    'network',
    detection('s:\n  a|cidr: [10.0.0.0/8, 10.0.0.0/33]\ncondition: s'),
    ['"10.0.0.0/33" is not an IP network @ 10.0.0.0/33'],
  ],
  ['exists', detection('s:\n  a|exists: maybe\ncondition: s'), ['"exists" takes true or false @ maybe']],
  ['number', detection('s:\n  a|gte: many\ncondition: s'), ['"gte" takes a number, not "many" @ many']],
  [
    'base64 of wildcards',
    detection('s:\n  a|base64: x*\ncondition: s'),
    ['"base64" cannot encode a value with wildcards @ x*'],
  ],
  ['null', detection('s:\n  a|contains: null\ncondition: s'), ['null cannot be used with "contains" @ null']],
  ['no values', detection('s:\n  a: []\ncondition: s'), ['an empty list of values never matches @ []']],
  ['list in list', detection('s:\n  a: [x, [y]]\ncondition: s'), ['a list inside a list of values @ [y]']],
  ['empty selection', detection('s: {}\ncondition: s'), ['the selection "s" is empty @ {}']],
  [
    'undefined selection',
    detection('selection: { a: 1 }\ncondition: selektion'),
    ['the condition names "selektion", which is not defined @ selektion'],
  ],
  [
    'two undefined selections',
    detection('s: { a: 1 }\ncondition: s and x and not y'),
    ['the condition names "x", which is not defined @ x', 'the condition names "y", which is not defined @ y'],
  ],
  [
    'no fitting selection',
    detection('s: { a: 1 }\ncondition: s and 1 of filter*'),
    ['no selection fits "filter*" @ 1 of filter*'],
  ],
  [
    'more than there are',
    detection('s: { a: 1 }\ncondition: 2 of s*'),
    ['"2 of s*" can never hold: only 1 fit @ 2 of s*'],
  ],
  ['unclosed', detection('s: { a: 1 }\ncondition: (s and s'), ['a ")" is missing @ ']],
  ['closed too often', detection('s: { a: 1 }\ncondition: s)'), ['expected "and", "or" or the end, not ")" @ )']],
  ['no operand', detection('s: { a: 1 }\ncondition: s and'), ['the condition ends where a selection was expected @ ']],
  ['no operator', detection("s: { a: 1 }\ncondition: 's s'"), ['expected "and", "or" or the end, not "s" @ s']],
  [
    'bad quantity',
    detection('s: { a: 1 }\ncondition: some of s*'),
    ['expected a number, "any" or "all" before "of", not "some" @ some'],
  ],
  [
    'empty condition',
    detection('s: { a: 1 }\ncondition: ""'),
    ['the condition ends where a selection was expected @ '],
  ],
  [
    'aggregation',
    detection('s: { a: 1 }\ntimeframe: 5m\ncondition: s | count(userName) by sourceIPAddress > 5'),
    [
      '"| count(userName) by sourceIPAddress > 5" is the old aggregation syntax, which correlations replaced @ | count(userName) by sourceIPAddress > 5',
    ],
  ],
  [
    'near',
    detection('s: { a: 1 }\ncondition: s | near x'),
    ['the old aggregation syntax ("|") was replaced by correlations @ | near x'],
  ],
  [
    'timeframe',
    detection('s: { a: 1 }\ntimeframe: 5m\ncondition: s'),
    ['"timeframe" belongs to the old aggregation syntax, which correlations replaced @ timeframe'],
  ],
  ['no condition', detection('s: { a: 1 }'), ['the detection has no condition @ s: { a: 1 }']],
  ['no detection', HEAD, ['the rule has neither a detection nor a correlation @ ']],
  ['no title', 'logsource: { product: aws }\ndetection: { s: { a: 1 }, condition: s }', ['the rule has no title @ ']],
  ['level', `${detection('s: { a: 1 }\ncondition: s')}level: hihg`, ['"hihg" is not a level @ hihg']],
  [
    'tags',
    `${detection('s: { a: 1 }\ncondition: s')}tags: { a: b }`,
    ['"tags" must be a text or a list of texts @ { a: b }'],
  ],
  [
    'unknown key of ours',
    `${detection('s: { a: 1 }\ncondition: s')}tattletrail: { mesage: x }`,
    ['unknown key "mesage" in tattletrail @ mesage'],
  ],
  [
    'a test without its parts',
    `${detection('s: { a: 1 }\ncondition: s')}tattletrail: { tests: [{ name: x }] }`,
    ['the test lacks match: true or false, event @ { name: x }'],
  ],
  ['duplicate key', detection('s: { a: 1 }\ns: { a: 2 }\ncondition: s'), ['the key "s" is given twice @ s']],
  ['filter', 'title: T\nfilter: { rules: [x] }', ['Sigma filters are not supported @ filter']],
  ['not a map', '- a', ['a Sigma document must be a map @ ']],
  ['nothing', '', ['no Sigma rule in here @ ']],
  [
    'other logsource (a warning)',
    'title: T\nlogsource: { product: windows }\ndetection: { s: { a: 1 }, condition: s }',
    [
      'the rule is for product windows, not CloudTrail: it is run on CloudTrail records all the same @ { product: windows }',
    ],
  ],
  [
    'misspelt attribute (a warning)',
    `${detection('s: { a: 1 }\ncondition: s')}reference: x`,
    ['unknown key "reference" @ reference'],
  ],
  [
    'unused selection (a warning)',
    detection('s: { a: 1 }\nt: { a: 2 }\ncondition: s'),
    ['the condition does not use the selection "t" @ t'],
  ],
  [
    'all of one (a warning)',
    detection('s: { a|all: x }\ncondition: s'),
    ['"all" means nothing for a single value @ a|all'],
  ],
]
test.each(ERRORS)('%s', (_, text, expected) => {
  expect(pointed(text)).toEqual(expected)
})

test('every mistake of every document is told at once, in the order of the text', () => {
  const text = `${detection('s: { "a|contain": x, "b|re": "(" }\ncondition: s and t')}---\ntitle: U\ncorrelation: { type: event_cout, rules: [x] }\n`
  const found = problemsOf(text)
  expect(found.map(({ message }) => message.slice(0, 34))).toEqual([
    'unknown modifier "contain"',
    'not a regular expression (RE2 synt',
    'the condition names "t", which is ',
    'the correlation has no timespan',
    '"event_cout" is not a type',
  ])
  expect(found.map(({ hint }) => hint)).toContain('did you mean "event_count"?')
  expect(found.map(({ hint }) => hint)).toContain('did you mean "contains"?')
  const offsets = found.map(({ offset }) => offset ?? -1)
  expect(offsets).toEqual([...offsets].sort((a, b) => a - b))
})

test('the old aggregation is answered with the correlation to write, which compiles', () => {
  const [problem] = problemsOf(
    detection('s: { a: 1 }\ntimeframe: 5m\ncondition: s | count(userName) by sourceIPAddress >= 5'),
  )
  const correlation = problem?.hint?.split('---\n')[1] ?? ''
  const [compiled] = sigma.compile(correlation).correlations
  expect(compiled).toMatchObject({
    type: 'value_count',
    fields: ['userName'],
    groupBy: ['sourceIPAddress'],
    timespan: 300_000,
    condition: [{ op: 'gte', value: 5 }],
  })
})

test('objects are answered with paths', () => {
  const document = { title: 'T', detection: { s: { 'a|contain': 'x' }, condition: 's' } }
  expect(problemsOf(document)[1]).toMatchObject({ path: ['detection', 's', 'a|contain'] })
  expect(problemsOf([document, document])[3]).toMatchObject({ path: [1, 'detection', 's', 'a|contain'] })
})
