/** Window: the moments at which a correlation's condition holds, over the events of one group in order. */
import type { Correlation } from '../../core/correlation.ts'

/** The events of one group, oldest first. */
export interface Series {
  readonly length: number
  readonly time: (at: number) => number
  readonly rule: (at: number) => number
  readonly value: (at: number) => number
}

/** The condition holds when event `at` arrives; the events from `from` to `at` are why. */
export interface Moment {
  readonly at: number
  readonly from: number
}

export function* moments(correlation: Correlation, series: Series): Generator<Moment> {
  if (correlation.type === 'new_value') yield* newValues(correlation, series)
  else if (correlation.type === 'temporal_ordered') yield* chains(correlation, series)
  else yield* counts(correlation, series)
}

const holds = ({ condition }: Correlation, count: number): boolean =>
  condition.every(({ op, value }) =>
    op === 'gte'
      ? count >= value
      : op === 'gt'
        ? count > value
        : op === 'lte'
          ? count <= value
          : op === 'lt'
            ? count < value
            : op === 'eq'
              ? count === value
              : count !== value,
  )

/** "Counts events", "distinct values contained in the field", "the count of different event types": over a sliding window. */
function* counts(correlation: Correlation, series: Series): Generator<Moment> {
  const kind =
    correlation.type === 'event_count' ? undefined : correlation.type === 'value_count' ? series.value : series.rule
  const inside = new Map<number, number>()
  let from = 0
  for (let at = 0; at < series.length; at++) {
    if (kind) inside.set(kind(at), (inside.get(kind(at)) ?? 0) + 1)
    // An event exactly one timespan older still belongs to the window.
    for (; series.time(at) - series.time(from) > correlation.timespan; from++) {
      if (!kind) continue
      const left = (inside.get(kind(from)) ?? 1) - 1
      if (left > 0) inside.set(kind(from), left)
      else inside.delete(kind(from))
    }
    if (holds(correlation, kind ? inside.size : at - from + 1)) yield { at, from }
  }
}

/**
 * "Requires in addition that the events appear in the order provided", each at a later time than the one before (within
 * one time, `series` has later rules first): the count is the length of the longest chain of
 * rules in that order that ends with this event and began within the window. `latest[rule][length]` is where the youngest
 * such chain that ends with the rule began.
 */
function* chains(correlation: Correlation, series: Series): Generator<Moment> {
  const size = correlation.rules.length
  const latest = Array.from({ length: size }, () => new Int32Array(size + 1).fill(-1))
  for (let at = 0; at < series.length; at++) {
    const rule = series.rule(at)
    const mine = latest[rule] as Int32Array
    let longest = 1
    let from = at
    for (let length = rule + 1; length >= 2; length--) {
      let began = -1
      for (let before = 0; before < rule; before++) began = Math.max(began, latest[before]?.[length - 1] ?? -1)
      if (began > (mine[length] as number)) mine[length] = began
      if (longest === 1 && began >= 0 && series.time(at) - series.time(began) <= correlation.timespan) {
        longest = length
        from = began
      }
    }
    mine[1] = at
    if (holds(correlation, longest)) yield { at, from }
  }
}

/** A value that its group has not shown within the timespan; the group's first events, while it is learned, only teach. */
function* newValues({ timespan, learning = 0 }: Correlation, series: Series): Generator<Moment> {
  const lastSeen = new Map<number, number>()
  for (let at = 0; at < series.length; at++) {
    const time = series.time(at)
    const last = lastSeen.get(series.value(at))
    lastSeen.set(series.value(at), time)
    if ((last === undefined || time - last > timespan) && time - series.time(0) >= learning) yield { at, from: at }
  }
}
