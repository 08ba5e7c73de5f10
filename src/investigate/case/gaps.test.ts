/** Hours without logs, and from when on they are too many to be chance. */
import { describe, expect, test } from 'vitest'
import type { CoveredPeriod } from '../../core/event-query.ts'
import { gapsOf } from './gaps.ts'

const period = (span: number, skip: (hour: number) => boolean, region = 'eu-west-1'): CoveredPeriod => ({
  account: '123456789012',
  region,
  hours: Array.from({ length: span }, (_, hour) => hour)
    .filter((hour) => !skip(hour))
    .map((hour) => new Date(Date.UTC(2026, 2, 4, hour)).toISOString().slice(0, 13)),
})

test.each<[string, (hour: number) => boolean, readonly string[]]>([
  ['none', () => false, []],
  ['four hours of a busy Region', (hour) => hour >= 30 && hour < 34, ['2026-03-05T06:00:00Z 2026-03-05T10:00:00Z']],
  ['a Region that is quiet every other hour', (hour) => hour % 2 === 1, []],
  [
    'a night in a Region that is quiet every other hour',
    (hour) => hour % 2 === 1 || (hour > 30 && hour < 44),
    ['2026-03-05T07:00:00Z 2026-03-05T20:00:00Z'],
  ],
])('%s', (_, skip, expected) => {
  expect(gapsOf([period(72, skip)]).map(({ from, to }) => `${from} ${to}`)).toEqual(expected)
})

describe('one case in twenty', () => {
  const twoHours = (hour: number): boolean => hour === 5 || hour === 6
  // Of 21 hours two in a row are empty by chance in 21 / 20² = 5.3 % of cases; of 22 in 22 / 21² = 4.99 %.
  test.each([
    [21, 1, 0],
    [22, 1, 1],
    [41, 2, 0],
    [42, 2, 1],
  ])('two empty hours of %i, in one of %i Regions: %i', (span, regions, count) => {
    const whole = Array.from({ length: regions - 1 }, (_, n) => period(span, () => false, `region-${n}`))
    expect(gapsOf([period(span, twoHours), ...whole])).toHaveLength(count)
  })

  test('one empty hour is always chance', () => {
    expect(gapsOf([period(10_000, (hour) => hour === 5)])).toEqual([])
  })
})

test('two hundred are listed', () => {
  const holes = (count: number) =>
    gapsOf(Array.from({ length: count }, (_, n) => period(72, (hour) => hour > 20 && hour < 40, `region-${n}`)))
  expect(holes(199)).toHaveLength(199)
  expect(holes(200)).toHaveLength(200)
  expect(holes(201)).toHaveLength(200)
})
