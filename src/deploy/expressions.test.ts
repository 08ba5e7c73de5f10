/** Expressions are told from data, and carried through it. */
import { expect, test } from 'vitest'
import type { Json } from '../core/json.ts'
import { arnOf, type Data, EXPRESSION, express, joined, PARTITION, parameter, when } from './expressions.ts'

const kinds = (data: Data): Json => express(data, (expression) => `<${expression[EXPRESSION]}>`)

test.each<[string, Data, Json]>([
  ['plain data stays as it is', { a: [1, null, 'b', { c: true }], d: {} }, { a: [1, null, 'b', { c: true }], d: {} }],
  [
    'a pattern of a person may use our words as keys',
    { parameter: ['x'], attribute: 'arn', of: 'Queue', joined: ['a'], when: { condition: ['y'] } },
    { parameter: ['x'], attribute: 'arn', of: 'Queue', joined: ['a'], when: { condition: ['y'] } },
  ],
  [
    'at any depth',
    { a: [parameter('One'), { b: arnOf('Queue') }], c: joined`${PARTITION}`, d: when('Given', 1) },
    { a: ['<parameter>', { b: '<attribute>' }], c: '<joined>', d: '<when>' },
  ],
])('%s', (_, data, expected) => {
  expect(kinds(data)).toEqual(expected)
})

test('the outermost is said; what is inside is for who says it', () => {
  expect(kinds([when('Given', { Resource: arnOf('Queue') })])).toEqual(['<when>'])
})

test.each([
  [joined`arn:${PARTITION}:s3:::${'bucket'}/*`, ['arn:', PARTITION, ':s3:::', 'bucket', '/*']],
  [joined`${arnOf('Table')}/index/*`, [arnOf('Table'), '/index/*']],
  [joined`${PARTITION}`, [PARTITION]],
  [joined`plain`, ['plain']],
])('the parts of a joined text stand in their order: %#', ({ parts }, expected) => {
  expect(parts).toEqual(expected)
})
