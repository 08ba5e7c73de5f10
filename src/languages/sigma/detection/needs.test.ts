/** What a rule needs never rules out a record that it matches, and does rule out most that it does not. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Json, JsonObject } from '../../../core/json.ts'
import { compileSigma } from '../compile.ts'

const compile = (detection: JsonObject) => compileSigma({ title: 'T', logsource: { product: 'aws' }, detection })

test.each<[JsonObject, unknown]>([
  [{ errorCode: '?*' }, [['errorCode"']]],
  [{ 'errorCode|contains': ['AccessDenied', 'Unauthorized'] }, [['errorCode"']]],
  [{ 'errorCode|contains|cased': ['AccessDenied', 'Unauthorized'] }, [['AccessDenied', 'Unauthorized']]],
  [{ 'userIdentity.type|cased': 'IAMUser' }, [['IAMUser']]],
  [{ 'userIdentity.accessKeyId|startswith|cased': 'AKIA' }, [['AKIA']]],
  [{ 'a.arn|cased': 'arn:aws:iam::*:role/Admin*' }, [['arn:aws:iam::']]],
  [{ 'a.mfa|cased': ['true', 'x1'] }, [['mfa"']]],
  [{ 'a.x-amz-id': 'y' }, [['x-amz-id"']]],
  [{ 'a.b|contains|cased': '"k":true,"word' }, [['true']]],
  [{ 'a.b|contains|cased': ':true' }, [['true']]],
  [{ 'a.b|cased': '*k?:false*' }, [['false']]],
  [{ 'a.b|contains|cased': '\\ntrue' }, [['b"']]],
  [{ 'a.b|exists': true, 'a.c|re': 'x' }, [['b"'], ['c"']]],
  [{ 'a.b|contains|all|cased': ['first', 'second'] }, [['first'], ['second']]],
  [{ 'tattletrail.place.country': 'BY' }, undefined],
  [{ 'a.b|neq': 'text' }, undefined],
  [{ 'a.b': null }, undefined],
  [{ 'a.b|exists': false }, undefined],
  [{ eventSource: 'iam.amazonaws.com', eventName: 'CreateUser' }, undefined],
  [{ 'a.b|fieldref': 'c.d' }, undefined],
])('%j needs %j', (selection, needs) => {
  expect(compile({ selection, condition: 'selection' }).needs).toEqual(needs)
})

test('any of, not and alternatives', () => {
  const selections = { a: { x: 'alpha' }, b: { y: 'beta' }, c: { 'z|exists': false } }
  const needs = (condition: string) => compile({ ...selections, condition }).needs
  expect(needs('a or b')).toEqual([['x"', 'y"']])
  expect(needs('a and b and not c')).toHaveLength(2)
  expect(needs('a or c')).toBeUndefined()
  expect(needs('not a and not b')).toBeUndefined()
})

const word = fc.constantFrom('true', 'Key', 'akia', 'AKIA1', 'role/Admin', 'a:b', '12', 'x"y', '{"k', '[1', 'end')
const value: fc.Arbitrary<Json> = fc.oneof(
  word,
  fc.boolean(),
  fc.constantFrom(null, 1, 12, 1.5),
  fc.array(word, { maxLength: 2 }),
  fc.record({ k: word, deep: fc.array(fc.record({ k: word }), { maxLength: 2 }) }),
)
const field = fc.constantFrom('k', 'l', 'o.k', 'o.l', 'o.deep.k', 'o')
const modifier = fc.constantFrom(
  '',
  '|contains',
  '|startswith',
  '|neq',
  '|contains|all',
  '|cased',
  '|contains|cased',
  '|contains|all|cased',
)
const wanted = fc.oneof(
  word,
  word.map((text) => `*${text}*`),
  word.map((text) => `${text}*`),
  fc.boolean(),
  fc.constant(null),
)
const item = fc.tuple(field, modifier, fc.array(wanted, { minLength: 1, maxLength: 3 })).map(
  ([name, how, values]): JsonObject => ({
    [`${name}${how}`]: how === '' ? values : values.map((one) => one ?? 'none'),
  }),
)

test('never rules out a record that matches', { tags: 'property' }, () => {
  let matched = 0
  let ruledOut = 0
  const record = fc.record(
    { k: value, l: value, o: fc.record({ k: value, l: value, deep: value }) },
    { requiredKeys: [] },
  )
  const condition = fc.constantFrom('a', 'a and b', 'a or b', '1 of *', 'a and not b', 'all of them')
  fc.assert(
    fc.property(item, item, condition, fc.array(record, { minLength: 5, maxLength: 5 }), (a, b, text, records) => {
      const rule = compile({ a, b, condition: text })
      for (const one of records) {
        const bytes = JSON.stringify(one)
        const may = rule.needs?.every((texts) => texts.some((part) => bytes.includes(part))) ?? true
        const matches = rule.matches(one as JsonObject)
        if (matches) matched++
        if (!may) ruledOut++
        expect({ matches, may }).not.toEqual({ matches: true, may: false })
      }
    }),
    { numRuns: 3000 },
  )
  expect(matched).toBeGreaterThan(300)
  expect(ruledOut).toBeGreaterThan(300)
})
