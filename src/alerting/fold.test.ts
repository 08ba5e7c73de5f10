/** What an alert becomes as findings come in: field by field, at each limit. */
import { describe, expect, test } from 'vitest'
import type { Alert } from '../core/alert.ts'
import type { Finding } from '../core/finding.ts'
import { fold, type RuleNotes } from './fold.ts'
import { alertId, findingKey } from './group.ts'
import { responseSteps } from './respond.ts'
import { aFinding } from './testing/finding.ts'
import { NOTES } from './testing/life.ts'

const timeOf = (minute: number): string => `2026-03-04T02:${String(minute).padStart(2, '0')}:00Z`
/** A finding known by its minute. */
const at = (minute: number, level: Finding['level'] = 'high'): Finding =>
  aFinding({ rule: { level }, event: { id: `e${minute}`, time: timeOf(minute) } })
const count = (length: number): readonly Finding[] => Array.from({ length }, (_, minute) => at(minute))
const add = (before: Alert | undefined, findings: readonly Finding[], overtaken: readonly Finding[] = []): Alert =>
  fold(before, 'key', findings, new Set(overtaken.map(findingKey)), NOTES, 7)
const minutes = ({ findings }: Alert): string => findings.map(({ event }) => event.id).join(' ')
const folded = (...pieces: readonly (readonly Finding[])[]): Alert =>
  pieces.reduce<Alert | undefined>((before, piece) => add(before, piece), undefined) as Alert

test('a first finding makes an alert', () => {
  const notes: RuleNotes = { ...NOTES, respond: ['Ask dana'], description: 'why it matters' }
  expect(fold(undefined, 'key', [at(1)], new Set(), notes, 7)).toEqual({
    id: alertId('key'),
    groupKey: 'key',
    status: 'firing',
    revision: 1,
    episode: 1,
    rule: at(1).rule,
    level: 'high',
    count: 1,
    first: timeOf(1),
    last: timeOf(1),
    changed: 7,
    findings: [at(1)],
    respond: responseSteps(['Ask dana'], at(1)),
    description: 'why it matters',
    acknowledged: null,
    assignee: null,
    notified: {},
    decisions: [],
  })
})

describe('the times of events say which is first and last, not the order in which they come', () => {
  const timeless = aFinding({ event: { id: 'e-', time: '' } })
  test.each<[string, readonly (readonly Finding[])[], string, string, string]>([
    ['in one piece', [[at(5), at(1), at(3)]], timeOf(1), timeOf(5), 'e1 e3 e5'],
    ['what comes late was earlier', [[at(5)], [at(1)]], timeOf(1), timeOf(5), 'e1 e5'],
    ['what comes late was between', [[at(1), at(5)], [at(3)]], timeOf(1), timeOf(5), 'e1 e3 e5'],
    ['an event without a time', [[at(3), timeless]], timeOf(3), timeOf(3), 'e- e3'],
    ['no event with a time', [[timeless]], '', '', 'e-'],
  ])('%s', (_, pieces, first, last, ids) => {
    const alert = folded(...pieces)
    expect([alert.first, alert.last, minutes(alert)]).toEqual([first, last, ids])
  })
})

test.each<[Finding['level'], readonly (readonly Finding['level'][])[]]>([
  ['critical', [['low', 'critical', 'medium']]],
  ['high', [['high'], ['low', 'medium']]],
  ['critical', [['high'], ['critical']]],
])('its level is the highest of its findings: %s of %j', (level, pieces) => {
  const all = pieces.map((levels, n) => levels.map((one, m) => at(10 * n + m, one)))
  expect(folded(...all).level).toBe(level)
})

test.each([
  [9, 'e0 e1 e2 e3 e4 e5 e6 e7 e8'],
  [10, 'e0 e1 e2 e3 e4 e5 e6 e7 e8 e9'],
  [11, 'e0 e2 e3 e4 e5 e6 e7 e8 e9 e10'],
  [30, 'e0 e21 e22 e23 e24 e25 e26 e27 e28 e29'],
])('of %i findings it carries the first and the latest nine', (length, ids) => {
  const alert = folded(count(length))
  expect([alert.count, minutes(alert)]).toEqual([length, ids])
  const oneByOne = folded(...count(length).map((one) => [one]))
  expect([oneByOne.count, minutes(oneByOne)]).toEqual([length, ids])
})

test('only the latest finding carries its record', () => {
  const recorded = [at(1), at(2)].map((one) => ({ ...one, record: { eventID: one.event.id } }))
  const records = (alert: Alert) => alert.findings.map((one) => ('record' in one ? one.record : 'none'))
  expect(records(folded(recorded))).toEqual(['none', { eventID: 'e2' }])
  expect(records(folded(recorded, [at(3)]))).toEqual(['none', 'none', 'none'])
})

describe('a finding stands for earlier ones', () => {
  test.each<[string, readonly Finding[], readonly Finding[], readonly Finding[], string, number]>([
    ['for one of two', [at(1), at(2)], [at(3)], [at(1)], 'e2 e3', 2],
    ['for all of them', [at(1), at(2)], [at(3)], [at(1), at(2)], 'e3', 1],
    ['for itself, smaller', [at(1)], [at(1)], [at(1)], 'e1', 1],
    ['for that of another alert', [at(1)], [at(3)], [at(8), at(9)], 'e1 e3', 1],
  ])('%s', (_, before, written, overtaken, ids, length) => {
    const alert = add(folded(before), written, overtaken)
    expect([minutes(alert), alert.count]).toEqual([ids, length])
  })
})

test.each([
  [39, 0],
  [40, 0],
  [41, 1],
])('of %i decisions those from number %i on stay', (length, oldest) => {
  const decisions = Array.from({ length }, (_, n) => ({ at: n, revision: n, reason: 'folded' as const }))
  const { decisions: kept } = add({ ...folded([at(1)]), decisions }, [at(2)])
  expect([kept[0]?.at, kept.at(-1)?.at]).toEqual([oldest, length - 1])
})

describe('what a person and the outbox left on it', () => {
  const acknowledged = { by: 'dana@example.com', at: 3 }
  const notified = { slack: { sequence: 1, level: 'high', revision: 1, at: 3, step: 0 } } as const
  const alert: Alert = { ...folded([at(1, 'medium'), at(2)]), acknowledged, assignee: 'dana@example.com', notified }
  test('stays while it fires', () => {
    const after = add(alert, [at(3, 'medium')])
    expect(after).toMatchObject({ acknowledged, assignee: 'dana@example.com', notified, revision: 2, episode: 1 })
  })
  test('a raised level wants to be acknowledged anew', () => {
    const after = add(alert, [at(3, 'critical')])
    expect(after).toMatchObject({ acknowledged: null, assignee: 'dana@example.com', notified })
  })
  test('is gone when it fires again, as is all that the episode had', () => {
    expect(add({ ...alert, id: 'kept', status: 'resolved' }, [at(3, 'low')])).toMatchObject({
      ...{ id: 'kept', status: 'firing', revision: 2, episode: 2, level: 'low', count: 1 },
      ...{ first: timeOf(3), last: timeOf(3), findings: [at(3, 'low')] },
      ...{ acknowledged: null, assignee: null, notified: {} },
    })
    expect(add({ ...alert, status: 'resolved', level: 'high' }, [at(3)]).acknowledged).toBeNull()
  })
})
