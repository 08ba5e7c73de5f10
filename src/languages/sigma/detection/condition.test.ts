/** Conditions: the grammar as a table, what an event name alone decides, and explanations. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../../core/json.ts'
import { compileSigma } from '../compile.ts'

const NAMES = ['a', 'b', 'c', '_d', 'sel_1', 'sel_2', 'sel-3.x', 'odd name (1)', 'and_more']
const compile = (condition: Json, names: readonly string[] = NAMES) =>
  compileSigma({
    title: 'T',
    logsource: { product: 'aws', service: 'cloudtrail' },
    detection: { ...Object.fromEntries(names.map((name) => [name, { [name]: 1 }])), condition },
  })
const record = (on: string): JsonObject => Object.fromEntries(on.split(',').map((name) => [name, 1]))

/** condition, fields that hold, outcome. */
const CASES: readonly (readonly [Json, string, boolean])[] = [
  ['a', 'a', true],
  ['not a', 'a', false],
  ['not not a', 'a', true],
  ['a and b', 'a', false],
  ['a or b', 'b', true],
  ['a or b and c', 'a', true],
  ['a or b and c', 'b', false],
  ['(a or b) and c', 'a', false],
  ['not a and b', 'b', true],
  ['not (a and b)', 'a', true],
  ['a and not b or c', 'c', true],
  ['a AND NOT b', 'a', true],
  ['a and b and c', 'a,b,c', true],
  ['a or b or c', 'c', true],
  ['1 of sel*', 'sel_2', true],
  ['1 of sel_*', 'sel-3.x', false],
  ['any of sel*', 'sel_1', true],
  ['all of sel_*', 'sel_1', false],
  ['all of sel_*', 'sel_1,sel_2', true],
  ['2 of sel*', 'sel_1', false],
  ['2 of sel*', 'sel_1,sel-3.x', true],
  ['1 of *_1', 'sel_1', true],
  ['1 of s*_*', 'sel_2', true],
  ['1 of them', '_d', false],
  ['1 of them', 'c', true],
  ['all of them', NAMES.filter((name) => name !== '_d').join(), true],
  ['_d and a', 'a,_d', true],
  ['1 of *', '_d', false],
  ['any of *d*', '_d', false],
  ['not 1 of *d*', '_d', true],
  ['all of *d*', 'odd name (1),and_more', true],
  ['2 of *d*', 'odd name (1),_d', false],
  ['a and not 1 of sel_*', 'a', true],
  ['a and not 1 of sel_*', 'a,sel_2', false],
  ['sel-3.x and odd name (1)', 'sel-3.x,odd name (1)', true],
  ['and_more', 'and_more', true],
  ['(((a)))', 'a', true],
  [['a', 'b'], 'b', true],
  [['a', 'b'], 'c', false],
  ['a and(b)', 'a,b', true],
]
test.each(CASES)('%j with %s is %s', (condition, on, expected) => {
  expect(compile(condition).matches(record(on))).toBe(expected)
})

test('a selection may have the name of an operator', () => {
  expect(compile('not all', ['all']).matches(record('all'))).toBe(false)
})

describe('the event name alone', () => {
  const could = (detection: JsonObject, name: string) => {
    const file = compileSigma({ title: 'T', logsource: { product: 'aws' }, detection })
    return file.couldMatch?.(name)
  }
  const one = { eventName: ['CreateUser', 'Delete*'] }
  test.each<[JsonObject, string, boolean | undefined]>([
    [{ s: one, condition: 's' }, 'createuser', true],
    [{ s: one, condition: 's' }, 'DeleteUser', true],
    [{ s: one, condition: 's' }, 'ListUsers', false],
    [{ s: { ...one, a: 1 }, condition: 's' }, 'ListUsers', false],
    [{ s: { a: 1 }, condition: 's' }, 'ListUsers', undefined],
    [{ s: one, f: { a: 1 }, condition: 's and not f' }, 'ListUsers', false],
    [{ s: one, f: { a: 1 }, condition: 's or f' }, 'ListUsers', undefined],
    [{ s: one, condition: 'not s' }, 'CreateUser', false],
    [{ s: [{ eventName: 'A', x: 1 }, { eventName: 'B' }], condition: 's' }, 'A', true],
    [{ s: [{ eventName: 'A', x: 1 }, { eventName: 'B' }], condition: 's' }, 'C', false],
    [{ s: ['CreateUser'], condition: 's' }, 'ListUsers', undefined],
    [{ s: { 'eventName|fieldref': 'a' }, condition: 's' }, 'ListUsers', undefined],
  ])('%j: %s -> %s', (detection, name, expected) => {
    expect(could(detection, name)).toBe(expected)
  })

  test('never rules out a record that matches', { tags: 'property' }, () => {
    const item = fc.oneof(
      fc.record({ eventName: fc.constantFrom('A', 'B', 'A*') }),
      fc.record({ 'eventName|neq': fc.constantFrom('A', 'B') }),
      fc.record({ 'eventName|exists': fc.boolean() }),
      fc.record({ x: fc.constantFrom(1, 2) }),
      fc.record({ eventName: fc.constantFrom('A', 'B'), x: fc.constantFrom(1, 2) }),
    )
    const leaf = fc.constantFrom('s1', 's2', 's3', '1 of s*', '2 of s*', 'all of s*', 'all of them')
    const { condition } = fc.letrec<{ condition: string }>((tie) => ({
      condition: fc.oneof(
        { maxDepth: 3 },
        leaf,
        tie('condition').map((inner) => `not (${inner})`),
        fc.tuple(tie('condition'), tie('condition')).map(([a, b]) => `(${a}) and (${b})`),
        fc.tuple(tie('condition'), tie('condition')).map(([a, b]) => `(${a}) or (${b})`),
      ),
    }))
    let ruledOut = 0
    fc.assert(
      fc.property(fc.tuple(item, item, item), condition, ([s1, s2, s3], text) => {
        const file = compileSigma({ title: 'T', detection: { s1, s2, s3, condition: text } as JsonObject })
        for (const eventName of ['A', 'B', 'C']) {
          for (const x of [1, 2, 3]) {
            const could = file.couldMatch?.(eventName) ?? true
            if (!could) ruledOut++
            expect(file.matches({ eventName, x }) && !could).toBe(false)
            expect(file.evaluate({ eventName, x }).matched).toBe(file.matches({ eventName, x }))
          }
        }
      }),
      { numRuns: 500 },
    )
    expect(ruledOut).toBeGreaterThan(100)
  })
})

describe('explanations', () => {
  const file = compileSigma({
    title: 'T',
    detection: {
      selection: { eventName: ['ConsoleLogin', 'SwitchRole'], 'responseElements.ConsoleLogin': 'Success' },
      filter_mfa: { 'additionalEventData.MFAUsed': 'Yes' },
      filter_role: { 'userIdentity.type|startswith': 'Assumed', 'a|exists': false },
      condition: 'selection and not 1 of filter_*',
    },
  })
  const lines = (record: JsonObject) =>
    file
      .explain(record)
      .map(
        ({ text, outcome, depth, saw }) =>
          `${'  '.repeat(depth)}${outcome} ${text}${saw === undefined ? '' : ` <- ${JSON.stringify(saw)}`}`,
      )
  test('a match', () => {
    expect(
      lines({
        eventName: 'ConsoleLogin',
        responseElements: { ConsoleLogin: 'Success' },
        additionalEventData: { MFAUsed: 'No' },
      }),
    ).toEqual([
      'yes selection: eventName == any of ("ConsoleLogin", "SwitchRole") <- "ConsoleLogin"',
      'yes selection: responseElements.ConsoleLogin == "Success" <- "Success"',
      'yes not',
      '  no 1 of filter_*',
      '    no filter_mfa: additionalEventData.MFAUsed == "Yes" <- "No"',
      '    no filter_role: all of',
      '      no filter_role: userIdentity.type startswith "Assumed"',
      '      not-reached filter_role: a is absent',
    ])
  })
  test('what comes after a no is not reached', () => {
    expect(lines({ eventName: 'X' })).toEqual([
      'no selection: eventName == any of ("ConsoleLogin", "SwitchRole") <- "X"',
      'not-reached selection: responseElements.ConsoleLogin == "Success"',
      'not-reached not',
      '  not-reached 1 of filter_*',
      '    not-reached filter_mfa: additionalEventData.MFAUsed == "Yes"',
      '    not-reached filter_role: all of',
      '      not-reached filter_role: userIdentity.type startswith "Assumed"',
      '      not-reached filter_role: a is absent',
    ])
  })
})
