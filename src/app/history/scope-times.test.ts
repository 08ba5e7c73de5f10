/** Times of a scope in other words. */
import { expect, test } from 'vitest'
import type { EventScope } from '../../core/scan.ts'
import { isoOf, retimed } from './scope-times.ts'

test.each<[EventScope, EventScope<string>]>([
  [{}, {}],
  [
    { from: 0, accounts: ['123456789012'] },
    { from: '1970-01-01T00:00:00Z', accounts: ['123456789012'] },
  ],
  [
    { to: 1_772_582_400_250, regions: [] },
    { to: '2026-03-04T00:00:00.250Z', regions: [] },
  ],
])('%o', (scope, said) => {
  expect(retimed(scope, isoOf)).toEqual(said)
  expect(retimed(said, Date.parse)).toEqual(scope)
})
