import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cpuTime } from '../../../test/cpu-time.ts'
import type { Json, JsonObject } from '../../core/json.ts'
import { CompileError, type Problem } from '../../core/problem.ts'
import { JqError, jq } from './index.ts'

const record: JsonObject = {
  eventName: 'CreateUser',
  eventSource: 'iam.amazonaws.com',
  userIdentity: { type: 'IAMUser', userName: 'dana', arn: 'arn:aws:iam::123456789012:user/dana' },
  requestParameters: { userName: 'helper' },
  sourceIPAddress: '192.0.2.7',
}

const problemsOf = (program: string): readonly Problem[] => {
  try {
    jq.compile(program)
    return []
  } catch (thrown) {
    if (thrown instanceof CompileError) return thrown.problems
    throw thrown
  }
}

describe('the first output decides (cloudtrail-tattletail)', () => {
  const cases: readonly (readonly [program: string, matched: boolean, annotation?: Json])[] = [
    ['.eventName == "CreateUser"', true],
    ['.eventName == "DeleteUser"', false],
    ['select(.eventName == "CreateUser")', true],
    ['{eventName, eventSource, userIdentity, requestParameters, sourceIPAddress}', true],
    ['null', false],
    ['empty', false],
    ['false, true', false],
    ['true, error("late")', true],
    ['.userIdentity.userName', true, 'dana'],
    ['0', true, 0],
    ['""', true, ''],
    ['{who: .userIdentity.userName}', true, { who: 'dana' }],
    ['first(repeat(.eventSource))', true, 'iam.amazonaws.com'],
    ['select(.eventName|test("^(List|Get|Describe)")|not) | .eventName', true, 'CreateUser'],
    ['1180591620717411303424 * 10', true, 2 ** 70 * 10],
    ['halt', false],
  ]
  for (const [program, matched, annotation] of cases) {
    test(program, () => {
      const expected = annotation === undefined ? { matched } : { matched, annotation }
      const { error, ...verdict } = jq.compile(program).evaluate(record)
      expect(verdict).toEqual(expected)
      expect(error === undefined).toBe(program !== 'halt')
      expect(jq.compile(program).matches(record)).toBe(matched)
    })
  }
  test('an error is no match, and says what failed', () => {
    expect(jq.compile('.requestParameters.bucketName | startswith("x")').evaluate(record)).toEqual({
      matched: false,
      error: 'startswith("x") cannot be applied to: null',
    })
  })
})

describe('run', () => {
  test('outputs before an error come out first', () => {
    const seen: Json[] = []
    expect(() => {
      for (const output of jq.compile('1, 2, error({code: 7}), 3').run(null)) seen.push(output)
    }).toThrow(JqError)
    expect(seen).toEqual([1, 2])
    try {
      ;[...jq.compile('error({code: 7})').run(null)]
    } catch (thrown) {
      expect((thrown as JqError).value).toEqual({ code: 7 })
    }
  })
  test('endless programs give as many outputs as one takes', () => {
    const taken: Json[] = []
    for (const output of jq.compile('range(1e9)').run(null)) if (taken.push(output) === 40) break
    expect(taken).toEqual(Array.from({ length: 40 }, (_item, at) => at))
  }, 60_000)
  const cases: readonly (readonly [string, Json, readonly Json[]])[] = [
    ['[limit(3; repeat(1))]', null, [[1, 1, 1]]],
    ['label $f | 1, break $f, 2', null, [1]],
    ['def f: . as $x | $x, ($x + 1 | f); last(limit(100000; f))', 0, [99999]],
    ['def fib: if . < 2 then . else (. - 1 | fib) + (. - 2 | fib) end; fib', 15, [610]],
    ['. as [$a, {b: $c}] ?// $a | [$a, $c]', [1, { b: 2 }], [[1, 2]]],
    ['.a[.k]?', { a: { x: 1 }, k: 'x' }, [1]],
    ['[.[] as [$x] ?// $x | $x]', [[1], 2], [[1, 2]]],
    [
      'to_entries',
      { b: 1, a: 2 },
      [
        [
          { key: 'a', value: 2 },
          { key: 'b', value: 1 },
        ],
      ],
    ],
    ['.a |= empty | .b += 1 | .c //= 5 | .d[2] = 0', { a: 1, b: 1 }, [{ b: 2, c: 5, d: [null, null, 0] }]],
    ['[paths]', { a: [1] }, [[['a'], ['a', 0]]]],
    ['gsub("(?<x>[a-z])-"; "\\(.x | ascii_upcase)")', 'a-b-c', ['ABc']],
    ['@sh "echo \\(.)", @csv "\\([., 1])", (@base64 | @base64d)', "it's", ["echo 'it'\\''s'", '"it\'s",1', "it's"]],
    [
      '"2026-03-04T02:14:09Z" | fromdate | ., todate, strftime("%A %j %V")',
      null,
      [1772590449, '2026-03-04T02:14:09Z', 'Wednesday 063 10'],
    ],
    ['2 as $x | def f(g; $y): g + $y + y; f($x; 1, 10)', null, [4, 13, 13, 22]],
    ['9007199254740993 | tostring', null, ['9007199254740993']],
    ['try error("x") catch ., (.a? // "none")', 5, ['x', 'none']],
  ]
  for (const [program, input, outputs] of cases) {
    test(program, () => expect([...jq.compile(program).run(input)]).toEqual(outputs))
  }
})

describe('compile errors say where, what and what to do', () => {
  const cases: readonly (readonly [string, readonly (readonly [number, number, RegExp, RegExp?])[]])[] = [
    [
      'select(.eventName == "CreateUser") | ]',
      [[37, 1, /unexpected "]" after a pipe/, /expected an expression, for example {2}\.userIdentity\.arn/]],
    ],
    [
      'selct(.a) | tst("x")',
      [
        [0, 5, /no function selct/, /did you mean select\?/],
        [12, 3, /no function tst/, /did you mean test\?/],
      ],
    ],
    [
      '$a + $b',
      [
        [0, 2, /no variable \$a/],
        [5, 2, /no variable \$b/],
      ],
    ],
    ['.name as $name | $nmae', [[17, 5, /no variable \$nmae/, /did you mean \$name\?/]]],
    ['.a | startswith', [[5, 10, /startswith needs arguments/, /startswith\(\.\.\.\)/]]],
    ['"abc', [[0, 1, /not closed/]]],
    ['"a\\d"', [[2, 2, /invalid escape/, /\\\\d/]]],
    ['', [[0, 0, /empty/]]],
    ['.a & .b', [[3, 1, /unexpected "&"/, /and/]]],
    ['. == 1 == 2', [[7, 2, /unexpected "=="/, /cannot be chained/]]],
    ['env.HOME', [[0, 3, /env is not available/]]],
    ['now', [[0, 3, /now is not available/]]],
    ['import "a" as b; .', [[0, 6, /import is not available/]]],
    ['. as $foo | break $foo', [[12, 10, /no label/]]],
    ['{1+2:3}', [[1, 1, /unexpected "1"/]]],
    ['if . then 1', [[11, 0, /unexpected end/, /end/]]],
    ['('.repeat(300), [[100, 1, /nested more than/]]],
  ]
  for (const [program, expected] of cases) {
    test(program.slice(0, 40), () => {
      const problems = problemsOf(program)
      expect(problems.map(({ offset, length }) => [offset, length])).toEqual(
        expected.map(([offset, length]) => [offset, length]),
      )
      for (const [at, [, , message, hint]] of expected.entries()) {
        expect(problems[at]?.message).toMatch(message)
        if (hint) expect(problems[at]?.hint).toMatch(hint)
      }
    })
  }
  test('what is not a string is refused', () => {
    expect(() => jq.compile({} as unknown as string)).toThrow(CompileError)
  })
  test('a regular expression that can never work is a warning', () => {
    const { warnings } = jq.compile('.a | test("(")')
    expect(warnings).toMatchObject([{ warning: true, offset: 5, length: 4 }])
  })
})

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
  ]
  for (const program of programs) {
    test(program, () => {
      const input = program.startsWith('[.[]') ? { a: Array(40).fill([1, 2, 3]) } : record
      const cost = cpuTime(() => {
        const verdict = jq.compile(program).evaluate(input)
        if (program.startsWith('[.[]')) return
        expect(verdict).toMatchObject({ matched: false, error: expect.stringMatching(/budget|too deep/) })
      })
      expect(cost).toBeLessThan(50_000)
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

test('now comes from the caller', () => {
  expect([...jq.compile('now | todate', { now: () => 0 }).run(null)]).toEqual(['1970-01-01T00:00:00Z'])
})
