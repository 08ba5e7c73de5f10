import { expect, test } from 'vitest'
import type { Entity } from '../../core/case.ts'
import { makeCase } from '../testing/case.ts'
import { type Box, boxAt, placed, shortened, takes } from './graph-layout.ts'

const { entities, edges } = makeCase({ events: 40 })
const many = Array.from({ length: 120 }, (_, at): Entity => ({ ...(entities[0] as Entity), id: `key:${at}` }))

test.each([
  ['a case', entities, 800, 560],
  ['a narrow picture', entities, 380, 520],
  ['strangers', many, 800, 560],
  ['one', entities.slice(0, 1), 800, 560],
] as const)('%s: everybody stands in the picture, apart, and the same each time', (_, of, wide, high) => {
  const nodes = placed(of, edges, wide, high)
  expect(nodes).toHaveLength(of.length)
  for (const { x, y } of nodes) {
    expect(x >= 0 && x <= wide && y >= 0 && y <= high).toBe(true)
  }
  expect(new Set(nodes.map(({ x, y }) => `${x.toFixed()} ${y.toFixed()}`)).size).toBe(of.length)
  expect(placed(of, edges, wide, high).map(({ x, y }) => [x, y])).toEqual(nodes.map(({ x, y }) => [x, y]))
})

test('a line goes from rim to rim; of two at one place it is still a line', () => {
  expect(shortened([0, 0], [100, 0])).toEqual([14, 0, 86, 0])
  expect(shortened([5, 5], [5, 5])).toEqual([5, 5, 5, 5])
})

test('room is taken once', () => {
  const taken: Box[] = []
  expect(takes(taken, boxAt([10, 10], 5, 5))).toBe(true)
  expect(takes(taken, boxAt([14, 14], 5, 5))).toBe(false)
  expect(takes(taken, boxAt([20, 10], 5, 5))).toBe(true)
})
