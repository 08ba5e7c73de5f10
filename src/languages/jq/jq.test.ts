/** The jq language as a whole: the first output decides, all outputs, errors and where they point. */
import { describe, expect, test } from 'vitest'
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
    expect(warnings).toMatchObject([{ warning: true, offset: 10, length: 3 }])
  })
})

test('now comes from the caller', () => {
  expect([...jq.compile('now | todate', { now: () => 0 }).run(null)]).toEqual(['1970-01-01T00:00:00Z'])
})
