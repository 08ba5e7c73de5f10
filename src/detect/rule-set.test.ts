/** Which rules a record meets, by its name and by its bytes. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../core/json.ts'
import { type Compiled, type Needs, NO, type Verdict, YES } from '../core/language.ts'
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

test('a record meets only the rules that its name lets match', () => {
  const evaluate = () => expect.unreachable('asked')
  const other = aRule('other', {}, { evaluate, couldMatch: (name) => name === 'Other' })
  for (const record of [{ eventName: 'A' }, {}])
    expect(told([other, named('A')], record)).toHaveLength('eventName' in record ? 1 : 0)
})

describe('a second look at the bytes of a record', () => {
  const needing = (name: string, needs?: Needs): Rule =>
    aRule(JSON.stringify(needs), {}, { evaluate: () => YES, couldMatch: (eventName) => eventName === name, needs })
  const [alice, aliceOrBob] = [needing('A', [['alice']]), needing('A', [['alice', 'bob']])]
  const both = needing('A', [['alice'], ['bob']])
  test.each<[string, readonly Rule[], string, boolean | undefined]>([
    ['its text is there', [alice], 'by alice', true],
    ['its text is not there', [alice], 'by bob', false],
    ['one of two texts', [aliceOrBob], 'by bob', true],
    ['both of two texts', [both], 'alice, bob', true],
    ['one text where both are needed', [both], 'by bob', false],
    ['what one of two rules needs', [both, needing('A', [['carol']])], 'by carol', true],
    ['what neither needs', [both, needing('A', [['carol']])], 'by bob', false],
    ['two rules that need the same', [alice, alice], 'by alice', true],
    ['bytes of which one rule needs nothing', [alice, needing('A')], 'by bob', undefined],
    ['bytes of which one rule needs an empty list', [alice, needing('A', [])], 'by bob', undefined],
    ['what a rule of another name needs', [alice, needing('B', [['bob']]), needing('B')], 'by bob', false],
    ['a name that no rule wants', [needing('B', [['bob']])], 'by bob', false],
  ])('%s', (_, rules, bytes, mayMatch) => {
    const { prefilter } = createRuleSet(rules)
    // Once when it is made, once when it is known.
    for (let time = 0; time < 2; time++) expect(prefilter('A')?.(Buffer.from(bytes))).toBe(mayMatch)
  })
})

test('a flood of distinct names does not grow the index without end: after twenty thousand it starts again', () => {
  let asked = 0
  const { prefilter, wants } = createRuleSet([aRule('A', {}, { couldMatch: () => ++asked > 0, needs: [['a']] })])
  const names = Array.from({ length: 20_000 }, (_, n) => `Name${n}`)
  const made = names.map(prefilter)
  expect(names.every((name, n) => wants(name) && prefilter(name) === made[n])).toBe(true)
  expect(asked).toBe(20_000)
  prefilter('One more')
  expect(prefilter('Name0') === made[0]).toBe(false)
  expect(asked).toBe(20_002)
})
