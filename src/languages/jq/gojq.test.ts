/** Where dialects of jq part: the answers of gojq 0.12, and of libjq where gojq has none. */
import { describe, expect, test } from 'vitest'
import type { Json } from '../../core/json.ts'
import { jq } from './index.ts'

const outputs = (program: string): Json | string => {
  try {
    return [...jq.compile(program).run(null)]
  } catch (error) {
    return `error: ${(error as Error).message}`
  }
}

const gojq: readonly (readonly [program: string, expected: Json | string])[] = [
  ['"aaxaa"|[match("x*").offset]', [[0]]],
  ['"YWJj\\nZGVm\\n"|@base64d', ['abcdef']],
  ['"YWJj\\r\\nZGVm"|@base64d', ['abcdef']],
  ['"YW=\\n="|@base64d', ['a']],
  ['"YWJj ZGVm"|@base64d', 'error: @base64d cannot be applied to "YWJj ZGVm": it is not valid'],
  ['"a"|abs', 'error: abs cannot be applied to: string ("a")'],
  ['null|abs', 'error: abs cannot be applied to: null'],
  ['{}|abs', 'error: abs cannot be applied to: object ({})'],
  ['[-1, 1.5, -0.5]|map(abs)', [[1, 1.5, 0.5]]],
  ['"a"|isnan', 'error: isnan cannot be applied to: string ("a")'],
  ['[]|isnan', 'error: isnan cannot be applied to: array ([])'],
  ['true|isnan', 'error: isnan cannot be applied to: boolean (true)'],
  ['[nan, 1, null]|map(isnan)', [[true, false, false]]],
  ['"a"|isinfinite, isnormal', [false, false]],
  ['"a\\nb"|test("a.b";"s")', 'error: unsupported regular expression flag: "s"'],
  ['"a\\nb"|test("a.b";"m")', [true]],
  ['"a"|test("a";"l")', 'error: unsupported regular expression flag: "l"'],
  ['(reduce ("a","b") as $k (.; .[$k])) = 5', [5]],
  ['[path(reduce ("a","b") as $k (.x; .[$k]))]', [[['x']]]],
  ['[path(reduce ("a","b") as $k (.; .[$k])|.c)]', [[['c']]]],
  ['{"x":1}|[path(reduce ("a","b") as $k (.x; .))]', [[['x']]]],
  ['{"a":{"b":1}}|[path(reduce ("a","b") as $k (.; .[$k]))]', 'error: invalid path against: object ({"b":1})'],
  ['{"a":[1,2]}|(reduce (1) as $i (.; .a)) = 7', 'error: invalid path against: array ([1,2])'],
  ['[1,[2]]|(reduce (0,1) as $i (.;.))|=. + [3]', [[1, [2], 3]]],
  ['[path(foreach ("a","b") as $k (.; .[$k]))]', [[['a'], ['b']]]],
  ['{"a":{"b":1}}|[path(foreach ("a") as $k (.; .[$k]; .b))]', [[['a', 'b']]]],
  ['{"a":1,"b":2}|[path(foreach ("a","b") as $k (.; .; .[$k]))]', [[['a'], ['b']]]],
]
const libjq: readonly (readonly [program: string, expected: Json])[] = [
  ['"aaxaa"|[match("x*";"g").offset]', [[0, 1, 2, 3, 4, 5]]],
  ['"aaxaa"|[match("x*";"n").offset]', [[2]]],
  ['"aaxaa"|[match("x*";"gn").offset]', [[2]]],
  ['"aaa"|[match("x*";"n")]', [[]]],
  ['"aaxaa"|[capture("(?<v>x*)";"n")]', [[{ v: 'x' }]]],
  ['"aaxaa"|sub("x*";"-";"n")', ['aa-aa']],
  ['"aaxaa"|test("x*";"n")', [true]],
  ['"aaa"|test("x*";"n")', [false]],
  ['"aaa"|["n"][] as $f|test("x*";$f)', [false]],
  ['"hello world"|gsub("(?<x>[aeiou])"; if .x=="e" then empty else "["+.x+"]" end)', ['ll[o] w[o]rld']],
  ['"hello"|sub("e";empty)', ['hello']],
  ['"hello"|[sub("e";"a","b")]', [['hallo', 'hbllo']]],
  ['"hello"|[gsub("l";"a","b")]', [['heaao', 'hebbo']]],
  ['"abab"|[gsub("(?<x>[ab])";if .x=="a" then "1","2" else "3" end)]', [['1313', '22']]],
]

describe.each([
  ['gojq', gojq],
  ['libjq', libjq],
] as const)('%s', (_, cases) => {
  test.each(cases as readonly (readonly [string, Json | string])[])('%s', (program, expected) => {
    expect(outputs(program)).toEqual(expected)
  })
})

test('flags that no expression has are told before anything runs', () => {
  const [warning] = jq.compile('.eventName | test("a"; "s")').warnings
  expect(warning).toMatchObject({ message: expect.stringContaining('"s"'), hint: expect.stringContaining('m "."') })
})
