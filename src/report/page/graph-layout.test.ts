import { expect, test } from 'vitest'
import type { Entity } from '../../core/case.ts'
import { makeCase } from '../testing/case.ts'
import { type Box, beside, boxAt, lanesOf, placed, RADIUS, shortened, sizeFor, takes } from './graph-layout.ts'

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

test.each([
  [1280, 45],
  [1280, 120],
  [390, 45],
  [390, 120],
])('on a screen of %i pixels %i strangers or friends do not cover each other', (screen, count) => {
  const [wide, high] = sizeFor(screen, count)
  const some = many.slice(0, count)
  const friends = some.slice(1).map(({ id }) => ({ ...edges[0], from: 'key:0', to: id })) as typeof edges
  for (const ties of [[], friends]) {
    const nodes = placed(some, ties, wide, high)
    const gaps = nodes.flatMap((a, at) => nodes.slice(at + 1).map((b) => Math.hypot(a.x - b.x, a.y - b.y)))
    expect(Math.min(...gaps)).toBeGreaterThan(1.8 * RADIUS)
  }
})

test('ties of the same two lie beside each other, whichever way they go', () => {
  const tie = (from: string, to: string): (typeof edges)[number] =>
    ({ ...edges[0], from, to }) as (typeof edges)[number]
  expect(lanesOf([tie('a', 'b'), tie('c', 'b')])).toEqual([0, 0])
  const ties = [tie('a', 'b'), tie('b', 'a'), tie('a', 'b')]
  const heights = lanesOf(ties).map((lane, at) => beside(ties[at]?.from === 'a' ? [0, 0, 9, 0] : [9, 0, 0, 0], lane)[1])
  expect(new Set(heights)).toEqual(new Set([-10, 0, 10]))
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
