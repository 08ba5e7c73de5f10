import { expect, test } from 'vitest'
import { type Finding, NO_CONTEXT } from '../core/finding.ts'
import type { JsonObject } from '../core/json.ts'
import { linkCorrelations } from './correlation/link.ts'
import { aCorrelation, aRule } from './testing/rules.ts'
import { createWatch } from './watch.ts'

const RULE = aRule('login', { title: 'Login', language: 'sigma' })
const TWICE = aCorrelation('twice', ['login'])

const seen = (id: string, time: string, who: string): Finding => ({
  rule: { id: 'login', title: 'Login', level: 'low', status: 'stable', tags: [], language: 'sigma' },
  level: 'low',
  event: { id, time, accountId: '123456789012', region: '', source: '', name: 'ConsoleLogin', errorCode: null },
  principal: {
    kind: 'IAMUser',
    name: who,
    arn: null,
    principalId: null,
    accountId: null,
    accessKeyId: null,
    session: null,
  },
  who,
  sourceIp: '192.0.2.1',
  tool: '',
  context: NO_CONTEXT,
  message: '',
  annotation: null,
  eventIds: [],
  group: null,
  file: `${who}.json`,
})

const CASES: readonly { readonly what: string; readonly events: readonly Finding[]; readonly who: string }[] = [
  {
    what: 'the event that completed it',
    events: [seen('a', '2024-05-01T10:00:00Z', 'dana'), seen('b', '2024-05-01T10:00:10Z', 'robin')],
    who: 'robin',
  },
  {
    what: 'the event that completed it, where records have no id',
    events: [seen('', '2024-05-01T10:00:00Z', 'dana'), seen('', '2024-05-01T10:00:10Z', 'robin')],
    who: 'robin',
  },
  {
    what: 'always the same event, where records have neither an id nor times of their own',
    events: [seen('', '2024-05-01T10:00:00Z', 'robin'), seen('', '2024-05-01T10:00:00Z', 'dana')],
    who: 'dana',
  },
]

test.each(CASES)("a correlation's finding tells of $what, in whatever order they came", ({ events, who }) => {
  for (const order of [events, events.toReversed()]) {
    const watch = createWatch([RULE], linkCorrelations([RULE], [TWICE]), () => true)
    for (const finding of order) for (const sighting of watch.see(RULE, {}, finding)) watch.add(sighting)
    expect(watch.close().map((finding) => [finding.who, finding.file])).toEqual([[who, `${who}.json`]])
  }
})

test('of several fields it is what they hold together', () => {
  const fields = ['region', 'port']
  const more = { type: 'new_value', fields, condition: [], groupBy: [], timespan: 3_600_000 } as const
  const watch = createWatch([RULE], linkCorrelations([RULE], [aCorrelation('fresh', ['login'], more)]), () => true)
  const see = (id: string, time: string, record: JsonObject): void => {
    for (const sighting of watch.see(RULE, record, seen(id, `2024-05-01T${time}Z`, 'dana'))) watch.add(sighting)
  }
  see('a', '10:00:00', { region: 'eu-west-1', port: 22 })
  see('b', '10:01:00', { region: 'eu-west-1', port: 443 })
  see('c', '10:02:00', { region: 'eu-west-1', port: 22 })
  see('d', '10:03:00', { region: 'eu-west-1' })
  expect(watch.close().map(({ eventIds, annotation, message }) => [eventIds, annotation, message])).toEqual([
    [['a'], { region: 'eu-west-1', port: 22 }, 'dana: region and port was not seen before as "eu-west-1" and 22'],
    [['b'], { region: 'eu-west-1', port: 443 }, 'dana: region and port was not seen before as "eu-west-1" and 443'],
  ])
})

test.each<[what: string, field: string, value: JsonObject[string], sentence: string]>([
  ['a text', 'region', 'sa-east-1', 'dana: region was not seen before as "sa-east-1"'],
  ['a number', 'tattletrail.place.asn', 64511, 'dana: tattletrail.place.asn was not seen before as 64511'],
  ['a list', 'requestParameters.ports', [22, 443], 'dana: requestParameters.ports was not seen before as [22,443]'],
])('what was new is told: %s', (_, field, value, message) => {
  const fresh = aCorrelation('fresh', ['login'], { type: 'new_value', fields: [field], condition: [], groupBy: [] })
  const watch = createWatch([RULE], linkCorrelations([RULE], [fresh]), () => true)
  const record = { [field]: value }
  for (const sighting of watch.see(RULE, record, seen('a', '2024-05-01T10:00:00Z', 'dana'))) watch.add(sighting)
  expect(watch.close()).toMatchObject([{ annotation: { [field]: value }, message }])
})
