/** What of an event's place, time and level an engine lets through, at each edge. */
import { describe, expect, test } from 'vitest'
import { toEvent } from '../../cloudtrail/event.ts'
import { LEVELS } from '../../core/rule.ts'
import type { EventScope } from '../../core/scan.ts'
import { createEngine } from './engine.ts'

const NO_RULES = { rules: [], correlations: [], problems: [] }
const AT = Date.UTC(2026, 2, 4, 2, 0, 0)
const event = toEvent({
  eventTime: '2026-03-04T02:00:00Z',
  awsRegion: 'eu-west-1',
  recipientAccountId: '123456789012',
  eventName: 'ListBuckets',
})

describe('the scope of a scan', () => {
  const cases: readonly (readonly [string, EventScope, boolean])[] = [
    ['everything', {}, true],
    ['from a millisecond before', { from: AT - 1 }, true],
    ['from then on', { from: AT }, true],
    ['from a millisecond after', { from: AT + 1 }, false],
    ['to a millisecond before', { to: AT - 1 }, false],
    ['to then, which is not in it', { to: AT }, false],
    ['to a millisecond after', { to: AT + 1 }, true],
    ['its account', { accounts: ['111122223333', '123456789012'] }, true],
    ['another account', { accounts: ['111122223333'] }, false],
    ['no account', { accounts: [] }, false],
    ['its Region', { regions: ['eu-west-1'] }, true],
    ['another Region', { regions: ['us-east-1'] }, false],
    ['its account, another Region', { accounts: ['123456789012'], regions: ['us-east-1'] }, false],
    ['its Region, too late', { to: AT, regions: ['eu-west-1'] }, false],
    ['all of it', { from: AT, to: AT + 1, accounts: ['123456789012'], regions: ['eu-west-1'] }, true],
  ]
  test.each(cases)('%s', (_, scope, isIn) => {
    expect(createEngine(NO_RULES, { scope }).inScope(event)).toBe(isIn)
  })

  test('an event without a time is in no span of time', () => {
    const timeless = toEvent({ ...event.raw, eventTime: '' })
    const isIn = (scope: EventScope): boolean => createEngine(NO_RULES, { scope }).inScope(timeless)
    expect([isIn({ from: 0 }), isIn({ to: AT }), isIn({ regions: ['eu-west-1'] })]).toEqual([false, false, true])
  })
})

test('findings of the least level and above are wanted', () => {
  for (const minLevel of LEVELS) {
    const { isWanted } = createEngine(NO_RULES, { scope: {}, minLevel })
    expect(LEVELS.filter(isWanted)).toEqual(LEVELS.slice(LEVELS.indexOf(minLevel)))
  }
  expect(LEVELS.filter(createEngine(NO_RULES, { scope: {} }).isWanted)).toEqual(LEVELS)
})

test('findings carry their record only when it is asked for', () => {
  const keeps = (keepsRecord?: boolean): boolean =>
    createEngine(NO_RULES, { scope: {}, ...(keepsRecord === undefined ? {} : { keepsRecord }) }).enrichment.keepsRecord
  expect([keeps(), keeps(false), keeps(true)]).toEqual([false, false, true])
})
