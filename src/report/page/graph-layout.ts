/** Where the entities of a graph stand, and which names there is room for. */
import {
  forceCollide,
  forceLink,
  forceManyBody,
  forceSimulation,
  forceX,
  forceY,
  type SimulationNodeDatum,
} from 'd3-force'
import type { Edge, Entity } from '../../core/case.ts'
import { edgesAmong } from './model.ts'

export interface Node extends SimulationNodeDatum {
  readonly entity: Entity
  x: number
  y: number
}

/** Of a mark. */
export const RADIUS = 13
const TICKS = 300
/** Room for names. */
const SIDE = 76
const TOP = 30
const BOTTOM = 66

/** Where d3-force puts them, which is the same each time, scaled into the picture. */
export const placed = (
  entities: readonly Entity[],
  edges: readonly Edge[],
  wide: number,
  high: number,
): readonly Node[] => {
  // Without numbers d3-force begins on a spiral.
  const nodes: Node[] = entities.map((entity) => ({ entity, x: Number.NaN, y: Number.NaN }))
  const links = edgesAmong(edges, new Set(entities.map(({ id }) => id))).map(({ from, to }) => ({
    source: from,
    target: to,
  }))
  forceSimulation(nodes)
    .force(
      'link',
      forceLink<Node, { source: string | Node; target: string | Node }>(links)
        .id(({ entity }) => entity.id)
        .distance(90),
    )
    .force('charge', forceManyBody().strength(-420))
    .force('collide', forceCollide(44))
    .force('x', forceX(0).strength(0.06))
    .force('y', forceY(0).strength(0.11))
    .stop()
    .tick(TICKS)
  const [xs, ys] = [nodes.map(({ x }) => x), nodes.map(({ y }) => y)]
  const across = stretched(xs, [SIDE, wide - SIDE])
  const down = stretched(ys, [TOP, high - BOTTOM])
  return nodes.map(({ entity, x, y }) => ({ entity, x: across(x), y: down(y) }))
}

/** Fills the room, but spreads no more than to twice the size. */
const stretched = (values: readonly number[], [from, to]: readonly [number, number]): ((value: number) => number) => {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const scale = Math.min(2, (to - from) / Math.max(1, high - low))
  return (value) => (from + to) / 2 + (value - (low + high) / 2) * scale
}

/** From rim to rim. */
export const shortened = (
  [x1, y1]: readonly [number, number],
  [x2, y2]: readonly [number, number],
): readonly [number, number, number, number] => {
  const length = Math.hypot(x2 - x1, y2 - y1) || 1
  const [dx, dy] = [((x2 - x1) / length) * (RADIUS + 1), ((y2 - y1) / length) * (RADIUS + 1)]
  return [x1 + dx, y1 + dy, x2 - dx, y2 - dy]
}

export type Box = readonly [left: number, top: number, right: number, bottom: number]

export const boxAt = ([x, y]: readonly [number, number], across: number, down: number): Box => [
  x - across,
  y - down,
  x + across,
  y + down,
]

/** Whether there was room; then it is taken. */
export const takes = (taken: Box[], box: Box): boolean => {
  const [left, top, right, bottom] = box
  if (taken.some(([l, t, r, b]) => left < r && l < right && top < b && t < bottom)) return false
  taken.push(box)
  return true
}
