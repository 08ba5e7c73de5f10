/** Observe: a record that a rule matched -> what the correlations need to remember of it, as plain data. */
import type { Correlation } from '../../core/correlation.ts'
import { isObject, type Json, type JsonObject, own } from '../../core/json.ts'
import type { Feed, LinkedCorrelations } from './link.ts'

/** A group (the values of `group-by` as a JSON list) and the text of the counted value. */
export interface GroupValue {
  readonly group: string
  readonly value?: string
}

/** Plain data: may cross from a worker thread. */
export interface FedEvent extends Feed, GroupValue {
  /** Milliseconds since the epoch. */
  readonly time: number
  readonly eventId: string
  /** The event's place in each of `links.ancestors[correlation]`; null where it has none. */
  readonly above?: readonly (GroupValue | null)[]
}

/** Longer values are cut: a group is held in memory as long as the scan runs. */
const MAX_VALUE = 1024
/** Lists within lists deeper than this are not a CloudTrail record. */
const MAX_LISTS = 32

/** What a match of a rule (by its index) feeds. */
export const observe = (
  links: LinkedCorrelations,
  rule: number,
  record: JsonObject,
  { time, id }: { readonly time: number; readonly id: string },
): readonly FedEvent[] => {
  const feeds = links.feeds[rule]
  if (!feeds || feeds.length === 0 || !Number.isFinite(time)) return []
  return feeds.flatMap((feed) => {
    const place = placeOf(links.correlations[feed.correlation] as Correlation, feed.rule, record)
    if (!place) return []
    const ancestors = links.ancestors[feed.correlation] ?? []
    const above = ancestors.map(
      (upper) => placeOf(links.correlations[upper.correlation] as Correlation, upper.rule, record) ?? null,
    )
    return [{ ...feed, ...place, time, eventId: id, ...(above.length > 0 && { above }) }]
  })
}

/** Undefined when a field of the group, or a counted field, is missing: such an event belongs to no group. */
const placeOf = (correlation: Correlation, rule: number, record: JsonObject): GroupValue | undefined => {
  const group: Json[] = []
  for (const name of correlation.groupBy) {
    const alias = own(correlation.aliases as unknown as JsonObject, name) as
      | Readonly<Record<string, string>>
      | undefined
    const reference = correlation.rules[rule] ?? ''
    const value = fieldValue(record, alias && Object.hasOwn(alias, reference) ? (alias[reference] as string) : name)
    if (value === undefined || value === null) return undefined
    group.push(shorten(value))
  }
  const counted: Json[] = []
  for (const field of correlation.fields) {
    const value = fieldValue(record, field)
    if (value === undefined || value === null) return undefined
    counted.push(shorten(value))
  }
  return {
    group: JSON.stringify(group),
    ...(counted.length > 0 && { value: JSON.stringify(counted.length > 1 ? counted : counted[0]) }),
  }
}

const shorten = (value: Json): Json => {
  if (typeof value === 'number' || typeof value === 'boolean') return value
  if (typeof value === 'string') return value.length > MAX_VALUE ? `${value.slice(0, MAX_VALUE)}…` : value
  try {
    const text = JSON.stringify(value)
    return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : value
  } catch {
    // Nested deeper than the stack reaches.
    return '…'
  }
}

/** The value of a dotted name; the list of them where a list on the way holds several. A literal dotted key is tried last. */
export const fieldValue = (record: JsonObject, name: string): Json | undefined => {
  const found: Json[] = []
  const walk = (node: Json, name: string, lists: number): void => {
    if (Array.isArray(node)) {
      if (lists < MAX_LISTS) for (const element of node) walk(element, name, lists + 1)
      return
    }
    if (!isObject(node)) return
    for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
      const before = found.length
      const value = own(node, name.slice(0, dot))
      if (value !== undefined) walk(value, name.slice(dot + 1), lists)
      if (found.length > before) return
    }
    const value = own(node, name)
    if (value !== undefined) found.push(value)
  }
  walk(record, name, 0)
  return found.length > 1 ? found : found[0]
}
