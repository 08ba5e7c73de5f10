import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../core/json.ts'
import { jq } from './index.ts'

describe('names that are ruled out', () => {
  const cases: readonly (readonly [program: string, could: readonly string[], cannot: readonly string[]])[] = [
    ['select(.eventName == "A") | .x', ['A'], ['B', '']],
    ['select(.eventName|test("^(List|Get|Describe)")|not)', ['PutObject'], ['ListUsers', 'GetUser']],
    ['.eventName == "A" and .x', ['A'], ['B']],
    ['.x and .eventName == "A"', ['A'], ['B']],
    ['(.eventName == "A" or .eventName == "B") and (.x|not)', ['A', 'B'], ['C']],
    ['select(.eventName | IN("A", "B"))', ['A', 'B'], ['C']],
    ['.eventName as $n | select(["A", "B"] | index($n))', ['A'], ['C']],
    ['.eventName as $n | any(["A", "B"][]; . == $n)', ['A'], ['C']],
    ['def write: .eventName | startswith("Get") | not; select(write and .x)', ['Put'], ['GetX']],
    ['if .eventName == "A" then .x else false end', ['A'], ['B']],
    ['if .x then .eventName == "A" else null end', ['A'], ['B']],
    ['{"A": true}[.eventName]', ['A'], ['B']],
    ['select(.eventName == "A")?', ['A'], ['B']],
    ['select(.eventName == "A"), empty', ['A'], ['B']],
  ]
  for (const [program, could, cannot] of cases) {
    test(program, () => {
      const { couldMatch } = jq.compile(program)
      expect(could.map((name) => couldMatch?.(name))).toEqual(could.map(() => true))
      expect(cannot.map((name) => couldMatch?.(name))).toEqual(cannot.map(() => false))
    })
  }
  for (const program of [
    '.x == 1',
    'select(.x or .eventName == "A")',
    '.eventName != null',
    '.. == "A"',
    'true',
    '"\\(.eventName)\\(.x)" == "AB"',
    // More than a glance.
    '[range(20000)] | length == 0',
  ]) {
    test(`${program} rules out nothing`, () => expect(jq.compile(program).couldMatch).toBeUndefined())
  }
})

/** Programs of the kinds that the analysis understands, and of some that it does not. */
const condition = fc.letrec<{ c: string }>((tie) => ({
  c: fc.oneof(
    { depthSize: 'small', maxDepth: 4 },
    fc.constantFrom(
      '.eventName == "A"',
      '.eventName != "B"',
      '(.eventName | test("^A"))',
      '(.eventName | IN("A", "B"))',
      '.x',
      '.x == 1',
      '(.x | startswith("q"))',
      'true',
      'false',
      'null',
      '(.eventName | startswith("A") | not)',
      'empty',
      'error',
      '(.eventName as $n | ["A"] | index($n))',
      '.eventName == ("A", "B")',
      '.x[]',
      '(.x, .eventName == "A")',
      '[.eventName] == ["A"]',
      'first(.x[]?)',
      '.eventName?',
      '.',
      '(.eventName | error)',
      '.eventName == .x',
      'any(.x[]?; . == 1)',
      '(.eventName, .x | . == "A")',
    ),
    fc.tuple(tie('c'), tie('c')).map(([a, b]) => `(${a} and ${b})`),
    fc.tuple(tie('c'), tie('c')).map(([a, b]) => `(${a} or ${b})`),
    tie('c').map((a) => `(${a} | not)`),
    fc.tuple(tie('c'), tie('c')).map(([a, b]) => `(${a} // ${b})`),
    fc.tuple(tie('c'), tie('c')).map(([a, b]) => `(${a}, ${b})`),
    fc.tuple(tie('c'), tie('c'), tie('c')).map(([a, b, c]) => `(if ${a} then ${b} else ${c} end)`),
    fc.tuple(tie('c'), tie('c')).map(([a, b]) => `(select(${a}) | ${b})`),
    fc.tuple(tie('c'), tie('c')).map(([a, b]) => `(${a} as $v | ${b})`),
    fc.tuple(tie('c'), tie('c')).map(([a, b]) => `(${a} as $v | $v and ${b})`),
    tie('c').map((a) => `(${a})?`),
    tie('c').map((a) => `(try (${a}) catch true)`),
    fc.tuple(tie('c'), tie('c')).map(([a, b]) => `(def f: ${a}; f or ${b})`),
    fc.tuple(tie('c'), tie('c')).map(([a, b]) => `(${a} | ${b})`),
    tie('c').map((a) => `first(${a})`),
  ),
})).c

test('a name that is ruled out never matches', { tags: 'property' }, () => {
  let ruledOut = 0
  const value = fc.constantFrom(1, 'A', 'B', null, false, true, 'q', [1], [false, 1], { eventName: 'A' })
  fc.assert(
    fc.property(
      condition,
      fc.constantFrom('A', 'B', 'AB', 'C'),
      fc.array(value, { minLength: 6, maxLength: 6 }),
      (program, eventName, xs) => {
        const compiled = jq.compile(program)
        if (compiled.couldMatch?.(eventName) !== false) return
        ruledOut++
        const records: JsonObject[] = [{ eventName }, ...xs.map((x) => ({ eventName, x }))]
        for (const record of records) expect([program, compiled.evaluate(record).matched]).toEqual([program, false])
      },
    ),
    { numRuns: 6000 },
  )
  expect(ruledOut).toBeGreaterThan(300)
})
