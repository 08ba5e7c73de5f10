/** Items of one selection over lists: one element meets them all. */
import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../../core/json.ts'
import { compileSigma } from '../compile.ts'

const compile = (selection: Json) =>
  compileSigma({ title: 'T', logsource: { product: 'aws' }, detection: { s: selection, condition: 's' } })

const permission = (port: number, ...cidrs: string[]): JsonObject => ({
  fromPort: port,
  ipRanges: { items: cidrs.map((cidrIp) => ({ cidrIp, description: `for ${cidrIp}` })) },
})
const request = (...items: Json[]): JsonObject => ({ requestParameters: { ipPermissions: { items } } })
const IT = 'requestParameters.ipPermissions.items'
const open22 = { [`${IT}.fromPort`]: 22, [`${IT}.ipRanges.items.cidrIp`]: '0.0.0.0/0' }
const described = { [`${IT}.ipRanges.items.cidrIp`]: '0.0.0.0/0', [`${IT}.ipRanges.items.description|contains`]: '10.' }

const cases: readonly (readonly [what: string, selection: Json, record: JsonObject, expected: boolean])[] = [
  ['one permission', open22, request(permission(22, '0.0.0.0/0')), true],
  [
    '443 to the world, 22 from inside',
    open22,
    request(permission(443, '0.0.0.0/0'), permission(22, '10.0.0.0/8')),
    false,
  ],
  ['the second of two', open22, request(permission(443, '10.0.0.0/8'), permission(22, '0.0.0.0/0')), true],
  ['one of its ranges', open22, request(permission(22, '10.0.0.0/8', '0.0.0.0/0')), true],
  ['a list inside', described, request(permission(22, '10.0.0.0/8', '0.0.0.0/0')), false],
  [
    'an object in place of a list',
    open22,
    { requestParameters: { ipPermissions: { items: permission(22, '0.0.0.0/0') } } },
    true,
  ],
  [
    'other fields beside',
    { ...open22, eventName: 'A' },
    { eventName: 'A', ...request(permission(22, '0.0.0.0/0')) },
    true,
  ],
  ['one field only', { [`${IT}.fromPort`]: [22, 443] }, request(permission(443, 'x')), true],
  [
    'all of one field means the list',
    { [`${IT}.fromPort|all`]: [22, 443] },
    request(permission(22), permission(443)),
    true,
  ],
  [
    'two resources',
    { 'resources.type': 'A', 'resources.accountId': '1' },
    {
      resources: [
        { type: 'A', accountId: '2' },
        { type: 'B', accountId: '1' },
      ],
    },
    false,
  ],
  [
    'a resource of them',
    { 'resources.type': 'A', 'resources.accountId': '1' },
    { resources: [{ type: 'B' }, { type: 'A', accountId: '1' }] },
    true,
  ],
  [
    'a tag',
    { 'tags.key': 'stage', 'tags.value': 'prod' },
    {
      tags: [
        { key: 'stage', value: 'dev' },
        { key: 'owner', value: 'prod' },
      ],
    },
    false,
  ],
  [
    'what is absent is absent from all',
    { 'tags.key': 'stage', 'tags.value': null },
    { tags: [{ key: 'stage' }, { key: 'a', value: 'b' }] },
    false,
  ],
  [
    'what is not so, is so of none',
    { 'tags.key': 'stage', 'tags.value|neq': 'prod' },
    {
      tags: [
        { key: 'stage', value: 'dev' },
        { key: 'a', value: 'c' },
      ],
    },
    true,
  ],
  ['a key with dots in it', { 'a.b.c': 1, 'a.b.d': 2 }, { a: [{ 'b.c': 1, 'b.d': 2 }] }, true],
  ['dots, in two elements', { 'a.b.c': 1, 'a.b.d': 2 }, { a: [{ 'b.c': 1 }, { 'b.d': 2 }] }, false],
  ['any of two maps', [open22, { eventName: 'B' }], { eventName: 'B', ...request(permission(443, '0.0.0.0/0')) }, true],
  ['lists in lists', { 'a.b': 1, 'a.c': 2 }, { a: [[{ b: 1 }], [{ c: 2 }], [[{ b: 1, c: 2 }]]] }, true],
]
test.each(cases)('%s', (_, selection, record, expected) => {
  expect(compile(selection).matches(record)).toBe(expected)
})

describe('explained', () => {
  test('each holds, but of no element all', () => {
    const lines = compile(open22).explain(request(permission(443, '0.0.0.0/0'), permission(22, '10.0.0.0/8')))
    expect(lines.map(({ outcome }) => outcome)).toEqual(['yes', 'yes', 'no'])
    expect(lines.at(-1)?.text).toContain('same element')
  })
  test('nothing of it where there are no two fields of one place', () => {
    const lines = compile({ eventName: 'A', 'userIdentity.type': 'Root' }).explain({ eventName: 'A' })
    expect(lines).toHaveLength(2)
  })
})
