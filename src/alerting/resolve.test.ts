/** The end of an alert, against what still waits in the outbox. */
import { expect, test } from 'vitest'
import type { Notification } from '../core/alert.ts'
import { resolve } from './resolve.ts'
import { createLife, finding, POLICY, ROOT } from './testing/life.ts'

const BOTH = { ...POLICY, route: { ...ROOT, destinations: ['slack', 'pager'] } }
const NOW = 9000

/** Notified twice, and what the pager was sent. */
const begin = () => {
  const life = createLife(BOTH)
  const [first] = life.at(1000, finding()).notifications.filter(({ destination }) => destination === 'pager')
  life.send()
  const [second] = life.at(2000, finding()).notifications.filter(({ destination }) => destination === 'pager')
  return { alert: life.alert(), first: first as Notification, second: second as Notification }
}

test('who was notified and wants to is notified of the end, and the decision says why', () => {
  const { alert } = begin()
  const { alert: ended, notifications, hidden } = resolve(alert, [], BOTH, 'nothing new for 24 h', NOW)
  expect(ended).toMatchObject({ status: 'resolved', revision: 3, changed: NOW, count: 2 })
  expect(ended.decisions.at(-1)).toEqual({ at: NOW, revision: 3, reason: 'resolved', detail: 'nothing new for 24 h' })
  expect(ended.notified).toEqual({
    slack: alert.notified.slack,
    pager: { ...alert.notified.pager, sequence: 3, revision: 3, at: NOW },
  })
  expect(notifications).toEqual([
    {
      ...{ id: `${alert.id}:1:pager:2`, destination: 'pager', reason: 'resolved', alert: ended, status: 'due' },
      ...{ due: NOW, created: NOW, attempts: 0, postponed: 0 },
    },
  ])
  expect(hidden).toEqual({})
})

test.each<[string, Partial<Notification>, Partial<Notification>]>([
  ['a follow-up that waits becomes it', {}, { id: '1', due: NOW, created: 2000 }],
  ['one that was postponed too, with its tries', { attempts: 3, postponed: 3 }, { id: '1', attempts: 3, postponed: 3 }],
  ['a raised level that waits too', { reason: 'level-raised' }, { id: '1' }],
  ['a first message stays, and it comes after', { reason: 'first', due: NOW }, { id: '2', due: NOW + 1, created: NOW }],
  ['one that was tried stays too', { attempts: 1, due: NOW + 70 }, { id: '2', due: NOW + 71, attempts: 0 }],
  ['one that was due long ago puts it off no more', { attempts: 1, due: 3000 }, { id: '2', due: NOW }],
  ['of another destination nothing matters', { id: 'x', destination: 'slack', due: 90_000 }, { id: '2', due: NOW }],
])('%s', (_, waiting, { id, ...end }) => {
  const { alert, second } = begin()
  const { notifications } = resolve(alert, [{ ...second, ...waiting }], BOTH, '', NOW)
  expect(notifications).toMatchObject([{ id: `${alert.id}:1:pager:${id}`, reason: 'resolved', ...end }])
})

test('an older message that waits still comes first, though the follow-up becomes the end', () => {
  const { alert, first, second } = begin()
  const { notifications } = resolve(alert, [{ ...first, due: NOW + 70 }, second], BOTH, '', NOW)
  expect(notifications).toMatchObject([{ id: second.id, reason: 'resolved', due: NOW + 71 }])
})
