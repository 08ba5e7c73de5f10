/** A rule that is compiled late asks for the same names and answers the same; one whose names cannot be read off is left. */
import { expect, test } from 'vitest'
import type { JsonObject } from '../../core/json.ts'
import { compileSigma } from './compile.ts'
import { compileLate } from './compile-late.ts'

const document = (detection: JsonObject): JsonObject => ({ title: 'T', logsource: { product: 'aws' }, detection })

const NAMES = [
  'CreateUser',
  'createuser',
  'DeleteUser',
  'UpdateFunctionCode20150331v2',
  'updatefunctioncode2x',
  'Other',
  '',
]

test.each<[JsonObject]>([
  [{ a: { eventName: 'CreateUser' }, condition: 'a' }],
  [
    {
      a: { eventName: ['CreateUser', 'DeleteUser'], k: 'v' },
      b: { eventName: 'DeleteUser' },
      condition: 'a and not b',
    },
  ],
  [{ a: { eventName: 'UpdateFunctionCode2*' }, condition: 'a' }],
  [{ a: [{ eventName: 'CreateUser' }, { eventName: 'DeleteUser', k: 'v' }], condition: 'a' }],
  [{ a: { eventName: 'CreateUser' }, b: { eventName: 'DeleteUser' }, condition: '1 of *' }],
])('%j', (detection) => {
  const now = compileSigma(document(detection))
  const late = compileLate(document(detection), 0)?.compiled
  const asked = (name: string | undefined) => [now.couldMatch?.(name), late?.couldMatch?.(name)]
  for (const name of [undefined, ...NAMES]) {
    const [expected, told] = asked(name)
    expect(told).toBe(expected)
  }
  const records = NAMES.flatMap((eventName): JsonObject[] => [{ eventName }, { eventName, k: 'v' }])
  const matched = records.map((record) => now.matches(record))
  expect(matched).toContain(true)
  expect(records.map((record) => late?.matches(record))).toEqual(matched)
  expect(records.map((record) => late?.evaluate(record).matched)).toEqual(matched)
  expect(late?.explain(records[0] ?? {})).toEqual(now.explain(records[0] ?? {}))
  expect(late?.needs).toEqual(now.needs ?? [])
})

test.each<[JsonObject]>([
  [{ a: { k: 'v' }, condition: 'a' }],
  [{ a: { eventName: '*User' }, condition: 'a' }],
  [{ a: { eventName: 'Create?ser' }, condition: 'a' }],
  [{ a: { 'eventName|startswith': 'Create' }, condition: 'a' }],
  [{ a: { eventName: ['CreateUser', null] }, condition: 'a' }],
  [{ a: { list: [{ 'eventName|re': 'x' }] }, b: { eventName: 'CreateUser' }, condition: 'a or b' }],
])('%j is left to be compiled at once', (detection) => {
  expect(compileLate(document(detection), 0)).toBeUndefined()
})
