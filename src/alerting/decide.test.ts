/** Who is notified, when and why: whole lives of alerts, step by step. */
import { describe, expect, test } from 'vitest'
import type { Matcher, Notification, Route, Silence } from '../core/alert.ts'
import { MINUTE } from '../notation/duration.ts'
import { decide } from './decide.ts'
import { groupKey, olderGroupKey } from './group.ts'
import { aFinding } from './testing/finding.ts'
import { createLife, finding, NOTES, POLICY, ROOT } from './testing/life.ts'

test('the first finding is sent at once, later ones fold, each later than the one before', () => {
  const life = createLife()
  expect(life.at(1000, finding()).alert.decisions).toMatchObject([{ reason: 'first', destination: 'slack' }])
  life.send()
  const folded = life.at(2000, finding(), finding())
  expect(folded.alert).toMatchObject({ count: 3, revision: 2, episode: 1 })
  expect(folded.alert.decisions.at(-1)).toMatchObject({ reason: 'folded', destination: 'slack' })
  life.at(3000, finding())
  expect(life.outbox()).toEqual(['1:slack:0 first 1000', `1:slack:1 new-findings ${1000 + 5 * MINUTE}`])
  life.send()
  life.at(6 * MINUTE, finding())
  life.send()
  life.at(7 * MINUTE, finding())
  const second = 1000 + 5 * MINUTE + 15 * MINUTE
  expect(life.outbox().slice(2)).toEqual([
    `1:slack:2 new-findings ${second}`,
    `1:slack:3 new-findings ${second + 60 * MINUTE}`,
  ])
})

test('the follow-ups of an episode wait for five minutes, a quarter, one hour, four, and then a day each', () => {
  const life = createLife()
  const waits: number[] = []
  for (let now = 0, last = 0; waits.length < 7; now = last + 1) {
    const [row] = life.at(now, finding()).notifications as [Notification]
    if (now > 0) waits.push((row.due - last) / MINUTE)
    last = row.due
    life.send()
  }
  expect(waits).toEqual([5, 15, 60, 240, 1440, 1440, 1440])
})

test('a notification that nobody has tried yet carries what came since', () => {
  const life = createLife()
  life.at(1000, finding())
  for (const level of ['high', 'critical'] as const) {
    const { alert, notifications } = life.at(1500, finding(level))
    expect(notifications).toMatchObject([{ id: expect.stringMatching(/:1:slack:0$/), reason: 'first', due: 1000 }])
    expect(notifications[0]?.alert.level).toBe(level)
    expect(alert.decisions.at(-1)).toMatchObject({ reason: 'folded', detail: 'due 1970-01-01T00:00:01.000Z' })
  }
})

test('a raised level is sent at once, also when a follow-up waits', () => {
  const life = createLife()
  life.at(1000, finding('medium'))
  life.send()
  life.at(2000, finding('medium'))
  life.at(3000, finding('critical'))
  expect(life.outbox()).toEqual(['1:slack:0 first 1000', '1:slack:1 level-raised 3000'])
  life.send()
  life.at(4000, finding('high'))
  expect(life.outbox().at(-1)).toMatch(/^1:slack:2 new-findings /)
  expect(life.alert().level).toBe('critical')
})

test('a resolved alert tells those who want to know, and begins a new episode when it fires again', () => {
  const life = createLife({ ...POLICY, route: { ...ROOT, destinations: ['slack', 'pager'] } })
  life.at(1000, finding())
  life.send()
  const ended = life.resolve(9000)
  expect(ended.alert.status).toBe('resolved')
  expect(ended.notifications.map(({ destination, reason }) => [destination, reason])).toEqual([['pager', 'resolved']])
  life.send()
  expect(life.at(10_000, finding()).alert).toMatchObject({ episode: 2, count: 1, status: 'firing', revision: 3 })
  expect(life.outbox().slice(-2)).toEqual(['2:slack:0 first 10000', '2:pager:0 first 10000'])
})

test('an end that comes before what waits: the follow-up becomes it, and it comes after what is tried still', () => {
  const life = createLife({ ...POLICY, route: { ...ROOT, destinations: ['pager'] } })
  life.at(1000, finding())
  life.resolve(2000)
  expect(life.outbox()).toEqual(['1:pager:0 first 1000', '1:pager:1 resolved 2000'])
  const later = createLife({ ...POLICY, route: { ...ROOT, destinations: ['pager'] } })
  later.at(5000, finding())
  later.resolve(5000)
  expect(later.outbox()).toEqual(['1:pager:0 first 5000', '1:pager:1 resolved 5001'])
  const followed = createLife({ ...POLICY, route: { ...ROOT, destinations: ['pager'] } })
  followed.at(1000, finding())
  followed.send()
  followed.at(2000, finding())
  followed.resolve(3000)
  expect(followed.outbox()).toEqual(['1:pager:0 first 1000', '1:pager:1 resolved 3000'])
  expect(followed.alert().notified.pager).toMatchObject({ sequence: 2, revision: 3, at: 3000 })
})

test('a follow-up that was sent while the first message waits still is not written again', () => {
  const { rule, ...first } = finding()
  const life = createLife()
  const [opened] = life.at(1000, { rule, ...first }).notifications as [Notification]
  const second = { ...opened, id: opened.id.replace(/0$/, '1') }
  const notified = { slack: { sequence: 2, level: 'high', revision: 2, at: 2000, step: 1 } } as const
  const alert = { ...life.alert(), revision: 3, notified }
  const stale = { ...opened, due: 600_000, attempts: 1, postponed: 1 }
  const { notifications } = decide(alert, [finding()], [stale], NOTES, POLICY, 3000)
  expect(notifications.map(({ id }) => id)).toEqual([second.id.replace(/1$/, '2')])
})

test('5,000 findings of a minute, in any pieces, are five notifications at most', () => {
  for (const size of [1, 7, 5000]) {
    const life = createLife()
    for (let at = 0; at < 5000; at += size) {
      life.at(1000 + at * 12, ...Array.from({ length: Math.min(size, 5000 - at) }, () => finding()))
      life.send(1000 + at * 12)
    }
    expect(life.alert().count).toBe(5000)
    expect(life.outbox().length).toBeLessThanOrEqual(5)
  }
})

const silence = (match: Matcher, more: Partial<Silence> = {}): Silence => ({
  id: 's1',
  match,
  owner: 'ops@example.com',
  reason: 'migration',
  created: 0,
  expires: 5000,
  hidden: 0,
  ...more,
})

describe('not notified', () => {
  const ONLY_CRITICAL: Route = { ...ROOT, match: { level: 'critical' } }
  test.each([
    ['below-route-level', { route: ONLY_CRITICAL }, {}, {}],
    ['no-route', { route: { ...ROOT, destinations: [] } }, {}, {}],
    ['silenced', { silences: [silence({ rule: ['Logging*'] })] }, {}, { s1: 1 }],
    ['silenced', { silences: [silence({ ip: ['198.51.100.0/24'], level: 'high' })] }, {}, { s1: 1 }],
    ['first', { silences: [silence({ ip: ['192.0.2.0/24'] })] }, {}, {}],
    ['first', { silences: [silence({ rule: ['*'] }, { expires: 1000 })] }, {}, {}],
    ['silenced', { silences: [silence({ rule: ['*'] }, { expires: 1001 })] }, {}, { s1: 1 }],
    ['silenced', { silences: [silence({ rule: ['*'] }, { created: 1000 })] }, {}, { s1: 1 }],
    ['first', { silences: [silence({ rule: ['*'] }, { created: 1001 })] }, {}, {}],
    ['first', { silences: [silence({ rule: ['*'], principal: ['nobody'] })] }, {}, {}],
    // Whoever set out a canary wants to know of everybody who touches it.
    ['first', { silences: [silence({ rule: ['*'] })] }, { tags: ['tattletrail.canary'] }, {}],
    ['silenced', { silences: [silence({ rule: ['*'] })] }, { tags: ['tattletrail.canary-posture'] }, { s1: 1 }],
    ['staged', {}, { status: 'experimental' as const }, {}],
  ])('%s', (reason, policy, rule, hidden) => {
    const decided = createLife({ ...POLICY, ...policy }).at(1000, aFinding({ rule }))
    expect(decided.alert.decisions.map((one) => one.reason)).toEqual([reason])
    expect(decided.notifications).toHaveLength(reason === 'first' ? 1 : 0)
    expect(decided.hidden).toEqual(hidden)
  })
})

test.each([
  ['staged', 'the rule is experimental', {}, ['experimental', 'experimental'], {}],
  ['first', 'default', {}, ['experimental', 'stable'], {}],
  [
    'silenced',
    'silence s1 of ops@example.com: migration',
    { silences: [silence({ rule: ['*'] })] },
    ['stable'],
    { s1: 1 },
  ],
  ['first', 'default', { silences: [silence({ region: ['us-*'] })] }, ['stable', 'stable'], { s1: 1 }],
] as const)('%s of several findings: %s', (reason, detail, policy, statuses, hidden) => {
  const findings = statuses.map((status, n) =>
    aFinding({ rule: { status }, event: { id: `e${n}`, region: n === 0 ? 'us-east-1' : 'eu-west-1' } }),
  )
  const decided = createLife({ ...POLICY, ...policy }).at(1000, ...findings)
  expect(decided.alert.decisions).toMatchObject([{ reason, detail }])
  expect(decided.hidden).toEqual(hidden)
})

describe('routes', () => {
  const leaf = (name: string, match: Matcher, more: Partial<Route> = {}): Route => ({
    name,
    match,
    destinations: [name],
    continue: false,
    routes: [],
    ...more,
  })
  const tree = leaf(
    'all',
    {},
    {
      routes: [
        leaf('audit', { tag: ['attack.*'] }, { continue: true }),
        leaf('sandbox', { environment: ['sandbox'] }),
        leaf('euro', { region: ['eu-*'] }, { routes: [leaf('loud', { level: 'critical' })] }),
        leaf('late', {}),
      ],
    },
  )
  test.each([
    [['audit', 'euro'], aFinding()],
    [['audit', 'loud'], aFinding({ rule: { level: 'critical' } })],
    [['euro'], aFinding({ rule: { tags: [] } })],
    [['late'], aFinding({ rule: { tags: [] }, event: { region: 'us-east-1' } })],
  ])('%j', (destinations, one) => {
    const decided = createLife({ ...POLICY, route: tree }).at(1000, one)
    expect(decided.notifications.map(({ destination }) => destination)).toEqual(destinations)
  })
  test('an alert goes wherever one of its new findings leads, not the latest alone', () => {
    const node = (name: string, region: string): Route => ({
      ...ROOT,
      name,
      match: { region: [region] },
      destinations: [name],
    })
    const routes = [node('euro', 'eu-west-1'), { ...node('sandbox', 'us-*'), destinations: [] }]
    const late = aFinding({ event: { id: 'late', region: 'us-east-1', time: '2026-03-04T03:00:00Z' } })
    for (const findings of [
      [finding(), late],
      [late, finding()],
    ]) {
      const { notifications } = createLife({ ...POLICY, route: { ...ROOT, destinations: [], routes } }).at(
        1000,
        ...findings,
      )
      expect(notifications.map(({ destination }) => destination)).toEqual(['euro'])
    }
  })

  test('a rule that names its destinations is sent there and nowhere else', () => {
    const decided = createLife({ ...POLICY, route: tree }, { ...NOTES, destinations: ['mail'] }).at(1000, aFinding())
    expect(decided.notifications.map(({ destination }) => destination)).toEqual(['mail'])
  })
})

test.each([
  ['other rule', aFinding({ rule: { id: 'other' } })],
  ['other account', aFinding({ event: { accountId: '111122223333' } })],
  ['other identity', aFinding({ principal: { identity: 'arn:aws:iam::123456789012:role/Admin' } })],
  ['other kind', aFinding({ principal: { kind: 'IAMUser' } })],
])('kept apart: %s', (_, other) => {
  expect(groupKey(other, false)).not.toBe(groupKey(aFinding(), false))
})

test('findings from before identities were kept are grouped as they were, and no silence of a principal hides them', () => {
  const { identity: _, ...principal } = aFinding().principal
  const older = { ...aFinding(), principal }
  expect(groupKey(older, false)).toBe(olderGroupKey(aFinding()))
  const policy = { ...POLICY, silences: [silence({ principal: ['arn:aws:iam::*:role/*'] })] }
  expect(createLife(policy).at(1000, older).alert.decisions).toMatchObject([{ reason: 'first' }])
  expect(createLife(policy).at(1000, aFinding()).alert.decisions).toMatchObject([{ reason: 'silenced' }])
})
