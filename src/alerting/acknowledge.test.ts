/** Acknowledged alerts: what is still sent, what is not, and when they want to be acknowledged anew. */
import { describe, expect, test } from 'vitest'
import type { Notification } from '../core/alert.ts'
import { MINUTE } from '../notation/duration.ts'
import { acknowledge } from './acknowledge.ts'
import { createLife, finding, POLICY, ROOT } from './testing/life.ts'

const DANA = 'dana@example.com'

/** Two messages of it were sent, and dana has it in hand. */
const acknowledged = (policy = POLICY) => {
  const life = createLife(policy)
  life.at(1000, finding())
  life.send()
  life.acknowledge(DANA, 2000)
  return life
}

test('what is acknowledged is not repeated: findings are counted, and the decision says by whom', () => {
  const life = acknowledged()
  for (const minutes of [1, 10, 100, 10_000]) {
    const { alert, notifications } = life.at(minutes * MINUTE, finding())
    expect(notifications).toEqual([])
    expect(alert.decisions.at(-1)).toMatchObject({ reason: 'acknowledged', destination: 'slack', detail: `by ${DANA}` })
  }
  expect(life.alert()).toMatchObject({ count: 5, acknowledged: { by: DANA, at: 2000 }, assignee: DANA })
  expect(life.outbox()).toEqual(['1:slack:0 first 1000'])
})

test('the decision of the person and those of the engine stand side by side', () => {
  const life = acknowledged()
  life.at(3000, finding())
  life.at(4000, finding())
  expect(life.alert().decisions.map(({ reason, destination, at }) => [reason, destination, at])).toEqual([
    ['first', 'slack', 1000],
    ['acknowledged', undefined, 2000],
    ['acknowledged', 'slack', 4000],
  ])
})

test('a raised level breaks through, and wants to be acknowledged anew; who looks after it stays', () => {
  const life = acknowledged()
  expect(life.at(3000, finding('critical')).notifications).toMatchObject([{ reason: 'level-raised', due: 3000 }])
  expect(life.alert()).toMatchObject({ acknowledged: null, assignee: DANA })
  life.send()
  expect(life.at(4000, finding('critical')).notifications).toMatchObject([{ reason: 'new-findings' }])
})

test('a lower level raises nothing', () => {
  const life = acknowledged()
  expect(life.at(3000, finding('medium')).notifications).toEqual([])
  expect(life.alert().acknowledged).toEqual({ by: DANA, at: 2000 })
})

test("a new episode is nobody's", () => {
  const life = acknowledged()
  life.resolve(3000)
  expect(life.alert()).toMatchObject({ status: 'resolved', acknowledged: { by: DANA, at: 2000 }, assignee: DANA })
  expect(life.at(4000, finding()).notifications).toMatchObject([{ reason: 'first' }])
  expect(life.alert()).toMatchObject({ episode: 2, acknowledged: null, assignee: null })
})

test('a destination that was never notified is: only follow-ups stop', () => {
  const night = { name: 'night', match: { region: ['ap-*'] }, destinations: ['pager'], continue: true, routes: [] }
  const life = acknowledged({ ...POLICY, route: { ...ROOT, routes: [night, { ...ROOT, name: 'day' }] } })
  const elsewhere = finding()
  const { notifications } = life.at(3000, { ...elsewhere, event: { ...elsewhere.event, region: 'ap-south-1' } })
  expect(notifications).toMatchObject([{ reason: 'first', destination: 'pager' }])
})

test('the end is sent to who was notified', () => {
  const life = acknowledged({ ...POLICY, route: { ...ROOT, destinations: ['pager'] } })
  expect(life.resolve(3000).notifications).toMatchObject([{ reason: 'resolved', destination: 'pager' }])
})

test('it puts off no end: the alert has not changed', () => {
  const life = acknowledged()
  life.assign('bob@example.com', 9000)
  expect(life.alert()).toMatchObject({ changed: 1000, revision: 3, assignee: 'bob@example.com' })
  expect(life.alert().decisions.at(-1)).toMatchObject({ reason: 'assigned', detail: 'to bob@example.com' })
})

test('who acknowledges what is assigned to another leaves it to them', () => {
  const life = createLife()
  life.at(1000, finding())
  life.assign('bob@example.com', 2000)
  life.acknowledge(DANA, 3000)
  expect(life.alert()).toMatchObject({ acknowledged: { by: DANA }, assignee: 'bob@example.com' })
})

describe('what waits in the outbox when it is acknowledged', () => {
  const life = createLife()
  const row = life.at(1000, finding()).notifications[0] as Notification
  const cases: readonly (readonly [string, Partial<Notification>, boolean])[] = [
    ['a follow-up', { reason: 'new-findings' }, true],
    ['a follow-up that was taken and postponed', { reason: 'new-findings', attempts: 2, postponed: 2 }, true],
    ['a follow-up that is tried now', { reason: 'new-findings', attempts: 1 }, false],
    ['a first message', {}, false],
    ['a raised level', { reason: 'level-raised' }, false],
  ]
  test.each(cases)('%s', (_, more, isSuppressed) => {
    const { notifications } = acknowledge(life.alert(), [{ ...row, ...more }], DANA, 2000)
    expect(notifications).toEqual(
      isSuppressed ? [{ ...row, ...more, status: 'suppressed', note: `acknowledged by ${DANA}` }] : [],
    )
  })
})
