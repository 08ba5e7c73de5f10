import { expect, test } from 'vitest'
import { createTable } from './table.ts'

type Event = readonly [value: string | null, time: string, id: string]
const EVENTS: readonly Event[] = [
  ['a', '2026-03-04T02:00:00Z', '1'],
  ['b', '2026-03-04T03:00:00Z', '2'],
  ['a', '2026-03-04T01:00:00Z', '3'],
  ['c', '2026-03-04T04:00:00Z', '4'],
  ['a', '2026-03-04T02:00:00Z', '5'],
  [null, 'yesterday', '6'],
]
const count = (events: readonly Event[], capacity = 100, commonFirst = false) => {
  const table = createTable(capacity, commonFirst)
  for (const [value, time, id] of events) table.add([value], { time, id })
  return table.result()
}

test('the rarest first, and of these the newest', () => {
  const { rows, total, overflow } = count(EVENTS)
  expect(rows.map(({ values, count }) => [values[0], count])).toEqual([
    ['c', 1],
    ['b', 1],
    [null, 1],
    ['a', 3],
  ])
  expect([total, overflow]).toEqual([6, 0])
  expect(count(EVENTS, 100, true).rows[0]?.values).toEqual(['a'])
})

test('first and last time, and the latest event, whatever the order of the events', () => {
  for (const events of [EVENTS, EVENTS.toReversed()])
    expect(count(events).rows.at(-1)).toEqual({
      values: ['a'],
      count: 3,
      first: '2026-03-04T01:00:00Z',
      last: '2026-03-04T02:00:00Z',
      example: '5',
    })
})

test('a time that is none is left out', () => {
  expect(count(EVENTS).rows.find(({ values }) => values[0] === null)).toMatchObject({
    first: '',
    last: '',
    example: '6',
  })
})

test('what comes when the table is full is counted, and known values go on', () => {
  const { rows, total, overflow } = count(EVENTS, 2)
  expect(rows.map(({ values, count }) => [values[0], count])).toEqual([
    ['b', 1],
    ['a', 3],
  ])
  expect([total, overflow]).toEqual([6, 2])
})

test('fields together are told apart', () => {
  const table = createTable(10, false)
  for (const values of [
    ['a', 'b,c'],
    ['a,b', 'c'],
    ['a', null],
    ['a', 'null'],
    ['a', ''],
  ])
    table.add(values, { id: '', time: '' })
  expect(table.result().rows.map(({ values, count }) => [...values, count])).toEqual(
    expect.arrayContaining([
      ['a', 'b,c', 1],
      ['a,b', 'c', 1],
      ['a', null, 2],
      ['a', 'null', 1],
    ]),
  )
})

test('a long text is cut, and does not stay in memory', () => {
  const { rows } = count([['x'.repeat(5_000_000), '2026-03-04T02:00:00Z', 'y'.repeat(5_000_000)]])
  expect([rows[0]?.values[0]?.length, rows[0]?.example.length]).toEqual([200, 200])
})
