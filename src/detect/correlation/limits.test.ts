/** What correlations remember of a record, and how far they build on each other, at each limit. */
import { expect, test } from 'vitest'
import type { Json } from '../../core/json.ts'
import { aCorrelation, aRule } from '../testing/rules.ts'
import { linkCorrelations } from './link.ts'
import { fieldValue, observe } from './observe.ts'

test.each<[string, Json, Json]>([
  ['a text of 1,024 characters', 'x'.repeat(1024), 'x'.repeat(1024)],
  ['a longer text is cut', 'x'.repeat(1025), `${'x'.repeat(1024)}…`],
  ['a list of as many, written as JSON', ['x'.repeat(1020)], ['x'.repeat(1020)]],
  ['a longer list is cut, as text', ['x'.repeat(1021)], `["${'x'.repeat(1021)}"…`],
  ['a number', 7, 7],
  ['no', false, false],
])('%s', (_, value, kept) => {
  const links = linkCorrelations([aRule('a')], [aCorrelation('c', ['a'], { groupBy: ['who'], fields: ['what'] })])
  expect(observe(links, 0, { who: value, what: value }, { time: 5, id: 'e' })).toEqual([
    { correlation: 0, rule: 0, time: 5, eventId: 'e', group: JSON.stringify([kept]), value: JSON.stringify(kept) },
  ])
})

test.each([
  [32, 1],
  [33, undefined],
])('what stands in %i lists, each in the other: %s', (depth, value) => {
  let nested: Json = { b: 1 }
  for (let n = 0; n < depth; n++) nested = [nested]
  expect(fieldValue({ a: nested }, 'a.b')).toBe(value)
})

test.each([
  [16, []],
  [17, ['a chain of more than 16 correlations']],
])('of %i correlations, each over the one before: %j', (length, problems) => {
  const chain = Array.from({ length }, (_, n) => aCorrelation(`c${n}`, [n === length - 1 ? 'a' : `c${n + 1}`]))
  expect(linkCorrelations([aRule('a')], chain).problems.map(({ message }) => message)).toEqual(problems)
})
