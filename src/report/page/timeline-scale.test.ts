import { expect, test } from 'vitest'
import { binEvents, moved, padded, type TimeSpan, ticks, zoomed } from './timeline-scale.ts'

const T0 = Date.parse('2026-03-04T00:00:00Z')
const HOUR = 3_600_000

test('every event within the span is in one bin, ends included', () => {
  const events = [0, 1, 5, 9, 10, 11].map((at, index) => ({
    at,
    lane: index % 2,
    outcome: index === 2 ? 'denied' : 'ok',
  }))
  const bins = binEvents(events, [0, 10], 5)
  const all = [...bins.values()].flatMap((row) => row.filter((bin) => bin !== undefined))
  expect(all.reduce((sum, { count }) => sum + count, 0)).toBe(5)
  expect(all.reduce((sum, { failed }) => sum + failed, 0)).toBe(1)
  expect(bins.get(0)?.[4]).toEqual({ count: 1, failed: 0, first: 4 })
})

const TICKS: readonly (readonly [number, readonly string[]])[] = [
  [4000, ['03-04', '00:00:01', '00:00:02', '00:00:03', '00:00:04']],
  [HOUR, ['03-04', '00:15', '00:30', '00:45', '01:00']],
  [48 * HOUR, ['03-04', '12:00', '03-05', '12:00', '03-06']],
]
test.each(TICKS)('ticks over %i ms', (length, labels) => {
  expect(ticks([T0, T0 + length], 5).map(({ label }) => label)).toEqual(labels)
})

test('ticks of a century are few', () => {
  expect(ticks([0, 100 * 365 * 24 * HOUR], 5).length).toBeLessThanOrEqual(100)
})

const WHOLE: TimeSpan = [0, 100_000]
const ZOOMS: readonly (readonly [TimeSpan, number, number, TimeSpan])[] = [
  [WHOLE, 0.5, 50_000, [25_000, 75_000]],
  [WHOLE, 0.5, 0, [0, 50_000]],
  [[25_000, 75_000], 4, 50_000, WHOLE],
  [[10_000, 11_000], 0.1, 10_500, [10_000, 11_000]],
]
test.each(ZOOMS)('zoom %j by %d about %d', (span, factor, about, expected) => {
  expect(zoomed(span, factor, about, WHOLE)).toEqual(expected)
})

test('moving stops at the ends, and one moment has a length', () => {
  expect(moved([10, 20], 1000, [0, 100])).toEqual([90, 100])
  expect(moved([10, 20], -1000, [0, 100])).toEqual([0, 10])
  expect(padded(T0, T0)).toEqual([T0 - 1000, T0 + 1000])
})
