import { describe, expect, test } from 'vitest'
import { partitionSql } from './trail-table.ts'

describe('the folders that can hold what is asked for', () => {
  test.each([
    ['the day before midnight, and late logs', { to: '2026-03-04T00:00:00Z' }, [`"timestamp" <= '2026/03/04'`]],
    ['as late as is said', { to: '2026-03-04T01:00:00Z', lateDays: 30 }, [`"timestamp" <= '2026/04/03'`]],
    ['the last day that there is', { to: '9999-12-31T23:59:59Z' }, [`"timestamp" <= '9999/12/31'`]],
    ['beyond it', { to: '+010000-01-01T00:00:00Z' }, [`"timestamp" <= '9999/12/31'`]],
    ['the first', { from: '0000-01-01T00:00:00Z' }, [`"timestamp" >= '0001/01/01'`]],
    ['before it', { from: '-000001-01-01T00:00:00Z' }, [`"timestamp" >= '0001/01/01'`]],
    ['what is no time', { from: "2026-03-0'", to: '' }, []],
    ['a Region', { regions: ['eu-west-1'] }, [`region IN ('eu-west-1')`]],
    ['that of global services, whose events may lie anywhere', { regions: ['eu-west-1', 'us-east-1'] }, []],
    ['the same in other partitions', { regions: ['us-gov-west-1'] }, []],
    ['an event without a Region', { regions: [''] }, []],
    ['accounts', { accounts: ['123456789012', "1'"] }, [`account IN ('123456789012', '1''')`]],
  ])('%s', (_, within, expected) => {
    expect(partitionSql(within)).toEqual(expected)
  })
})
