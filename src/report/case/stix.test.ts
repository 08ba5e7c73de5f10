import { expect, test } from 'vitest'
import type { Case, CaseEvent } from '../../core/case.ts'
import { makeCase } from '../testing/case.ts'
import type { StixTechnique } from './report.ts'
import { caseStix, type StixContext } from './stix.ts'

const TECHNIQUES: Readonly<Record<string, StixTechnique>> = {
  CreateAccessKey: { id: 'T1098.001', name: 'Additional Cloud Credentials', tactics: ['persistence'] },
  StopLogging: { id: 'T1562.008', name: 'Disable Cloud Logs', tactics: ['defense-impairment'] },
}
const CONTEXT: StixContext = {
  techniques: ({ name }) => (TECHNIQUES[name] ? [TECHNIQUES[name]] : []),
  made: '2026-03-04T03:12:00Z',
}
type Loose = Readonly<Record<string, unknown>>
const of = (found: Case, type: string): readonly Loose[] =>
  caseStix(found, CONTEXT).objects.filter((object) => object.type === type)

const ID = /^([a-z][a-z0-9-]+)--[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const SDO = ['created', 'modified']
/** Required properties, as each section of the specification lists them; observables have no `created`. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  identity: [...SDO, 'name'],
  infrastructure: [...SDO, 'name'],
  'attack-pattern': [...SDO, 'name'],
  'observed-data': [...SDO, 'first_observed', 'last_observed', 'number_observed', 'object_refs'],
  relationship: [...SDO, 'relationship_type', 'source_ref', 'target_ref'],
  sighting: [...SDO, 'sighting_of_ref'],
  report: [...SDO, 'name', 'published', 'object_refs'],
  'user-account': ['user_id'],
  'ipv4-addr': ['value'],
  'ipv6-addr': ['value'],
}
const OBSERVABLES = ['user-account', 'ipv4-addr', 'ipv6-addr']

/** Everything that breaks the specification, in words. */
const faultsOf = (found: Case): readonly string[] => {
  const bundle = caseStix(found, CONTEXT)
  const faults: string[] = []
  const known = new Map(bundle.objects.map((object) => [object.id, object.type]))
  if (known.size !== bundle.objects.length) faults.push('an id is there twice')
  if (new Set([...known.keys()].map((id) => id.split('--')[1])).size !== known.size) faults.push('types share a UUID')
  for (const object of [{ ...bundle }, ...bundle.objects] as readonly Loose[]) {
    const say = (what: string): number => faults.push(`${object.id}: ${what}`)
    const type = String(object.type)
    if (ID.exec(String(object.id))?.[1] !== type) say('its id does not fit its type')
    if (type !== 'bundle' && object.spec_version !== '2.1') say('spec_version')
    for (const name of type === 'bundle' ? ['objects'] : (REQUIRED[type] ?? ['a type that is known']))
      if (object[name] === undefined) say(`no ${name}`)
    for (const [name, value] of Object.entries(object)) {
      if (!/^[a-z0-9_]{3,250}$/.test(name) && !['id'].includes(name)) say(`the name ${name}`)
      if (
        /^(?:created|modified|published|first_|last_)/.test(name) &&
        !name.endsWith('_ref') &&
        !TIME.test(String(value))
      )
        say(`${name} is ${value}`)
      if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) say(`${name} is empty`)
      for (const ref of name.endsWith('_ref') ? [value] : name.endsWith('_refs') ? (value as unknown[]) : [])
        if (!known.has(String(ref))) say(`${name} leads nowhere: ${ref}`)
    }
    if (String(object.modified) < String(object.created)) say('modified before it was created')
    if (String(object.last_observed) < String(object.first_observed)) say('last before first')
    if (object.last_seen !== undefined && !(String(object.last_seen) > String(object.first_seen))) say('last_seen')
    if (type === 'observed-data')
      for (const ref of object.object_refs as string[])
        if (!OBSERVABLES.includes(known.get(ref) ?? '')) say('it observes what is no observable')
    if (type === 'relationship' && !/^[a-z0-9-]+$/.test(String(object.relationship_type))) say('relationship_type')
    if (type === 'sighting' && known.get(String(object.sighting_of_ref)) !== 'attack-pattern') say('sighting_of_ref')
  }
  return faults
}

const odd = (change: Partial<CaseEvent>): Case => {
  const found = makeCase({ events: 60 })
  return { ...found, events: found.events.map((event) => ({ ...event, ...change })) }
}
const CASES: readonly (readonly [string, Case])[] = [
  ['as usual', makeCase({ events: 300 })],
  ['without events', makeCase({ events: 0 })],
  ['one event', makeCase({ events: 1 })],
  ['hostile', makeCase({ events: 60, hostile: `"}]</script>\u202e__proto__${'x'.repeat(40_000)}` })],
  ['from a service', odd({ address: 'cloudtrail.amazonaws.com' })],
  ['no names', odd({ arn: null, who: '', key: null, address: '' })],
  ['no times', odd({ time: '' })],
  ['after the report', { ...makeCase({ events: 60 }), first: '2027-01-01T00:00:00Z' }],
]
test.each(CASES)('%s: the bundle keeps to the specification', (_, found) => {
  expect(faultsOf(found)).toEqual([])
})

test('it holds what the case holds', () => {
  const found = makeCase({ events: 300 })
  const addresses = [...of(found, 'ipv4-addr'), ...of(found, 'ipv6-addr')].map(({ value }) => value)
  expect(addresses.sort()).toEqual(['198.51.100.7', '2001:db8::7', '203.0.113.9'])
  expect(of(found, 'user-account').map((object) => object.user_id)).toContain('AKIAI44QH8DHBEXAMPLE')
  expect(of(found, 'attack-pattern').map((object) => object.external_references)).toEqual(
    ['T1098.001', 'T1562.008'].map((id) => [
      {
        source_name: 'mitre-attack',
        external_id: id,
        url: `https://attack.mitre.org/techniques/${id.replace('.', '/')}`,
      },
    ]),
  )
  const observed = of(found, 'observed-data').map((object) => object.number_observed as number)
  expect(observed.reduce((sum, count) => sum + count, 0)).toBe(300)
  const keys = of(found, 'sighting').map((object) => object.count)
  expect(keys[0]).toBe(found.events.filter(({ name }) => name === 'CreateAccessKey').length)
  expect(of(found, 'relationship').filter((object) => String(object.description).startsWith('issued: '))).toHaveLength(
    1,
  )
  expect(of(found, 'report')[0]?.object_refs).toHaveLength(caseStix(found, CONTEXT).objects.length - 2)
})

const WRITTEN: readonly (readonly [string, string | undefined])[] = [
  ['198.51.100.7', 'ipv4-addr'],
  ['198.51.100.700', undefined],
  ['198.51.100', undefined],
  ['2001:db8::7', 'ipv6-addr'],
  ['::ffff:198.51.100.7', 'ipv6-addr'],
  ['2001:db8:0:0:0:0:0:7', 'ipv6-addr'],
  ['2001:db8::7::1', undefined],
  ['1:2:3', undefined],
  [':::::::', undefined],
  ['AWS Internal', undefined],
]
test.each(WRITTEN)('the address %s is %s', (address, type) => {
  const { objects } = caseStix({ ...odd({ address }), entities: [], edges: [], people: [] }, CONTEXT)
  expect(objects.find(({ value }) => value === address)?.type).toBe(type)
})

test('an object keeps the moment of its creation, whatever the case, its logs and the report', () => {
  const found = makeCase({ events: 300 })
  const createdOf = (one: Case, made: string): ReadonlyMap<string, unknown> =>
    new Map(caseStix(one, { ...CONTEXT, made }).objects.map(({ id, created }) => [id, created]))
  const before = createdOf(found, CONTEXT.made)
  for (const [other, same] of [
    [{ ...found, first: '2026-03-04T00:10:00Z' }, before.size],
    [{ ...found, id: 'case-20260501-1', first: '2026-05-01T00:00:00Z' }, 10],
  ] as const) {
    const after = [...createdOf(other, '2026-05-02T00:00:00Z')].filter(([id]) => before.has(id))
    expect(after.length).toBeGreaterThanOrEqual(same)
    for (const [id, created] of after) expect([id, created]).toEqual([id, before.get(id)])
  }
})

test('the same case gives the same bundle; a later report changes no id but that of the bundle', () => {
  const ids = (made: string): readonly string[] =>
    caseStix(makeCase({ events: 300 }), { ...CONTEXT, made }).objects.map(({ id }) => id)
  expect(caseStix(makeCase(), CONTEXT)).toEqual(caseStix(makeCase(), CONTEXT))
  expect(ids('2026-03-05T00:00:00Z')).toEqual(ids(CONTEXT.made))
})
