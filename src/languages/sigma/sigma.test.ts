/** The Sigma language as a whole: errors and where they point, documents, correlations, hostile input. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cpuTime } from '../../../test/cpu-time.ts'
import type { Json, JsonObject } from '../../core/json.ts'
import { CompileError, type Problem } from '../../core/problem.ts'
import { compileSigma } from './compile.ts'
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
  ['duplicate key', detection('s: { a: 1 }\ns: { a: 2 }\ncondition: s'), ['YAML: Map keys must be unique @ s']],
  ['filter', 'title: T\nfilter: { rules: [x] }', ['Sigma filters are not supported @ ']],
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
    field: 'userName',
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

describe('documents', () => {
  const text = `# a file
title: One
id: 929a690e-bef0-4204-a928-ef5e620d6fcc
name: one
level: high
status: test
tags: [attack.t1078]
falsepositives: none known
references:
detection:
  s: { userIdentity.accountId: 012345678901 }
  condition: s
tattletrail:
  message: '\\(actor) did it'
  respond: [Ask them]
  tests:
    - { name: hit, match: true, event: { userIdentity: { accountId: '012345678901' } }, message: dana did it }
---
title: Many of one
correlation:
  type: event_count
  rules: one
  group-by: userIdentity.arn
  timespan: 1h
  condition: { gt: 10, lte: 20 }
---
`
  test('a file of a rule and a correlation', () => {
    const { rules, correlations, matches, couldMatch } = sigma.compile(text)
    expect(rules).toHaveLength(1)
    const { compiled: _, ...info } = rules[0]!
    expect(info).toEqual({
      id: '929a690e-bef0-4204-a928-ef5e620d6fcc',
      title: 'One',
      name: 'one',
      level: 'high',
      status: 'test',
      tags: ['attack.t1078'],
      falsepositives: ['none known'],
      references: [],
      message: '\\(actor) did it',
      respond: ['Ask them'],
      tests: [
        { name: 'hit', match: true, event: { userIdentity: { accountId: '012345678901' } }, message: 'dana did it' },
      ],
      document: 0,
      line: 2,
    })
    expect(correlations).toEqual([
      {
        id: 'many-of-one',
        title: 'Many of one',
        level: 'medium',
        tags: [],
        falsepositives: [],
        references: [],
        respond: [],
        tests: [],
        type: 'event_count',
        rules: ['one'],
        groupBy: ['userIdentity.arn'],
        timespan: 3_600_000,
        condition: [
          { op: 'gt', value: 10 },
          { op: 'lte', value: 20 },
        ],
        aliases: {},
        generate: false,
        document: 1,
        line: 19,
      },
    ])
    expect(matches({ userIdentity: { accountId: '012345678901' } })).toBe(true)
    expect(couldMatch).toBeUndefined()
  })

  test('several rules of a file: any', () => {
    const rule = (name: string): JsonObject => ({ title: name, detection: { s: { eventName: name }, condition: 's' } })
    const file = compileSigma([rule('A'), rule('B')])
    expect([file.matches({ eventName: 'B' }), file.matches({ eventName: 'C' })]).toEqual([true, false])
    expect([file.couldMatch?.('B'), file.couldMatch?.('C')]).toEqual([true, false])
    expect(file.explain({ eventName: 'B' }).map(({ text, outcome }) => `${outcome} ${text}`)).toEqual([
      'no A',
      'no s: eventName == "A"',
      'yes B',
      'yes s: eventName == "B"',
    ])
  })

  test('merge keys and aliases', () => {
    const file = sigma.compile(detection('base: &base { a: 1 }\ns: { <<: *base, b: 2 }\ncondition: s'))
    expect([file.matches({ b: 2 }), file.matches({ a: 1, b: 2 })]).toEqual([false, true])
  })
})

/** the correlation block, what is wrong with it. */
const CORRELATIONS: readonly (readonly [Json, readonly string[]])[] = [
  [{ type: 'temporal', rules: ['a', 'b'], timespan: '1d' }, []],
  [{ type: 'temporal_ordered', rules: ['a', 'b'], 'group-by': ['x'], timespan: '2w', condition: { gte: 2 } }, []],
  [{ type: 'new_value', rules: ['a'], field: 'x', timespan: '30d', learning: '7d' }, []],
  [{ type: 'new_value', rules: ['a'], condition: { field: 'x' }, timespan: '30d' }, []],
  [{ type: 'event_count', rules: ['a'], timespan: '10 m', condition: { gte: 2 } }, ['"10 m" is not a timespan']],
  [{ type: 'event_count', rules: ['a'], timespan: '0s', condition: { gte: 2 } }, ['"0s" is not a timespan']],
  [{ type: 'event_count', rules: ['a'], timespan: '1h' }, ['the correlation has no condition']],
  [{ type: 'event_count', rules: ['a'], timespan: '1h', condition: {} }, ['the condition states no count']],
  [
    { type: 'event_count', rules: ['a'], timespan: '1h', condition: { gte: -1 } },
    ['"gte" must be a whole number', 'the condition states no count'],
  ],
  [
    { type: 'event_count', rules: ['a'], timespan: '1h', condition: { gtee: 1 } },
    ['unknown key "gtee" in condition', 'the condition states no count'],
  ],
  [
    { type: 'event_count', rules: ['a'], timespan: '1h', condition: { gte: 1, field: 'x' } },
    ['"field" has no meaning here: event_count looks at no field'],
  ],
  [{ type: 'value_count', rules: ['a'], timespan: '1h', condition: { gte: 1 } }, ['value_count needs a field']],
  [{ type: 'temporal', rules: ['a', 'a'], timespan: '1h' }, ['"a" is given twice']],
  [{ type: 'temporal', rules: [], timespan: '1h' }, ['the correlation has no rules']],
  [
    { type: 'temporal', rules: ['a', 'b'], timespan: '1h', condition: 'a and b' },
    ['a condition over the names of rules is not supported'],
  ],
  [
    { type: 'temporal', rules: ['a'], timespan: '1h', learning: '1d' },
    ['"learning" has no meaning here: only new_value learns'],
  ],
  [
    { type: 'temporal', rules: ['a', 'b'], 'group-by': ['x'], timespan: '1h', aliases: { x: { c: 'y' } } },
    ['"c" is not in rules'],
  ],
  [{ type: 'temporal', rules: ['a', 'b'], groupby: ['x'], timespan: '1h' }, ['unknown key "groupby" in correlation']],
  [{ type: 'temporal', rules: ['a', 'b'], timespan: '1h', generate: 'yes' }, ['"generate" must be true or false']],
]
test.each(CORRELATIONS)('correlation %j', (correlation, expected) => {
  expect(problemsOf({ title: 'C', correlation }).map(({ message }) => message)).toEqual(expected)
})

describe('hostile input', () => {
  const onlyCompileErrors = (compile: () => unknown) => {
    try {
      compile()
    } catch (error) {
      expect(error).toBeInstanceOf(CompileError)
      for (const { message } of (error as CompileError).problems) expect(message).not.toBe('')
    }
  }
  test('random text', { tags: 'property' }, () => {
    const snippet = fc.constantFrom(
      'title: T',
      'detection:',
      '  s: ',
      '  condition: ',
      '&a ',
      '*a',
      '[',
      '{',
      '}',
      '---',
      ': ',
      '|',
      '>',
      '!!x ',
      '"',
      "'",
      '\n',
      '  ',
      '- ',
      '<<: ',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(snippet, fc.string())), (parts) =>
        onlyCompileErrors(() => sigma.compile(parts.join(''))),
      ),
      { numRuns: 2000 },
    )
  })
  test('random structures', { tags: 'property' }, () => {
    const words = fc.constantFrom(
      'title',
      'detection',
      'condition',
      's',
      '__proto__',
      'a|re',
      'a|all',
      '|',
      'correlation',
      'tattletrail',
      'tests',
      'level',
    )
    const value = fc.letrec((tie) => ({
      json: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(null, 1, true, '', 's', '*', '(', '1 of them'),
        fc.array(tie('json')),
        fc.dictionary(words, tie('json')),
      ),
    })).json
    fc.assert(
      fc.property(value, (body) => onlyCompileErrors(() => sigma.compile(body as JsonObject))),
      { numRuns: 2000 },
    )
    fc.assert(
      fc.property(fc.dictionary(fc.string(), value), fc.string(), (selections, condition) =>
        onlyCompileErrors(() =>
          sigma.compile({ title: 'T', detection: { ...selections, s: { a: 1 }, condition } as JsonObject }),
        ),
      ),
      { numRuns: 1000 },
    )
  })
  test('random conditions', { tags: 'property' }, () => {
    const word = fc.constantFrom(
      's',
      't',
      'and',
      'or',
      'not',
      '(',
      ')',
      'of',
      '1',
      'all',
      'them',
      's*',
      '|',
      ' count() > 5',
    )
    fc.assert(
      fc.property(fc.array(word), (words) =>
        onlyCompileErrors(() =>
          compileSigma({ title: 'T', detection: { s: { a: 1 }, t: { b: 1 }, condition: words.join(' ') } }),
        ),
      ),
      { numRuns: 2000 },
    )
  })
  test.each([
    [
      'alias bomb',
      `a0: &a0 [x, x]\n${Array.from({ length: 30 }, (_, at) => `a${at + 1}: &a${at + 1} [*a${at}, *a${at}]`).join('\n')}`,
    ],
    [
      'merge bomb',
      `a0: &a0 { x: 1 }\n${Array.from({ length: 30 }, (_, at) => `a${at + 1}: &a${at + 1} { <<: [*a${at}, *a${at}], b${at}: 1 }`).join('\n')}`,
    ],
    ['deep YAML', '['.repeat(100_000)],
    ['deep block YAML', Array.from({ length: 3000 }, (_, at) => `${' '.repeat(at)}a:`).join('\n')],
    ['deep condition', detection(`s: { a: 1 }\ncondition: ${'('.repeat(50_000)}s${')'.repeat(50_000)}`)],
    ['long not', detection(`s: { a: 1 }\ncondition: ${'not '.repeat(50_000)}s`)],
    ['endless field', detection(`s: { "${'a.'.repeat(50_000)}b": 1 }\ncondition: s`)],
    ['nul', '\0'],
  ])('%s is refused in time', { tags: 'scale' }, (_, text) => {
    const cost = cpuTime(() => expect(() => sigma.compile(text)).toThrow(CompileError))
    expect(cost).toBeLessThan(50_000)
  })
  test('a long flat condition is fine', () => {
    const names = Array.from({ length: 2000 }, (_, at) => `s${at}`)
    const selections = Object.fromEntries(names.map((name, at) => [name, { a: at }]))
    const file = compileSigma({ title: 'T', detection: { ...selections, condition: names.join(' or ') } })
    expect(file.matches({ a: 1999 })).toBe(true)
  })
  test('any record is answered, and answered the same three ways', { tags: 'property' }, () => {
    const file = compileSigma({
      title: 'T',
      detection: {
        s: {
          'a.b': ['x', null],
          'c|contains': 'y',
          'd|re': 'z+',
          'e|cidr': '10.0.0.0/8',
          'f|gt': 1,
          'g|hour': 3,
          'h|fieldref': 'a.b',
        },
        k: ['key*word'],
        condition: 's or k or not 1 of them',
      },
    })
    const key = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'a.b', '__proto__', 'toJSON')
    const { json } = fc.letrec<{ json: unknown }>((tie) => ({
      json: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom(null, 1, true, 'x', 'xyz', '10.1.1.1', '2026-03-04T03:00:00Z'),
        fc.array(tie('json')),
        fc.dictionary(key, tie('json')),
      ),
    }))
    fc.assert(
      fc.property(fc.dictionary(key, json), (record) => {
        const matched = file.matches(record as JsonObject)
        expect(file.evaluate(record as JsonObject).matched).toBe(matched)
        expect(file.explain(record as JsonObject).length).toBeGreaterThan(0)
      }),
      { numRuns: 2000 },
    )
  })
  test('a deep record and a 5 MB text', { tags: 'scale' }, () => {
    let deep: Json = 'x'
    for (let at = 0; at < 10_000; at++) deep = { a: deep }
    const file = compileSigma({
      title: 'T',
      detection: { s: { 'a|contains': 'needle' }, t: { '|contains': 'a*a*a*b' }, condition: 's or t' },
    })
    expect(file.matches({ a: deep })).toBe(false)
    const cost = cpuTime(() => expect(file.matches({ a: 'a'.repeat(5_000_000) })).toBe(false))
    expect(cost).toBeLessThan(50_000)
  })
})

test('parsed documents compile without loading a YAML reader', () => {
  const seen = new Set<string>()
  const imported = new Set<string>()
  const visit = (file: URL): void => {
    if (seen.has(file.href)) return
    seen.add(file.href)
    const code = readFileSync(file, 'utf8')
    for (const [, type, target = ''] of code.matchAll(/^(?:import|export) (type )?[^;]*?from '([^']+)'/gm)) {
      if (type) continue
      if (target.startsWith('.')) visit(new URL(target, file))
      else imported.add(target)
    }
  }
  visit(new URL('./compile.ts', import.meta.url))
  expect(seen.size).toBeGreaterThan(20)
  expect(imported).toContain('re2js')
  expect(imported).not.toContain('yaml')
})
