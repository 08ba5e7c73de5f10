/** Memory: behavioural rules over a stream that comes in pieces; what they must remember, and what follows from it. */
import { createHash } from 'node:crypto'
import type { Correlation } from '../core/correlation.ts'
import type { Finding } from '../core/finding.ts'
import type { Json } from '../core/json.ts'
import type { MemoryRow } from '../core/store.ts'
import { DAY } from '../notation/duration.ts'
import type { LinkedCorrelations } from './correlation/link.ts'
import type { FedEvent } from './correlation/observe.ts'
import type { Sighting, Watch } from './watch.ts'

export interface BehaviourMemory {
  /** What to write down of sightings. The same sighting gives the same rows. */
  rows(sightings: readonly Sighting[], now: number): readonly MemoryRow[]
  /**
   * Everything that some units remember -> the findings that follow, the same as if a scan had met these events at once.
   * Findings from before the grace period of their unit are left alone: what led to them may be forgotten by now.
   */
  judge(rows: readonly MemoryRow[]): readonly Finding[]
}

/** What a row holds: one observation, with the correlation by its id, and the event's part of a finding. */
interface Body {
  readonly correlation: string
  readonly observation: Omit<FedEvent, 'correlation'>
  readonly finding: Finding
}

/**
 * @param newWatch an empty watch over the same links
 * @param grace how late an event may come in and still count, in milliseconds
 */
export const createMemory = (links: LinkedCorrelations, newWatch: () => Watch, grace: number): BehaviourMemory => {
  const places = new Map(links.correlations.map(({ id }, index) => [id, index]))
  const families = familiesOf(links)
  /** The longest timespan of a family: how far back its judgement looks. */
  const reach = (at: number): number =>
    Math.max(...(families[at] ?? [at]).map((one) => links.correlations[one]?.timespan ?? 0))

  /** Correlations over correlations are judged together, all groups at once. */
  const unitOf = (at: number, group: string): string => {
    const family = families[at] ?? [at]
    const ids = family.map((one) => links.correlations[one]?.id ?? '')
    return digest(JSON.stringify(family.length > 1 ? ids : [...ids, group]))
  }

  const rowsOf = (observation: FedEvent, finding: Finding, now: number): readonly MemoryRow[] => {
    const { correlation: at, ...rest } = observation
    const correlation = links.correlations[at] as Correlation
    const family = families[at] ?? [at]
    const unit = unitOf(at, rest.group)
    const { record: _, ...lasting } = finding
    const body = {
      correlation: correlation.id,
      observation: rest,
      finding: { ...lasting, message: '', annotation: null },
    }
    const row = (key: string, keep: MemoryRow['keep'], expires: number): MemoryRow => ({
      unit,
      key,
      keep,
      time: rest.time + withinSecond(rest.eventId),
      body: body as unknown as Json,
      expires,
    })
    const expires = Math.max(now, rest.time) + reach(at) + grace
    if (correlation.type === 'new_value' && family.length === 1) {
      // Within a bucket no longer than the timespan no value can become new again: its two ends tell all.
      const bucket = Math.floor(rest.time / Math.max(1, Math.min(DAY, correlation.timespan)))
      const value = digest(rest.value ?? '')
      return [
        row('start', 'earliest', Number.MAX_SAFE_INTEGER),
        row(`${bucket} ${value} a`, 'earliest', expires),
        row(`${bucket} ${value} z`, 'latest', expires),
      ]
    }
    const event = rest.eventId === '' ? digest(JSON.stringify(body)) : rest.eventId
    return [row(`${rest.time} ${event} ${correlation.id} ${rest.rule}`, 'first', expires)]
  }

  return {
    rows: (sightings, now) =>
      strongest(
        sightings.flatMap(({ observations, finding }) =>
          observations.flatMap((observation) => rowsOf(observation, finding, now)),
        ),
      ),
    judge: (rows) => {
      const watch = newWatch()
      const newest = new Map<string, number>()
      for (const { unit, body, time } of rows) {
        const { correlation: id, observation, finding } = body as unknown as Body
        const correlation = places.get(id)
        // The rule is gone, or names fewer rules than it did.
        if (correlation === undefined || !links.correlations[correlation]?.rules[observation.rule]) continue
        newest.set(unit, Math.max(newest.get(unit) ?? 0, time))
        watch.add({ observations: [{ ...observation, correlation }], finding })
      }
      return watch.close().filter(({ rule, group, event }) => {
        const unit = unitOf(places.get(rule.id) ?? -1, JSON.stringify(Object.values(group ?? {})))
        return Date.parse(event.time) >= (newest.get(unit) ?? 0) - grace
      })
    },
  }
}

/** Of rows with one place, the one that would stay. */
const strongest = (rows: readonly MemoryRow[]): readonly MemoryRow[] => {
  const kept = new Map<string, MemoryRow>()
  for (const row of rows) {
    const place = `${row.unit} ${row.key}`
    const held = kept.get(place)
    if (!held || replaces(row, held)) kept.set(place, row)
  }
  return [...kept.values()]
}

/** Whether a row takes the place of one that is there. */
export const replaces = (row: MemoryRow, held: MemoryRow): boolean =>
  row.keep === 'earliest' ? row.time < held.time : row.keep === 'latest' ? row.time > held.time : false

/** By correlation: all that are linked to it, directly or not, itself included; smallest index first. */
const familiesOf = (links: LinkedCorrelations): readonly (readonly number[])[] => {
  const root = links.correlations.map((_, at) => at)
  const find = (at: number): number => (root[at] === at ? at : find(root[at] as number))
  for (const [child, feeds] of links.parents.entries())
    for (const { correlation } of feeds) root[find(Math.max(child, correlation))] = find(Math.min(child, correlation))
  const members = new Map<number, number[]>()
  for (const at of root.keys()) members.set(find(at), [...(members.get(find(at)) ?? []), at])
  return root.map((_, at) => members.get(find(at)) ?? [at])
}

/** CloudTrail's times are whole seconds: events of one second are told apart by their ids, in the order that a scan has. */
const withinSecond = (eventId: string): number => (Number.parseInt(eventId.slice(0, 8), 16) || 0) / 2 ** 33

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 24)
