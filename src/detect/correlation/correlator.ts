/** Correlator: collects observations in whatever order they come, then says which correlations fired. */
import type { Correlation } from '../../core/correlation.ts'
import type { Json } from '../../core/json.ts'
import { compareTexts } from '../../core/order.ts'
import { createColumns, createTexts, type Evidence, type ObservationColumns, type Texts } from './columns.ts'
import type { Feed, LinkedCorrelations } from './link.ts'
import type { FedEvent } from './observe.ts'
import { type Moment, moments } from './window.ts'

/** One episode of one group: it goes on while the windows that hold share an event. */
export interface Firing {
  /** Index in `links.correlations`. */
  readonly correlation: number
  /** The values of `group-by`, in its order. */
  readonly group: readonly Json[]
  /** new_value: what was new. */
  readonly value?: Json
  /** Of the event with which the condition first held; milliseconds. */
  readonly time: number
  readonly eventId: string
  /** Every event of the episode, by event time; records without an id are not listed. */
  readonly eventIds: readonly string[]
}

export interface Correlator {
  readonly add: (observation: FedEvent) => void
  /** Every firing that is reported, by time; the same whatever the order of the observations. Ends the correlator. */
  readonly finish: () => readonly Firing[]
}

export const createCorrelator = (links: LinkedCorrelations): Correlator => {
  const texts = createTexts()
  const tables = links.correlations.map((_, at) => createColumns(links.ancestors[at]?.length ?? 0))
  return {
    add: ({ correlation, rule, time, eventId, group, value, above = [] }) => {
      tables[correlation]?.add({
        time,
        eventId,
        rule,
        group: texts.number(group),
        value: texts.number(value),
        above: above.map((place) => ({ group: texts.number(place?.group), value: texts.number(place?.value) })),
      })
    },
    finish: () => {
      const firings = links.order.flatMap((at) => finishOne(links, at, tables, texts))
      return firings.sort(inOrder)
    },
  }
}

const inOrder = (a: Firing, b: Firing): number =>
  a.time - b.time ||
  a.correlation - b.correlation ||
  compareTexts(a.eventId, b.eventId) ||
  compareTexts(JSON.stringify(a.group), JSON.stringify(b.group))

/** Reports the correlation's firings and passes them on to those above it, which come later in `links.order`. */
const finishOne = (
  links: LinkedCorrelations,
  at: number,
  tables: readonly ObservationColumns[],
  texts: Texts,
): Firing[] => {
  const correlation = links.correlations[at] as Correlation
  const columns = tables[at] as ObservationColumns
  const parents = links.parents[at] ?? []
  const firings: Firing[] = []
  for (const order of byGroup(columns, correlation)) {
    const episodes = episodesOf(correlation, columns, order, parents.length > 0)
    for (const episode of episodes) {
      for (const feed of parents) passOn(links, at, feed, { columns, order, episode }, tables)
      if (links.silentCorrelations.has(at)) continue
      const first = order[episode.first.at] as number
      firings.push({
        correlation: at,
        group: JSON.parse(texts.text(columns.group(first))) as Json[],
        ...(correlation.type === 'new_value' && { value: JSON.parse(texts.text(columns.value(first))) as Json }),
        time: columns.time(first),
        eventId: columns.eventId(first),
        eventIds: eventIdsOf({ columns, order, from: episode.from, to: episode.to }),
      })
    }
  }
  return firings
}

interface Episode {
  readonly first: Moment
  /** Kept only where another correlation asks for them. */
  readonly moments: readonly Moment[]
  readonly from: number
  readonly to: number
}

const episodesOf = (
  correlation: Correlation,
  columns: ObservationColumns,
  order: Int32Array,
  keepMoments: boolean,
): readonly Episode[] => {
  const row = (at: number) => order[at] as number
  const series = {
    length: order.length,
    time: (at: number) => columns.time(row(at)),
    rule: (at: number) => columns.rule(row(at)),
    value: (at: number) => columns.value(row(at)),
  }
  const episodes: { first: Moment; moments: Moment[]; from: number; to: number }[] = []
  for (const moment of moments(correlation, series)) {
    let episode = { first: moment, moments: keepMoments ? [moment] : [], from: moment.from, to: moment.at }
    // A longer chain may reach back over several episodes that shorter ones had opened.
    for (let last = episodes.at(-1); last && last.to >= episode.from; last = episodes.at(-1)) {
      episodes.pop()
      for (const one of episode.moments) last.moments.push(one)
      episode = { ...last, from: Math.min(last.from, episode.from), to: episode.to }
    }
    episodes.push(episode)
  }
  return episodes
}

/** The rows of each group in event order, duplicates left out. */
function* byGroup(columns: ObservationColumns, { type }: Correlation): Generator<Int32Array> {
  const size = columns.size()
  const rows = new Map<number, number[]>()
  for (let row = 0; row < size; row++) {
    const group = columns.group(row)
    const list = rows.get(group)
    if (list) list.push(row)
    else rows.set(group, [row])
  }
  // CloudTrail times have whole seconds: within one the order is not known, and proves nothing. An ordered correlation
  // therefore meets the later of its rules first.
  const ordered = type === 'temporal_ordered'
  const byRule = ordered || type === 'temporal'
  const before = (a: number, b: number): number =>
    columns.time(a) - columns.time(b) ||
    (ordered ? columns.rule(b) - columns.rule(a) : 0) ||
    compareTexts(columns.eventId(a), columns.eventId(b)) ||
    columns.rule(a) - columns.rule(b)
  for (const list of rows.values()) {
    list.sort(before)
    const kept = list.filter((row, at) => {
      const previous = list[at - 1]
      if (previous === undefined || columns.eventId(row) === '' || columns.eventId(row) !== columns.eventId(previous))
        return true
      if (columns.evidence(row)) return true
      // An event that two rules match is one event to a count, and two to a temporal correlation.
      return byRule && columns.rule(row) !== columns.rule(previous)
    })
    yield Int32Array.from(kept)
  }
}

interface Passed {
  readonly columns: ObservationColumns
  readonly order: Int32Array
  readonly episode: Episode
}

/**
 * A correlation above sees an episode as events: the temporal types at each moment it held (a success an hour into a
 * burst of failures follows a failure all the same), the counting types once.
 */
const passOn = (
  links: LinkedCorrelations,
  at: number,
  feed: Feed,
  { columns, order, episode }: Passed,
  tables: readonly ObservationColumns[],
): void => {
  const own = links.ancestors[at] ?? []
  const find = (wanted: Feed) =>
    own.findIndex(({ correlation, rule }) => correlation === wanted.correlation && rule === wanted.rule)
  const place = find(feed)
  const higher = (links.ancestors[feed.correlation] ?? []).map(find)
  const type = links.correlations[feed.correlation]?.type
  const each = type === 'temporal' || type === 'temporal_ordered'
  for (const moment of each ? episode.moments : [episode.first]) {
    const row = order[moment.at] as number
    const groupValue = columns.above(row, place)
    if (groupValue.group < 0) continue
    const evidence = each
      ? { columns, order, from: moment.from, to: moment.at }
      : { columns, order, from: episode.from, to: episode.to }
    tables[feed.correlation]?.add({
      time: columns.time(row),
      eventId: columns.eventId(row),
      rule: feed.rule,
      ...groupValue,
      above: higher.map((index) => columns.above(row, index)),
      evidence,
    })
  }
}

/** Each event once, by time: those of the rows, and those behind the rows that were correlations. */
const eventIdsOf = (evidence: Evidence): readonly string[] => {
  const times = new Map<string, number>()
  for (let open: readonly Evidence[] = [evidence]; open.length > 0; ) {
    const next: Evidence[] = []
    for (const { columns, order, from, to } of open) {
      for (let at = from; at <= to; at++) {
        const row = order[at] as number
        const behind = columns.evidence(row)
        if (behind) next.push(behind)
        else if (columns.eventId(row) !== '') times.set(columns.eventId(row), columns.time(row))
      }
    }
    open = merged(next)
  }
  return [...times].sort(([a, timeA], [b, timeB]) => timeA - timeB || compareTexts(a, b)).map(([id]) => id)
}

/** Overlapping stretches of the same events as one: the moments of an episode overlap by nature. */
const merged = (all: readonly Evidence[]): readonly Evidence[] => {
  const byOrder = new Map<Int32Array, Evidence[]>()
  for (const evidence of all) {
    const list = byOrder.get(evidence.order)
    if (list) list.push(evidence)
    else byOrder.set(evidence.order, [evidence])
  }
  return [...byOrder.values()].flatMap((list) => {
    const stretches: Evidence[] = []
    for (const evidence of list.sort((a, b) => a.from - b.from)) {
      const last = stretches.at(-1)
      if (last && evidence.from <= last.to + 1)
        stretches[stretches.length - 1] = { ...last, to: Math.max(last.to, evidence.to) }
      else stretches.push(evidence)
    }
    return stretches
  })
}
