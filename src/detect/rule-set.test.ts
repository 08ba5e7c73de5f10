import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { JsonObject } from '../core/json.ts'
import { type Compiled, NO, type Verdict, YES } from '../core/language.ts'
import type { Rule } from '../core/rule.ts'
import { createRuleSet } from './rule-set.ts'
import { aRule } from './testing/rules.ts'

const rule = (title: string, evaluate: (record: JsonObject) => Verdict, couldMatch?: Compiled['couldMatch']): Rule =>
  aRule(title, {}, { evaluate, couldMatch })

const named = (name: string): Rule =>
  rule(
    `is ${name}`,
    (record) => (record.eventName === name ? YES : NO),
    (eventName) => eventName === name,
  )
const RULES = [
  named('A'),
  named('B'),
  rule(
    'not a get',
    ({ eventName }) => (typeof eventName === 'string' && eventName.startsWith('Get') ? NO : YES),
    (name) => !name?.startsWith('Get'),
  ),
  rule('by address', ({ sourceIPAddress }) => (sourceIPAddress === '192.0.2.1' ? YES : NO)),
  rule(
    'fails',
    ({ eventName }) => (eventName === 'B' ? { matched: false, error: 'broken' } : NO),
    (name) => name === 'B',
  ),
  rule(
    'nameless',
    ({ eventName }) => (eventName === undefined ? YES : NO),
    (name) => name === undefined,
  ),
  rule(
    'a list of names',
    ({ eventName }) => (Array.isArray(eventName) ? YES : NO),
    () => false,
  ),
]

const told = (rules: readonly Rule[], record: JsonObject): readonly string[] => {
  const titles: string[] = []
  createRuleSet(rules).match(record, ({ title }, { matched }) => titles.push(`${title} ${matched}`))
  return titles
}

/** The slow, obvious way. */
const oracle = (record: JsonObject): readonly string[] =>
  RULES.flatMap(({ title, compiled }) => {
    const { matched, error } = compiled.evaluate(record)
    return matched || error !== undefined ? [`${title} ${matched}`] : []
  })

test('the index finds what asking every rule finds', { tags: 'property' }, () => {
  const seen = new Set<string>()
  fc.assert(
    fc.property(
      fc.record(
        {
          eventName: fc.constantFrom<JsonObject[string]>('A', 'B', 'GetX', 'Other', '', 7, null, ['A']),
          sourceIPAddress: fc.constantFrom('192.0.2.1', '192.0.2.2'),
        },
        { requiredKeys: [] },
      ),
      (record) => {
        const expected = oracle(record as JsonObject)
        for (const title of expected) seen.add(title)
        expect(told(RULES, record as JsonObject)).toEqual(expected)
      },
    ),
    { numRuns: 500 },
  )
  expect(seen.size).toBe(RULES.length)
})

test('what no rule wants need not be parsed', () => {
  const indexed = createRuleSet([named('A'), named('B')])
  expect(['A', 'B', 'C', '', undefined].map(indexed.wants)).toEqual([true, true, false, false, false])
  expect(indexed.readEverything).toEqual([])
  const withAddress = createRuleSet(RULES.slice(0, 4))
  expect(withAddress.wants('GetX')).toBe(true)
  expect(withAddress.readEverything.map(({ title }) => title)).toEqual(['by address'])
})

test('a flood of distinct names does not grow the index without end', () => {
  const set = createRuleSet([named('A')])
  for (let name = 0; name < 50_000; name++) set.wants(`Name${name}`)
  expect(set.wants('A')).toBe(true)
})
