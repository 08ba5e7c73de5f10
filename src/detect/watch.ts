/** Watch: feeds matches to the correlations, and turns what fires into findings. */
import type { Correlation } from '../core/correlation.ts'
import type { Finding } from '../core/finding.ts'
import { isObject, type Json, type JsonObject } from '../core/json.ts'
import type { Rule } from '../core/rule.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../notation/duration.ts'
import { createCorrelator, type Firing } from './correlation/correlator.ts'
import type { LinkedCorrelations } from './correlation/link.ts'
import { type FedEvent, observe } from './correlation/observe.ts'
import type { LevelIn } from './finding.ts'

/** What one match tells the correlations. Plain data: may cross from a worker thread. */
export interface Sighting {
  readonly observations: readonly FedEvent[]
  readonly finding: Finding
}

export interface Watch {
  /** Whether a rule's matches feed a correlation. */
  needs(rule: Rule): boolean
  see(rule: Rule, record: JsonObject, finding: Finding): readonly Sighting[]
  add(sighting: Sighting): void
  /** Every correlation's findings; the same whatever the order of the sightings. Ends the watch. */
  close(): readonly Finding[]
}

/** What many events share, held once. */
type Profile = Omit<
  Finding,
  'rule' | 'level' | 'event' | 'message' | 'annotation' | 'eventIds' | 'group' | 'file' | 'record'
> & {
  readonly event: Omit<Finding['event'], 'id' | 'time'>
}

interface Context {
  /** The profile as text. */
  readonly key: string
  readonly profile: Profile
  readonly time: string
  readonly file: string
}

/** Where the context of an event is kept: a record without an id is known by its time alone. */
const placeOf = (id: string, time: number): string => (id === '' ? `at ${time}` : id)

/**
 * @param rules the list that was linked, in its order
 * @param isReported asked with the level that the finding has
 */
export const createWatch = (
  rules: readonly Rule[],
  links: LinkedCorrelations,
  isReported: (correlation: Correlation) => boolean,
  levelIn: LevelIn = ({ level }) => level,
): Watch => {
  const indexes = new Map(rules.map((rule, index) => [rule, index]))
  const correlator = createCorrelator(links)
  const profiles = new Map<string, Profile>()
  const contexts = new Map<string, Context>()
  const needs = (rule: Rule): boolean => (links.feeds[indexes.get(rule) ?? -1]?.length ?? 0) > 0

  const remember = ({ event, principal, who, sourceIp, tool, context, file }: Finding): void => {
    const { id, time, ...rest } = event
    const place = placeOf(id, Date.parse(time))
    const held = contexts.get(place)
    if (held && id !== '') return
    const profile: Profile = { event: rest, principal, who, sourceIp, tool, context }
    const key = JSON.stringify(profile)
    // Of records without an id at one time, one and the same is named, in whatever order they come.
    if (held && (held.key < key || (held.key === key && held.file <= file))) return
    const shared = profiles.get(key) ?? profile
    profiles.set(key, shared)
    contexts.set(place, { key, profile: shared, time, file })
  }

  const toFinding = (firing: Firing): Finding | undefined => {
    const correlation = links.correlations[firing.correlation] as Correlation
    const known = contexts.get(placeOf(firing.eventId, firing.time))
    if (!known) return undefined
    const { profile, time, file } = known
    const level = levelIn(correlation, profile.context)
    if (!isReported({ ...correlation, level })) return undefined
    const { id, title, status = 'stable', tags, groupBy } = correlation
    const finding: Finding = {
      rule: { id, title, level: correlation.level, status, tags, language: 'sigma' },
      level,
      ...profile,
      event: { ...profile.event, id: firing.eventId, time },
      message: '',
      annotation: firing.value === undefined ? null : newIn(correlation, firing.value),
      eventIds: firing.eventIds,
      group: Object.fromEntries(groupBy.map((field, index) => [field, firing.group[index] ?? null])),
      file,
    }
    return { ...finding, message: correlation.renderMessage?.(finding) ?? sentence(correlation, finding) }
  }

  return {
    needs,
    see: (rule, record, finding) => {
      if (!needs(rule)) return []
      const { id, time } = finding.event
      const observations = observe(links, indexes.get(rule) as number, record, { id, time: Date.parse(time) })
      return observations.length > 0 ? [{ observations, finding }] : []
    },
    add: ({ observations, finding }) => {
      remember(finding)
      for (const observation of observations) correlator.add(observation)
    },
    close: () => correlator.finish().flatMap((firing) => toFinding(firing) ?? []),
  }
}

/** Field -> what was new. */
const newIn = ({ fields }: Correlation, value: Json): JsonObject => {
  const values = fields.length > 1 && Array.isArray(value) ? value : [value]
  return Object.fromEntries(fields.map((field, at) => [field, values[at] ?? null]))
}

const shown = (annotation: Json): string =>
  Object.values(isObject(annotation) ? annotation : {})
    .map((value) => JSON.stringify(value))
    .join(' and ')

/** For a correlation without a message. */
const sentence = ({ type, rules, fields, timespan }: Correlation, { who, eventIds, annotation }: Finding): string => {
  const span = duration(timespan)
  switch (type) {
    case 'event_count':
      return `${who}: ${eventIds.length} events in a burst (counted over ${span})`
    case 'value_count':
      return `${who}: many different values of ${fields.join(' and ')} within ${span} (${eventIds.length} events)`
    case 'temporal':
      return `${who}: ${rules.join(' and ')}, within ${span}`
    case 'temporal_ordered':
      return `${who}: ${rules.join(', then ')}, within ${span}`
    case 'new_value':
      return `${who}: ${fields.join(' and ')} was not seen before as ${shown(annotation)}`
  }
}

const UNITS: readonly (readonly [string, number])[] = [
  ['day', DAY],
  ['hour', HOUR],
  ['minute', MINUTE],
  ['second', SECOND],
]

const duration = (milliseconds: number): string => {
  const [unit, size] = UNITS.find(([, length]) => milliseconds >= length && milliseconds % length === 0) ?? [
    'second',
    1000,
  ]
  const count = milliseconds / size
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}
