import fc from 'fast-check'
import { expect, test } from 'vitest'
import { alertOf, finding, noise, notificationOf } from '../../../test/contracts/store-fixtures.ts'
import type { Finding } from '../../core/finding.ts'
import { BUDGET, pack, unpack } from './fit.ts'
import { findingItem } from './items.ts'

const size = (packed: ReturnType<typeof pack>): number => packed.B?.length ?? Buffer.byteLength(packed.S ?? '')

/** Every text of the value replaced by one that does not compress. */
const swollen = <T>(value: T, length: number, seed = 1): T => {
  if (typeof value === 'string') return noise(length, seed) as T
  if (Array.isArray(value)) return value.map((item, index) => swollen(item, length, seed + index)) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item], index) => [key, swollen(item, length, seed * 31 + index)]),
  ) as T
}
const wide = (length: number): Finding =>
  swollen(
    {
      ...finding('x'),
      eventIds: Array.from({ length: 20 }, () => 'e'),
      rule: { ...finding('x').rule, tags: Array.from({ length: 20 }, () => 't') },
      annotation: Array.from({ length: 20 }, () => ({ a: ['x', 'y', { b: 'z' }] })),
      group: { user: 'x', address: 'y' },
      record: {
        eventName: 'x',
        requestParameters: { policyDocument: 'p', items: Array(50).fill({ instanceId: 'i' }) },
      },
    },
    length,
  )

test.each([10, 150, 2_000])('findings, alerts and notifications with texts of %i fit their budgets', (length) => {
  const large = wide(length)
  const whole = alertOf('a', 1, [large, large, large])
  const alert = {
    ...swollen(whole, length),
    id: 'a',
    findings: Array.from({ length: 8 }, (_, index) => swollen(large, length, index + 7)),
    respond: Array.from({ length: 60 }, (_, index) => noise(length, index + 3)),
    decisions: Array.from({ length: 60 }, (_, at) => ({
      at,
      revision: 1,
      reason: 'first' as const,
      detail: noise(length, at + 1),
    })),
  }
  const row = notificationOf(alert, 1, { note: noise(length, 5) })
  expect(size(pack(large, BUDGET.finding, 'known'))).toBeLessThanOrEqual(BUDGET.finding)
  expect(size(pack(alert, BUDGET.alert, 'known'))).toBeLessThanOrEqual(BUDGET.alert)
  const packed = pack(row, BUDGET.notification, 'known')
  expect(size(packed)).toBeLessThanOrEqual(BUDGET.notification)
  // Cut, but of the same shape, and under its own id.
  const back = unpack<typeof row>(packed)
  expect(Object.keys(back)).toEqual(Object.keys(row))
  expect([back.id, back.destination, back.alert.id]).toEqual([row.id, row.destination, row.alert.id])
  expect(Object.keys(back.alert.findings[0] as Finding)).toEqual(Object.keys(large))
})

test('what fits comes back as it was', { tags: 'property' }, () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      expect(JSON.stringify(unpack(pack(value, BUDGET.other, 'free')))).toBe(JSON.stringify(value))
    }),
  )
})

test('free JSON of any width and depth fits', () => {
  const grow = (depth: number, width: number): unknown =>
    depth === 0
      ? noise(30, width)
      : Object.fromEntries(
          Array.from({ length: width }, (_, index) => [noise(30, index + depth), grow(depth - 1, width)]),
        )
  for (const value of [grow(4, 14), grow(1, 5_000), 'x'.repeat(5e6), noise(5e5, 3), Array(5e5).fill(1), grow(200, 1)])
    expect(size(pack(value, BUDGET.other, 'free'))).toBeLessThanOrEqual(BUDGET.other)
})

test('keys of an item stay below the limits of DynamoDB', () => {
  const { pk, sk, listPk, listSk } = findingItem(noise(5_000, 1), noise(5_000, 2), wide(5_000))
  const bytes = (attribute: typeof pk): number => Buffer.byteLength(attribute?.S ?? '')
  expect([bytes(pk) <= 2_048, bytes(sk) <= 1_024, bytes(listPk) <= 2_048, bytes(listSk) <= 1_024]).toEqual(
    Array(4).fill(true),
  )
})
