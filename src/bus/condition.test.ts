/** What the bus lets through is never less than what a rule matches, whatever the language and the record. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { builtinRules } from '../app/rules/pack.ts'
import type { Json, JsonObject } from '../core/json.ts'
import type { Rule } from '../core/rule.ts'
import { createRuleSet } from '../detect/rule-set.ts'
import { eventPattern } from '../languages/event-pattern/index.ts'
import { jq } from '../languages/jq/index.ts'
import { sigma } from '../languages/sigma/index.ts'
import { type Claim, claimOf, patternOf } from '../notation/claim.ts'
import { type BusCondition, conditionOf, isAnything } from './condition.ts'
import { LONGEST_PATTERN, patternsOf } from './pattern.ts'

const claim = (compiled: Parameters<typeof claimOf>[0]): Claim => claimOf(compiled) as Claim
const ofJq = (text: string): BusCondition => conditionOf(claim(jq.compile(text)))
const ofSigma = (detection: string): BusCondition => {
  const text = `title: T\nlogsource: {product: aws, service: cloudtrail}\ndetection: ${detection}\n`
  return conditionOf(
    claim((sigma.compile(text).rules[0] as { readonly compiled: Parameters<typeof claimOf>[0] }).compiled),
  )
}
const nameIs = (...names: readonly Json[]) => ({ 'detail.eventName': names })
const either = (text: string) => ({ 'equals-ignore-case': text })

test.each<[what: string, found: BusCondition, expected: BusCondition]>([
  ['jq, one name', ofJq('select(.eventName == "A")'), [nameIs('A')]],
  ['jq, one of two', ofJq('select(.eventName == "A" or .eventName == "B")'), [nameIs('A', 'B')]],
  [
    'jq, two fields',
    ofJq('select(.eventName == "A" and .errorCode == "E")'),
    [{ ...nameIs('A'), 'detail.errorCode': ['E'] }],
  ],
  ['jq, a part that cannot be said', ofJq('select(.eventName == "A" and (.userAgent | test("x")))'), [nameIs('A')]],
  ['jq, or what cannot be said', ofJq('select(.eventName == "A" or (.userAgent | test("x")))'), [{}]],
  ['jq, not', ofJq('select(.eventName != "A")'), [{}]],
  [
    'jq, what is known besides',
    ofJq('select(.eventName == "A" and .tattletrail.account.environment == "production")'),
    [nameIs('A')],
  ],
  ['Sigma, what is known besides', ofSigma('{s: {tattletrail.effect.grants: everything}, condition: s}'), [{}]],
  ['Sigma, either case', ofSigma('{s: {eventName: A}, condition: s}'), [nameIs(either('A'))]],
  ['Sigma, cased', ofSigma('{s: {eventName|cased: A}, condition: s}'), [nameIs('A')]],
  ['Sigma, a begin', ofSigma('{s: {eventName|startswith: A}, condition: s}'), [{}]],
  ['Sigma, no field', ofSigma('{s: {eventName: A, errorCode: null}, condition: s}'), [nameIs(either('A'))]],
  [
    'Sigma, a number as a text too',
    ofSigma('{s: {eventName: A, requestParameters.port: 22}, condition: s}'),
    [{ ...nameIs(either('A')), 'detail.requestParameters.port': ['22', 22] }],
  ],
  ['Sigma, but not', ofSigma('{s: {eventName: A}, f: {errorCode: E}, condition: s and not f}'), [nameIs(either('A'))]],
  [
    'Sigma, two of three',
    ofSigma('{a: {eventName: A}, b: {eventName: B}, c: {errorCode: E}, condition: 1 of them}'),
    [nameIs(either('A'), either('B')), { 'detail.errorCode': [either('E')] }],
  ],
])('%s', (_, found, expected) => {
  expect(found).toEqual(expected)
})

/** As the bus would see it: what is on it, and the pattern, in its own language. */
const lets = (pattern: JsonObject, record: JsonObject): boolean => eventPattern.compile(pattern).matches(record)

const { rules } = builtinRules(true)
const events = rules.flatMap(({ tests }) => tests.map(({ event }) => event)).filter((event) => !('detail' in event))

describe('the built-in pack, over all of its own events', () => {
  const sayable = rules.flatMap((rule) => {
    const condition = conditionOf(claim(rule.compiled))
    return isAnything(condition) ? [] : [{ rule, condition }]
  })

  test('most can be said', () => {
    expect(events.length).toBeGreaterThan(1000)
    expect(sayable.length).toBeGreaterThan(rules.length * 0.8)
  })

  const conditions = new Map(sayable.map(({ rule, condition }) => [rule, condition]))
  const ruleSet = createRuleSet(sayable.map(({ rule }) => rule))
  const matches = events.flatMap((event) => {
    const found: Rule[] = []
    ruleSet.match(event, (rule, { matched }) => {
      if (matched) found.push(rule)
    })
    return found.map((rule) => ({ rule, event }))
  })

  test('each by itself lets through what its rule matches', () => {
    expect(matches.length).toBeGreaterThan(events.length / 4)
    const kept = matches.filter(
      ({ rule, event }) => !patternsOf([conditions.get(rule) as BusCondition]).some((pattern) => lets(pattern, event)),
    )
    expect(kept.map(({ rule, event }) => [rule.title, event])).toEqual([])
  })

  test('packed, they are as short as the bus wants them, and let through the same', () => {
    const patterns = patternsOf(sayable.map(({ condition }) => condition))
    expect(patterns.length).toBeLessThan(sayable.length / 3)
    expect(patterns.filter((pattern) => JSON.stringify(pattern).length > LONGEST_PATTERN)).toEqual([])
    const packed = patterns.map((pattern) => eventPattern.compile(pattern))
    // Of each rule one: it is the same code for all that it matches.
    const firsts = [...new Map(matches.map((one) => [one.rule, one])).values()]
    const lost = firsts.filter(({ event }) => !packed.some((pattern) => pattern.matches(event)))
    expect(lost.map(({ event }) => event)).toEqual([])
  })
})

const scalar = fc.oneof(
  fc.constantFrom('A', 'a', 'B', 'true', 'True', '22', '1.0', '', ' ', 'ſ', 'ß', 'İ', '*', 'a*', 'x y', '0x10', '1e3'),
  fc.constantFrom(22, 1, 0, 1000, 1.5),
  fc.boolean(),
)
const field = fc.constantFrom('eventName', 'eventSource', 'errorCode', 'requestParameters.a', 'requestParameters.a.b')
const recordOf = fc.record(
  {
    eventName: fc.constantFrom('A', 'a', 'B', 'true', '22'),
    eventSource: scalar,
    errorCode: fc.option(scalar),
    requestParameters: fc.oneof(
      fc.record({ a: fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }), fc.record({ b: scalar })) }),
      fc.record({ a: fc.array(fc.oneof(scalar, fc.record({ b: scalar })), { maxLength: 3 }) }),
      fc.constant(null),
    ),
  },
  { requiredKeys: ['eventName'] },
)
/** A record with a text for a name, as every event of the bus has. */
const records = fc.array(
  recordOf.map((record) => ({ ...record, eventName: record.eventName, eventType: 'AwsApiCall' }) as JsonObject),
  { minLength: 15, maxLength: 15 },
)

const sigmaValue = fc.oneof(scalar, fc.array(scalar, { minLength: 1, maxLength: 3 }))
const selection = fc.dictionary(
  fc.tuple(field, fc.constantFrom('', '|cased', '|contains', '|startswith', '|all')).map((parts) => parts.join('')),
  sigmaValue,
  { minKeys: 1, maxKeys: 3 },
)
const jqTerm: fc.Arbitrary<string> = fc
  .tuple(field, fc.constantFrom('==', '!=', '<'), scalar)
  .map(([path, operator, value]) => `.${path} ${operator} ${JSON.stringify(value)}`)
const jqText = fc.letrec<{ readonly any: string }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    jqTerm,
    fc.tuple(tie('any'), fc.constantFrom('and', 'or'), tie('any')).map(([a, by, b]) => `(${a}) ${by} (${b})`),
    tie('any').map((inner) => `(${inner} | not)`),
  ),
})).any

const compiledOf = {
  Sigma: fc
    .tuple(
      fc.array(selection, { minLength: 1, maxLength: 3 }),
      fc.constantFrom('1 of s*', 'all of s*', 's0 and not 1 of s*', 'not s0', '2 of s*'),
    )
    .map(([selections, condition]) => {
      const detection = { ...Object.fromEntries(selections.map((one, at) => [`s${at}`, one])), condition }
      return () => sigma.compile(JSON.stringify({ title: 'T', detection })).rules[0]?.compiled
    }),
  jq: jqText.map((text) => () => jq.compile(`select(${text})`)),
}

test.each(Object.entries(compiledOf))('%s: drawn rules and records', { tags: 'property' }, (_, rule) => {
  let [said, matched] = [0, 0]
  fc.assert(
    fc.property(rule, records, (compile, all) => {
      let compiled: ReturnType<typeof compile>
      try {
        compiled = compile()
      } catch {
        return
      }
      const asked = compiled && claimOf(compiled)
      if (!compiled || !asked) return
      const condition = conditionOf(asked)
      if (isAnything(condition)) return
      said++
      const patterns = patternsOf([condition])
      for (const record of all) {
        if (!compiled.matches(record)) continue
        matched++
        if (!patterns.some((pattern) => lets(pattern, record)))
          throw new Error(`${JSON.stringify(patterns)} keeps back ${JSON.stringify(record)}`)
      }
    }),
    { numRuns: 1500 },
  )
  expect(said).toBeGreaterThan(100)
  expect(matched).toBeGreaterThan(50)
})

test('a pattern of a person goes to the bus as it is, inside the envelope where it speaks of the record', () => {
  const bare = { eventName: ['A'] }
  const whole = { source: ['aws.ecs'], detail: { lastStatus: ['STOPPED'] } }
  expect(patternOf(eventPattern.compile(bare))).toEqual({
    'detail-type': [{ suffix: ' via CloudTrail' }],
    detail: bare,
  })
  expect(patternOf(eventPattern.compile(JSON.stringify(whole)))).toEqual(whole)
})
