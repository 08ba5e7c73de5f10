/** Arithmetic of the timeline: bins, ticks, zoom. */

export type TimeSpan = readonly [from: number, to: number]

export interface Bin {
  count: number
  /** Of those, calls that failed. */
  failed: number
  /** The first event in it, as a place in the list. */
  first: number
}

/** Counts per lane and column of the events within a span. */
export const binEvents = (
  events: readonly { readonly at: number; readonly lane: number; readonly outcome: string }[],
  [from, to]: TimeSpan,
  columns: number,
): ReadonlyMap<number, readonly Bin[]> => {
  const lanes = new Map<number, Bin[]>()
  const scale = columns / Math.max(1, to - from)
  events.forEach(({ at, lane, outcome }, place) => {
    if (at < from || at > to) return
    const row = lanes.get(lane) ?? []
    if (row.length === 0) lanes.set(lane, row)
    const column = Math.min(columns - 1, Math.floor((at - from) * scale))
    row[column] ??= { count: 0, failed: 0, first: place }
    const bin = row[column]
    bin.count++
    if (outcome !== 'ok') bin.failed++
  })
  return lanes
}

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 14, 30, 90, 365].map((n) => n * DAY),
]

/** Round times within a span, about `wanted` of them, each with its label. */
export const ticks = (
  [from, to]: TimeSpan,
  wanted: number,
): readonly { readonly at: number; readonly label: string }[] => {
  const step = STEPS.find((size) => (to - from) / size <= wanted) ?? (STEPS.at(-1) as number)
  const first = Math.ceil(from / step) * step
  const count = Math.min(100, Math.max(0, Math.floor((to - first) / step) + 1))
  return Array.from({ length: count }, (_, index) => {
    const at = first + index * step
    const iso = new Date(at).toISOString()
    const label =
      step >= 30 * DAY
        ? iso.slice(0, 10)
        : step >= DAY || at % DAY === 0
          ? iso.slice(5, 10)
          : iso.slice(11, step < MINUTE ? 19 : 16)
    return { at, label }
  })
}

/** A second around what has no length, and some air on both sides. */
export const padded = (from: number, to: number): TimeSpan => {
  const air = Math.max(SECOND, (to - from) * 0.01)
  return [from - air, to + air]
}

/** Zooms about a point and stays within the whole; never below a second. */
export const zoomed = ([from, to]: TimeSpan, factor: number, about: number, whole: TimeSpan): TimeSpan => {
  const length = Math.min(whole[1] - whole[0], Math.max(SECOND, (to - from) * factor))
  const start = about - (about - from) * (length / Math.max(1, to - from))
  return moved([start, start + length], 0, whole)
}

export const moved = ([from, to]: TimeSpan, by: number, whole: TimeSpan): TimeSpan => {
  const start = Math.max(whole[0], Math.min(whole[1] - (to - from), from + by))
  return [start, start + (to - from)]
}
