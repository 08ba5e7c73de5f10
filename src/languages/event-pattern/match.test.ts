/** The matcher equals a slow, literal reading of event-ruler; hostile events end quickly and without a throw. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cpuTime } from '../../../test/cpu-time.ts'
import { isObject, type Json, type JsonObject } from '../../core/json.ts'
import { eventPattern } from './index.ts'
import type { Scalar } from './matcher.ts'
import { nodeOf } from './node.ts'
import { parsePattern } from './parse.ts'

interface Leaf {
  readonly path: string
  readonly value: Scalar
  /** Array number -> index, for every array around the value whose element is an object or array. */
  readonly within: ReadonlyMap<number, number>
}

/** event-ruler's Event: every leaf by its dotted path, with the array elements that hold it. */
const leavesOf = (event: JsonObject): Leaf[] => {
  const leaves: Leaf[] = []
  let arrays = 0
  const visit = (value: Json, path: string, within: ReadonlyMap<number, number>): void => {
    if (Array.isArray(value)) {
      const id = arrays++
      for (const [i, item] of value.entries())
        visit(item, path, typeof item === 'object' && item !== null ? new Map(within).set(id, i) : within)
    } else if (isObject(value)) {
      for (const [key, child] of Object.entries(value)) visit(child, path === '' ? key : `${path}.${key}`, within)
    } else leaves.push({ path, value: value as Scalar, within })
  }
  visit(event, '', new Map())
  return leaves
}

/** event-ruler's ACFinder, by trying every combination of leaves. */
const oracle = (pattern: JsonObject, event: JsonObject): boolean => {
  const leaves = leavesOf(event)
  return parsePattern(nodeOf(pattern)).alternatives.some((unsorted) => {
    const fields = [...unsorted].sort((a, b) => (a.path < b.path ? -1 : 1))
    const settle = (k: number, chosen: ReadonlyMap<number, number>): boolean => {
      const field = fields[k]
      if (!field) return true
      const open = leaves.filter(
        ({ path, within }) => path === field.path && [...within].every(([id, i]) => (chosen.get(id) ?? i) === i),
      )
      if (open.length === 0 && field.matcher.absent) return settle(k + 1, chosen)
      return open.some(
        ({ value, within }) => field.matcher.test(value) && settle(k + 1, new Map([...chosen, ...within])),
      )
    }
    return settle(0, new Map())
  })
}

const key = fc.constantFrom('a', 'b', 'c', 'a.b', 'b.c')
const scalar = fc.constantFrom<Scalar>(0, 1, 'x', 'y', null, true)
const event = fc.letrec<{ value: Json; object: JsonObject }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }) as fc.Arbitrary<Json>,
    tie('object') as fc.Arbitrary<Json>,
  ),
  object: fc.dictionary(key, tie('value'), { maxKeys: 3 }) as fc.Arbitrary<JsonObject>,
})).object
const test1 = fc.oneof(
  scalar as fc.Arbitrary<Json>,
  fc.constantFrom<Json>(
    { exists: true },
    { exists: false },
    { 'anything-but': ['x'] },
    { numeric: ['>', 0] },
    { prefix: 'x' },
  ),
)
const fields = fc.letrec<{ object: JsonObject }>((tie) => ({
  object: fc.dictionary(
    key,
    fc.oneof(
      { depthSize: 'small' },
      fc.array(test1, { minLength: 1, maxLength: 2 }) as fc.Arbitrary<Json>,
      tie('object') as fc.Arbitrary<Json>,
    ),
    { minKeys: 1, maxKeys: 3 },
  ) as fc.Arbitrary<JsonObject>,
})).object
const pattern = fc.oneof(
  fields,
  fc.tuple(fields, fields, fields).map(([base, one, other]): JsonObject => ({ ...base, $or: [one, other] })),
)

describe('matching', () => {
  test('equals the oracle, and explain agrees', { tags: 'property' }, () => {
    const count = { yes: 0, no: 0 }
    fc.assert(
      fc.property(pattern, event, (someFields, someEvent) => {
        const rule = eventPattern.compile(someFields)
        const expected = oracle(someFields, someEvent)
        count[expected ? 'yes' : 'no']++
        expect(rule.matches(someEvent)).toBe(expected)
        expect(rule.explain(someEvent).every(({ depth, outcome }) => depth > 0 || outcome === 'yes')).toBe(expected)
      }),
      { numRuns: 20_000 },
    )
    expect(count.yes).toBeGreaterThan(250)
    expect(count.no).toBeGreaterThan(250)
  })

  test('couldMatch never rules out a record that matches', { tags: 'property' }, () => {
    const name = fc.constantFrom('CreateUser', 'DeleteUser', 'GetUser', 'constructor', '')
    const nameTest = fc.oneof(
      name as fc.Arbitrary<Json>,
      fc.constantFrom<Json>(
        { prefix: 'Create' },
        { 'anything-but': ['GetUser', ''] },
        { 'anything-but': { suffix: 'User' } },
        { wildcard: '*e*U*' },
        { exists: false },
        { exists: true },
      ),
    )
    const branch = fc
      .record(
        { eventName: fc.array(nameTest, { minLength: 1, maxLength: 2 }), a: fc.array(test1, { minLength: 1 }) },
        { requiredKeys: [] },
      )
      .filter((one) => Object.keys(one).length > 0) as fc.Arbitrary<JsonObject>
    const anyPattern = fc.oneof(
      branch,
      fc.tuple(branch, branch).map(([one, other]): JsonObject => ({ $or: [one, other] })),
    )
    const record = fc.record(
      { eventName: name, a: scalar, detail: fc.record({ eventName: name, a: scalar }), 'detail.eventName': name },
      { requiredKeys: ['eventName'] },
    ) as fc.Arbitrary<JsonObject>
    const count = { out: 0, matched: 0 }
    fc.assert(
      fc.property(anyPattern, fc.boolean(), record, (somePattern, ofEnvelope, someRecord) => {
        const rule = eventPattern.compile(ofEnvelope ? { detail: somePattern } : somePattern)
        const out = rule.couldMatch?.(someRecord.eventName as string) === false
        if (out) count.out++
        if (rule.matches(someRecord)) count.matched++
        expect(out && rule.matches(someRecord)).toBe(false)
      }),
      { numRuns: 10_000 },
    )
    expect(count.out).toBeGreaterThan(250)
    expect(count.matched).toBeGreaterThan(250)
  })

  test('compiling any text or structure throws nothing but CompileError', { tags: 'property' }, () => {
    let accepted = 0
    const body = fc.oneof(
      fc.string(),
      fc.json(),
      fc.jsonValue().map((value) => JSON.stringify(value)),
      fc
        .array(fc.constantFrom('{', '}', '[', ']', '"a"', ':', ',', '1', '"$or"', '{"prefix":"x"}', ' '))
        .map((parts) => parts.join('')),
      pattern.map((value) => JSON.stringify(value)),
    )
    fc.assert(
      fc.property(body, (text) => {
        try {
          eventPattern.compile(text)
          accepted++
        } catch (error) {
          expect((error as Error).name).toBe('CompileError')
        }
      }),
      { numRuns: 5_000 },
    )
    expect(accepted).toBeGreaterThan(100)
  })
})

const nested = (depth: number, wrap: (inner: Json) => Json): Json => {
  let value: Json = 'x'
  for (let i = 0; i < depth; i++) value = wrap(value)
  return value
}

describe('hostile events', { tags: 'scale' }, () => {
  const two = { l: { a: [1], b: [2] } }
  const fifty = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`k${i}`, ['x']]))
  const cases: readonly (readonly [
    name: string,
    pattern: JsonObject,
    event: JsonObject,
    outcome: 'yes' | 'no' | 'error',
  ])[] = [
    ['10,000 objects deep', { a: { a: ['x'] } }, { a: nested(10_000, (a) => ({ a })) }, 'no'],
    ['10,000 arrays deep at a leaf', { a: ['x'] }, { a: nested(10_000, (inner) => [inner]) }, 'error'],
    ['10,000 arrays deep on the way', two, { l: nested(10_000, (inner) => [inner]) }, 'error'],
    ['500 arrays deep', { a: ['x'] }, { a: nested(500, (inner) => [inner]) }, 'yes'],
    ['200,000 elements, none right', two, { l: Array.from({ length: 200_000 }, (_, i) => ({ a: 1, b: i % 2 })) }, 'no'],
    [
      'twelve sibling arrays, the last one wrong',
      Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`k${i < 10 ? 0 : ''}${i}`, { v: [i < 11 ? 1 : 2] }])),
      Object.fromEntries(
        Array.from({ length: 12 }, (_, i) => [`k${i < 10 ? 0 : ''}${i}`, Array.from({ length: 50 }, () => ({ v: 1 }))]),
      ),
      'no',
    ],
    [
      'fifty fields in 1,000 elements',
      { l: fifty },
      {
        l: Array.from({ length: 1_000 }, () =>
          Object.fromEntries(Array.from({ length: 49 }, (_, i) => [`k${i}`, 'x'])),
        ),
      },
      'no',
    ],
    ['3 million elements', two, { l: Array.from({ length: 3_000_000 }, () => ({ a: 1 })) }, 'error'],
    ['a 5 MB string', { a: [{ wildcard: '*a*a*a*b*' }] }, { a: 'a'.repeat(5_000_000) }, 'no'],
    ['a 5 MB string for an address', { a: [{ cidr: '198.51.100.0/24' }] }, { a: '1.'.repeat(2_500_000) }, 'no'],
  ]
  test.each(cases)('%s', (_, somePattern, someEvent, outcome) => {
    const rule = eventPattern.compile(somePattern)
    const cost = cpuTime(() => {
      const verdict = rule.evaluate(someEvent)
      expect(verdict.error === undefined ? (verdict.matched ? 'yes' : 'no') : 'error').toBe(outcome)
      rule.explain(someEvent)
    })
    expect(cost).toBeLessThan(5_000)
  })
})
