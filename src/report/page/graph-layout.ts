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

export interface GraphNode extends SimulationNodeDatum {
  readonly entity: Entity
  x: number
  y: number
}

/** Of a mark. */
export const RADIUS = 13
const TICKS = 300
/** From mark to mark, at least. */
const APART = 2 * RADIUS + 4
/** Between ties of the same two. */
const BESIDE = 10
/** Room for names. */
const SIDE = 76
const TOP = 30
const BOTTOM = 66

/** A narrow screen gets a narrow picture, for the writing keeps its size; many get a higher one. */
export const sizeFor = (screen: number, count: number): readonly [wide: number, high: number] =>
  screen < 700
    ? [380, Math.min(1000, Math.max(440, 320 + count * 10))]
    : [800, Math.min(760, Math.max(480, 360 + count * 9))]

/** Where d3-force puts them, which is the same each time, scaled into the picture. */
export const placed = (
  entities: readonly Entity[],
  edges: readonly Edge[],
  wide: number,
  high: number,
): readonly GraphNode[] => {
  // Without numbers d3-force begins on a spiral.
  const nodes: GraphNode[] = entities.map((entity) => ({ entity, x: Number.NaN, y: Number.NaN }))
  const links = edgesAmong(edges, new Set(entities.map(({ id }) => id))).map(({ from, to }) => ({
    source: from,
    target: to,
  }))
  const isHigh = high > wide
  forceSimulation(nodes)
    .force(
      'link',
      forceLink<GraphNode, { source: string | GraphNode; target: string | GraphNode }>(links)
        .id(({ entity }) => entity.id)
        .distance(90),
    )
    .force('charge', forceManyBody().strength(-420).distanceMax(400))
    .force('collide', forceCollide(44))
    .force('x', forceX(0).strength(isHigh ? 0.14 : 0.06))
    .force('y', forceY(0).strength(isHigh ? 0.05 : 0.11))
    .stop()
    .tick(TICKS)
  const [xs, ys] = [nodes.map(({ x }) => x), nodes.map(({ y }) => y)]
  const across = stretched(xs, [SIDE, wide - SIDE])
  const down = stretched(ys, [TOP, high - BOTTOM])
  return apart(
    nodes.map(({ entity, x, y }) => ({ entity, x: across(x), y: down(y) })),
    wide,
    high,
  )
}

/** What was scaled together is pushed apart again, within the picture. */
const apart = (nodes: GraphNode[], wide: number, high: number): readonly GraphNode[] => {
  const wanted = new Map(nodes.map((node) => [node, [node.x, node.y] as const]))
  const simulation = forceSimulation(nodes)
    .force('collide', forceCollide(APART / 2).iterations(4))
    .force('x', forceX<GraphNode>((node) => wanted.get(node)?.[0] ?? 0).strength(0.05))
    .force('y', forceY<GraphNode>((node) => wanted.get(node)?.[1] ?? 0).strength(0.05))
    .stop()
  for (let tick = 0; tick < TICKS; tick++) {
    simulation.tick()
    for (const node of nodes) {
      node.x = Math.max(APART, Math.min(wide - APART, node.x))
      node.y = Math.max(APART, Math.min(high - BOTTOM, node.y))
    }
  }
  return nodes.map(({ entity, x, y }) => ({ entity, x, y }))
}

/** How far aside each tie is drawn, for ties of the same two would cover each other; to the left of the one with the lesser id. */
export const lanesOf = (ties: readonly Edge[]): readonly number[] => {
  const idOf = ({ from, to }: Edge): string => JSON.stringify(from < to ? [from, to] : [to, from])
  const totals = new Map<string, number>()
  for (const tie of ties) totals.set(idOf(tie), (totals.get(idOf(tie)) ?? 0) + 1)
  const taken = new Map<string, number>()
  return ties.map((tie) => {
    const id = idOf(tie)
    const place = taken.get(id) ?? 0
    taken.set(id, place + 1)
    const lane = (place - ((totals.get(id) as number) - 1) / 2) * BESIDE
    return tie.from < tie.to ? lane : 0 - lane
  })
}

/** A line moved aside by so much. */
export const beside = (
  [x1, y1, x2, y2]: readonly [number, number, number, number],
  lane: number,
): readonly [number, number, number, number] => {
  const length = Math.hypot(x2 - x1, y2 - y1) || 1
  const [dx, dy] = [(-(y2 - y1) / length) * lane, ((x2 - x1) / length) * lane]
  return [x1 + dx, y1 + dy, x2 + dx, y2 + dy]
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
