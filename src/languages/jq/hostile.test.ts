/** jq against programs and records that were made to break it: budgets, odd names, depth, random text. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cpuTime } from '../../../test/cpu-time.ts'
import type { Json, JsonObject } from '../../core/json.ts'
import { CompileError } from '../../core/problem.ts'
import { JqError, jq } from './index.ts'

const record: JsonObject = {
  eventName: 'CreateUser',
  eventSource: 'iam.amazonaws.com',
  userIdentity: { type: 'IAMUser', userName: 'dana', arn: 'arn:aws:iam::123456789012:user/dana' },
  requestParameters: { userName: 'helper' },
  sourceIPAddress: '192.0.2.7',
}

describe('budgets end every program, and no try can catch that', { tags: 'scale' }, () => {
  const programs = [
    '[range(1e9)]',
    '"x" * 1e9',
    '[range(1e9) | {a: ., b: [.]}]',
    'def f: f; f',
    'def f: 1 + f; f',
    'def f: f, f; f',
    'try (def f: f; f) catch "caught"',
    '[(def f: f; f)?]',
    '[repeat(.)]',
    'last(repeat(.))',
    '[limit(1e9; repeat(1))]',
    '[[range(30) | [range(9)]] | combinations] | length',
    'reduce range(1e9) as $i (""; . + "xxxxxxxxxx")',
    'reduce range(1e9) as $i ([]; . + [$i])',
    'reduce range(1000) as $i ("x"; . + .)',
    'reduce range(1e6) as $i (7; . * 7)',
    'until(false; .)',
    'null | .[500000000] = 1',
    'def f(x): x | f(x | x); f(.)',
    '"a" * 1000000 | gsub("a"; "b")',
    'reduce range(100) as $i ({}; { a: ., b: . }) | tojson',
    '"\\u0000" * 2e7 | @sh',
    '"a" * 3e7 | @base64d',
    '[.[] | ..] | combinations',
    // Objects, whose names are looked up, sorted and copied.
    'reduce range(1e6) as $i ({}; . + {"k\\($i)": 1})',
    'reduce range(1e6) as $i ({}; . * {"k\\($i)": {}})',
    'reduce range(1e6) as $i ({}; setpath(["x\\($i)", "y", "z"]; 1))',
    '[range(1e6) | {"k\\(.)": .}]',
    '[range(1e5) as $i | {"a\\($i)": 1, "b\\($i)": 1, "c\\($i)": 1}]',
    ...[
      'keys',
      'length',
      'tojson',
      'del(.k1)',
      '. == ($many + {k1: 7})',
      'delpaths([["k1"]])',
      '[., .] | sort',
      '[.] | unique',
    ].map((part) => `(reduce range(400) as $i ({}; .["k\\($i)"] = 1)) as $many | [range(1e6) | $many | ${part}]`),
    '(reduce range(400) as $i ({}; .["k\\($i)"] = 1)) as $many | [range(1e6) | $many] | add',
    // What is as long as a record may be, looked at again and again.
    ...[
      '$one == $other',
      '[$one, $other] | sort',
      '$one | transpose?',
      '$one | @csv',
      '$one | implode',
      '$one | min',
    ].map((part) => `[range(1e4)] as $one | [range(1e4)] as $other | [range(1e6) | ${part}]`),
    '("a" * 1e6) as $one | ("a" * 1e6) as $other | [range(1e6) | $one == $other]',
    '("a" * 1e6) as $one | [range(1e6) | {($one + "\\(.)"): 1}]',
  ]
  for (const program of programs) {
    test(program, () => {
      const input = program.startsWith('[.[]') ? { a: Array(40).fill([1, 2, 3]) } : record
      const cost = cpuTime(() => {
        const verdict = jq.compile(program).evaluate(input)
        if (program.startsWith('[.[]')) return
        expect(verdict).toMatchObject({ matched: false, error: expect.stringMatching(/budget|too deep/) })
      })
      expect(cost).toBeLessThan(5_000)
    })
  }
})

describe('hostile records', { tags: 'scale' }, () => {
  const nasty = JSON.parse('{"__proto__": {"x": 1}, "constructor": 2, "eventName": "A"}') as JsonObject
  const cases: readonly (readonly [string, readonly Json[]])[] = [
    ['.__proto__.x, .constructor, .toString, .valueOf', [1, 2, null, null]],
    ['has("toString"), has("__proto__")', [false, true]],
    ['. + {a: 1} | tojson', ['{"__proto__":{"x":1},"a":1,"constructor":2,"eventName":"A"}']],
    ['with_entries(.) | keys', [['__proto__', 'constructor', 'eventName']]],
    ['.__proto__ = 5 | tojson', ['{"__proto__":5,"constructor":2,"eventName":"A"}']],
    ['tojson | fromjson | .__proto__ | tojson', ['{"x":1}']],
    ['{"__proto__": 1} | .x', [null]],
  ]
  for (const [program, outputs] of cases) {
    test(program, () => expect([...jq.compile(program).run(nasty)]).toEqual(outputs))
  }
  test('values nested 10,000 deep', () => {
    let deep: Json = []
    for (let level = 0; level < 10_000; level++) deep = [deep]
    for (const program of [
      'tojson | length',
      '.. | length',
      'flatten',
      '. == [1]',
      '[paths]',
      'walk(.)',
      'del(..)',
      '[., .] | sort',
    ]) {
      const { error } = jq.compile(program).evaluate({ deep })
      expect(error === undefined || /deep/.test(error) || /cannot/.test(error)).toBe(true)
    }
  })
  test('long strings', () => {
    const long = { text: 'a'.repeat(50_000), huge: 'x'.repeat(5_000_000) }
    const cost = cpuTime(() => {
      expect(jq.compile('.text + "!" | test("^(a+)+$")').evaluate(long)).toEqual({ matched: false })
      expect(jq.compile('.huge | test("(x+x+)+y")').evaluate(long)).toEqual({ matched: false })
      expect(jq.compile('.huge | length').evaluate(long)).toEqual({ matched: true, annotation: 5_000_000 })
    })
    expect(cost).toBeLessThan(50_000)
  })
})

const PIECES = [
  '.',
  '.a',
  '.[]',
  '.eventName',
  '..',
  '"x"',
  '1',
  '[',
  ']',
  '{',
  '}',
  '(',
  ')',
  '|',
  ',',
  ' and ',
  ' or ',
  ' not ',
  '==',
  '=',
  '|=',
  '+=',
  '//',
  '?',
  '?//',
  ' as ',
  '$x',
  'if ',
  ' then ',
  ' else ',
  ' end ',
  'try ',
  ' catch ',
  'reduce ',
  'foreach ',
  'def f: ',
  ';',
  ':',
  'f',
  'label $x ',
  'break $x',
  '"\\(',
  '"',
  '@csv ',
  'test("a")',
  'path(',
  'limit(2;',
  'error',
  'empty',
  '-',
  '*',
  '%',
  'recurse',
  'walk(',
  'null',
  'range(5)',
  'tojson',
  'select(',
  'first(',
  '.[1:]',
  '[.[]?]',
  '..|',
]

test('random text is compiled or refused with CompileError, and runs with nothing worse than JqError', {
  tags: 'property',
}, () => {
  const valid = fc.letrec<{ e: string }>((tie) => ({
    e: fc.oneof(
      { depthSize: 'small', maxDepth: 5 },
      fc.constantFrom(
        '.',
        '.a',
        '.[]?',
        '..',
        '"x"',
        '1',
        'empty',
        '[.[]?]',
        'error',
        'keys?',
        'tojson',
        '.[1:]?',
        'null',
      ),
      fc
        .tuple(tie('e'), fc.constantFrom('|', ',', ' and ', '//', '+', '==', '|=', '=', '+='), tie('e'))
        .map(([a, op, b]) => `((${a})${op}(${b}))`),
      fc
        .tuple(fc.constantFrom('first', 'path', 'map', 'del', 'walk', 'add', 'sort_by', 'isempty', 'recurse'), tie('e'))
        .map(([f, a]) => `(${f}(${a}))`),
      fc.tuple(tie('e'), tie('e')).map(([a, b]) => `(try (${a}) catch (${b}))`),
      fc.tuple(tie('e'), tie('e')).map(([a, b]) => `((${a}) as [$x] ?// $x | (${b}) | [$x, .])`),
      fc.tuple(tie('e'), tie('e')).map(([a, b]) => `(reduce (${a}) as $x (.; ${b}))`),
      fc.tuple(tie('e'), tie('e')).map(([a, b]) => `(def f: ${a}; def g(h): h, f; g(${b}))`),
      tie('e').map((a) => `"v \\(${a})"`),
    ),
  })).e
  const text = fc.oneof(
    valid,
    fc.array(fc.constantFrom(...PIECES), { maxLength: 14 }).map((parts) => parts.join('')),
    fc.string({ unit: 'grapheme' }),
  )
  let ran = 0
  fc.assert(
    fc.property(text, fc.jsonValue(), (program, input) => {
      try {
        const compiled = jq.compile(program)
        ran++
        let count = 0
        for (const _output of compiled.run(input as Json)) if (++count > 50) break
        const verdict = compiled.evaluate(record)
        expect(compiled.matches(record)).toBe(verdict.matched)
        compiled.explain(record)
      } catch (thrown) {
        if (!(thrown instanceof CompileError || thrown instanceof JqError)) throw thrown
      }
    }),
    { numRuns: 1500 },
  )
  expect(ran).toBeGreaterThan(200)
})
