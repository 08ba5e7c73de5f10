/**
 * The report of a case as a STIX 2.1 bundle (https://docs.oasis-open.org/cti/stix/v2.1/os/stix-v2.1-os.html): who, from
 * where, what was seen and which techniques it was. The same case gives the same identifiers.
 */
import type { Case, CaseEvent, Edge, Entity } from '../../core/case.ts'
import { defineFormat } from '../format.ts'
import { cut, jsonLines } from '../terminal.ts'
import { partialOf } from './partial.ts'
import type { CaseReport, StixTechnique, TechniquesOf } from './report.ts'
import { objectId, observableId } from './stix-ids.ts'

/** What the bundle knows beside the case. */
export type StixContext = Pick<CaseReport, 'made'> & { readonly techniques: TechniquesOf }

export const caseStixBundle = defineFormat({
  name: 'stix',
  title: 'a STIX 2.1 bundle',
  render: async function* ({ found, techniques, made }: CaseReport) {
    yield* jsonLines(caseStix(found, { techniques: await techniques(), made }))
  },
})

type StixObject = Readonly<Record<string, unknown>> & { readonly type: string; readonly id: string }

export interface StixBundle {
  readonly type: 'bundle'
  readonly id: string
  readonly objects: readonly StixObject[]
}

const MAX_TEXT = 1000
/**
 * "created ... the time at which the first version of this object was created", and all versions share it ("Versioning"):
 * it may depend only on what the identifier is made of. Most objects are of no case and have one moment for ever.
 */
const LASTING = '2026-01-01T00:00:00.000Z'
/** The greatest `number_observed` and `count` (sections 4.14 and 5.2). */
const MAX_COUNT = 999_999_999

export const caseStix = (found: Case, { techniques, made }: StixContext): StixBundle => {
  const modified = timeOf(made, made)
  const author = objectId('identity', 'tattletrail')
  const maker =
    (created: string): MakeObject =>
    (type, name, rest) => ({
      type,
      id: objectId(type, ...name),
      spec_version: '2.1',
      created_by_ref: author,
      created: earlier(created, modified),
      modified,
      ...rest,
    })
  // What is the same in every case, and what is of this one: its id holds this day.
  const lasting = maker(LASTING)
  const object = maker(timeOf(found.first.slice(0, 10), LASTING))
  const { created_by_ref: _, ...tool } = lasting('identity', ['tattletrail'], {
    name: 'Tattletrail',
    identity_class: 'system',
  })

  const things = new Map(found.entities.map((entity) => [entity.id, toObject(entity, lasting)]))
  const people = found.people.map((person) =>
    object('identity', ['person', found.id, person.name], { name: cut(person.name, MAX_TEXT) || 'unknown' }),
  )
  const observed = observations(found.events)
  const seen = observed.map(({ events, refs }) =>
    object('observed-data', [found.id, ...refs], spanOf(events, refs, modified)),
  )
  const seenOf = new Map(
    observed.flatMap(({ events }, at) => events.map((event) => [event, seen[at]?.id ?? ''] as const)),
  )
  const known = techniquesIn(found.events, techniques)
  const patterns = known.map(({ technique }) => lasting('attack-pattern', [technique.id], patternOf(technique)))
  const sightings = known.map(({ technique, events }, at) =>
    object('sighting', [found.id, technique.id], {
      sighting_of_ref: patterns[at]?.id,
      ...seenTimes(events, modified),
      count: Math.min(MAX_COUNT, events.length),
      observed_data_refs: unique(events.map((event) => seenOf.get(event) ?? '')),
      where_sighted_refs: [author],
    }),
  )
  const ties = [
    ...found.edges.flatMap((edge) => related(things.get(edge.from), things.get(edge.to), tieOf(edge))),
    ...found.people.flatMap((person, at) =>
      person.entities.flatMap((id) =>
        related(people[at], things.get(id), { key: 'person', description: 'leads back to' }),
      ),
    ),
  ].map(({ name, ...rest }) => object('relationship', [found.id, ...name], rest))
  const described = uniqueById([
    ...things.values(),
    ...people,
    ...observed.flatMap(({ objects }) => objects),
    ...seen,
    ...patterns,
    ...sightings,
    ...ties,
  ])
  const partial = partialOf(found)
  const report = object('report', [found.id], {
    name: cut(`${found.id}: ${found.seed.value}`, MAX_TEXT),
    description: `${found.events.length} events in scope of ${found.searched.records} records.${partial === undefined ? '' : ` Partial: ${partial}.`}`,
    report_types: ['observed-data'],
    published: modified,
    // "object_refs (required)": of a case without events it is the tool that found none.
    object_refs: described.length > 0 ? described.map(({ id }) => id) : [author],
  })
  const id = objectId('bundle', found.id, modified)
  return { type: 'bundle', id, objects: [tool as StixObject, ...described, report] }
}

type MakeObject = (type: string, name: readonly string[], rest: object) => StixObject

const toObject = ({ kind, value, label }: Entity, object: MakeObject): StixObject => {
  const name = cut(label, MAX_TEXT) || kind
  if (kind === 'address') return addressOf(value) ?? object('infrastructure', [kind, value], { name })
  if (kind === 'account') return object('identity', [kind, value], { name, identity_class: 'organization' })
  // "database servers targeted by an attack" (section 4.8, Infrastructure).
  if (kind === 'resource') return object('infrastructure', [kind, value], { name })
  return accountOf(value, name)
}

/** ID contributing properties: account_type, user_id, account_login (section 6.16). */
const accountOf = (value: string, name: string): StixObject => {
  const userId = cut(value, MAX_TEXT)
  return {
    type: 'user-account',
    spec_version: '2.1',
    id: observableId('user-account', { user_id: userId }),
    user_id: userId,
    display_name: name,
  }
}

/** An IPv6 address with an IPv4 address in it, written out. */
const MAX_ADDRESS = 45
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/
/** Eight groups, or fewer with one `::` (RFC 4291, section 2.2); an IPv4 address stands for the last two. */
const isIpv6 = (value: string): boolean => {
  const tail = /^(.*:)([\d.]+\.[\d.]+)$/.exec(value)
  if (tail && !IPV4.test(tail[2] as string)) return false
  const written = tail ? `${tail[1]}0:0` : value
  const halves = written.split('::')
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  const complete = halves.length === 1 ? groups.length === 8 : halves.length === 2 && groups.length < 8
  return complete && groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))
}

/** None for what CloudTrail writes in place of an address: the name of a service, or `AWS Internal`. */
const addressOf = (value: string): StixObject | undefined => {
  if (value.length > MAX_ADDRESS) return undefined
  const type = IPV4.test(value) ? 'ipv4-addr' : isIpv6(value) ? 'ipv6-addr' : undefined
  return type && { type, spec_version: '2.1', id: observableId(type, { value }), value }
}

interface ObservedData {
  readonly events: CaseEvent[]
  readonly objects: readonly StixObject[]
  readonly refs: readonly string[]
}

/** Events of one principal, key and address are one observation. */
const observations = (events: readonly CaseEvent[]): readonly ObservedData[] => {
  const found = new Map<string, ObservedData>()
  for (const event of events) {
    const { arn, who, key, address } = event
    const id = JSON.stringify([arn ?? who, key, address])
    const known = found.get(id)
    if (known) known.events.push(event)
    else {
      const objects = [
        accountOf(arn ?? (who || 'unknown'), cut(who, MAX_TEXT) || 'unknown'),
        ...(key === null ? [] : [accountOf(key, cut(key, MAX_TEXT))]),
        ...[addressOf(address)].filter((one) => one !== undefined),
      ]
      found.set(id, { events: [event], objects, refs: unique(objects.map((object) => object.id)) })
    }
  }
  return [...found.values()]
}

const spanOf = (events: readonly CaseEvent[], refs: readonly string[], otherwise: string): object => {
  const [first, last] = endsOf(events, otherwise)
  const labels = unique(events.flatMap(({ tactics }) => tactics))
  return {
    first_observed: first,
    last_observed: last,
    number_observed: Math.min(MAX_COUNT, events.length),
    object_refs: refs,
    ...(labels.length > 0 && { labels }),
  }
}

/** A moment gets no last_seen: the library of OASIS refuses one that is not later than first_seen. */
const seenTimes = (events: readonly CaseEvent[], otherwise: string): object => {
  const [first, last] = endsOf(events, otherwise)
  return { first_seen: first, ...(last > first && { last_seen: last }) }
}

const endsOf = (events: readonly CaseEvent[], otherwise: string): readonly [string, string] => {
  const times = events.map(({ time }) => timeOf(time, otherwise)).sort()
  return [times[0] ?? otherwise, times.at(-1) ?? otherwise]
}

interface SeenTechnique {
  readonly technique: StixTechnique
  readonly events: CaseEvent[]
}

const techniquesIn = (events: readonly CaseEvent[], of: TechniquesOf): readonly SeenTechnique[] => {
  const found = new Map<string, SeenTechnique>()
  for (const event of events)
    for (const technique of of(event)) {
      const known = found.get(technique.id)
      if (known) known.events.push(event)
      else found.set(technique.id, { technique, events: [event] })
    }
  return [...found.values()].sort((a, b) => (a.technique.id < b.technique.id ? -1 : 1))
}

/** As ATT&CK's own bundles name tactics and techniques (https://github.com/mitre/cti/blob/master/USAGE.md). */
const patternOf = ({ id, name, tactics }: StixTechnique): object => ({
  name,
  kill_chain_phases: tactics.map((tactic) => ({ kill_chain_name: 'mitre-attack', phase_name: tactic })),
  external_references: [
    {
      source_name: 'mitre-attack',
      external_id: id,
      url: `https://attack.mitre.org/techniques/${id.replace('.', '/')}`,
    },
  ],
})

interface Tie {
  /** Sets two ties of the same ends apart. */
  readonly key: string
  readonly description: string
}

const tieOf = ({ kind, reason, count }: Edge): Tie => ({
  key: kind,
  description: cut(`${kind}: ${reason} (${count === 1 ? '1 event' : `${count} events`})`, MAX_TEXT),
})

/** "related-to" is the one type that holds between all objects ("Common Relationships"). */
const related = (
  from: StixObject | undefined,
  to: StixObject | undefined,
  { key, description }: Tie,
): readonly { readonly name: readonly string[]; readonly [property: string]: unknown }[] =>
  from === undefined || to === undefined || from.id === to.id
    ? []
    : [
        {
          name: [from.id, to.id, key],
          relationship_type: 'related-to',
          source_ref: from.id,
          target_ref: to.id,
          description,
        },
      ]

/** RFC 3339 with milliseconds, in UTC. */
const timeOf = (iso: string, otherwise: string): string => {
  const at = Date.parse(iso)
  return Number.isNaN(at) ? otherwise : new Date(at).toISOString()
}

const earlier = (a: string, b: string): string => (a < b ? a : b)
const unique = (values: readonly string[]): readonly string[] => [...new Set(values)]
const uniqueById = (objects: readonly StixObject[]): readonly StixObject[] =>
  [...new Map([...objects].reverse().map((object) => [object.id, object])).values()].reverse()
