/** A canary that is gone, changed or used where no log looks; and what is told of it, as alerts. */
import { expect, test } from 'vitest'
import type { Watching } from '../../checks/watching.ts'
import type { Alert } from '../../core/alert.ts'
import { openMemory } from '../../stores/memory.ts'
import { deskOf, only, wish, world } from '../testing/canary-world.ts'
import { AccountError } from './account.ts'
import { type CheckDesk, checkCanary } from './check.ts'
import { checkFindings } from './check-findings.ts'
import { createCanary } from './keep.ts'
import { save } from './life.ts'

const NOW = Date.parse('2026-03-04T12:00:00Z')
const WELL: Watching = {
  ...{ region: 'eu-west-1', rules: [], queues: [] },
  trails: [
    {
      ...{ name: 'main', arn: 'arn', region: 'eu-west-1', isMultiRegion: true, hasGlobalEvents: true, isLogging: true },
      ...{ failure: null, bucket: 'logs', selectors: [[{ Field: 'eventCategory', Equals: ['Management'] }]] },
    },
  ],
}

/** A key that was made long ago, and what of it is found. */
const rig = async () => {
  const made = world()
  const { desk } = deskOf(made)
  await createCanary(desk, wish('iam_access_key'))
  const alerts: Alert[] = []
  const asked: CheckDesk = {
    ...{ account: made.account, decoyOf: desk.decoyOf, now: () => NOW, wantedOf: () => [] },
    store: { ...openMemory(), ...made.store, listAlerts: async () => alerts },
  }
  const check = async (watching = WELL) => checkCanary(asked, await only(made), watching)
  const causes = async () => (await check()).causes.map(({ check }) => check)
  const { canary } = await only(made)
  return { made, desk, alerts, check, causes, key: canary.deployed.ids.Key ?? '', id: canary.id }
}
const touched = (id: string, last: string): Alert =>
  ({ rule: { id: `canary-${id}`, tags: ['tattletrail.canary'] }, last }) as unknown as Alert

test('nothing is named of one that is as it was made, and checking changes nothing', async () => {
  const { made, causes } = await rig()
  const before = made.account.changes()
  expect(await causes()).toEqual([])
  expect(made.account.changes()).toBe(before)
})

test.each([
  ['gone', 'decoy-gone'],
  ['changed', 'decoy-changed'],
] as const)('%s beside its stack', async (is, cause) => {
  const { made, causes } = await rig()
  made.account.tampered.set('OrdersUser', is)
  expect(await causes()).toEqual([cause])
})

test('what may not be asked is said, and the rest is told', async () => {
  const { made, check } = await rig()
  Object.assign(made.account, { compare: () => Promise.reject(new AccountError('denied', 'not authorized')) })
  made.account.used.set((await only(made)).canary.deployed.ids.Key ?? '', '2026-03-04T09:00:00Z')
  const { causes, notKnown } = await check()
  expect([causes.map(({ check }) => check), notKnown]).toEqual([['used-unseen'], ['not authorized']])
})

test('its key is gone', async () => {
  const { made, causes } = await rig()
  for (const key of made.account.keys.keys()) (made.account.keys as Map<string, string>).delete(key)
  expect(await causes()).toEqual(['decoy-changed'])
})

test('its stack is gone', async () => {
  const { made, causes } = await rig()
  await made.account.removeStack('base')
  expect(await causes()).toContain('decoy-changed')
})

test('one whose creation broke off', async () => {
  const { made, desk, causes } = await rig()
  await save(desk, { ...(await only(made)), state: 'planned' })
  expect(await causes()).toEqual(['not-made'])
})

test.each<[what: string, used: string, touch: string | undefined, causes: readonly string[]]>([
  ['never used', '', undefined, []],
  ['used, and no record shows it', '2026-03-04T09:00:00Z', undefined, ['used-unseen']],
  ['used by the touch that is known', '2026-03-04T09:00:00Z', '2026-03-04T09:00:00Z', []],
  ['used a little after it: the time of AWS is not exact', '2026-03-04T09:10:00Z', '2026-03-04T09:00:00Z', []],
  ['used again, long after it', '2026-03-04T10:30:00Z', '2026-03-04T09:00:00Z', ['used-unseen']],
  ['used just now: its record may still come', '2026-03-04T11:30:00Z', undefined, []],
  ['no time', 'N/A', undefined, []],
])('%s', async (_, used, touch, expected) => {
  const { made, alerts, causes, key, id } = await rig()
  if (used !== '') made.account.used.set(key, used)
  if (touch !== undefined) alerts.push(touched(id, touch))
  expect(await causes()).toEqual(expected)
})

test('each cause is an alert of its own: once in half a day, and a use that no log shows is a touch', async () => {
  const { made, check, key, id } = await rig()
  made.account.used.set(key, '2026-03-04T09:00:00Z')
  const one = await check()
  const blind = {
    ...({ is: 'unseen', events: ['GetSecretValue', 'PutSecretValue'] } as const),
    causes: [{ check: 'trail-off', why: 'trail main is switched off', fix: 'start it' }],
  }
  const way = [{ check: 'dead-letters', why: '3 messages were given up', fix: 'look', account: '1', region: 'r' }]
  const all = (now: number) => checkFindings({ checked: [{ ...one, seen: 'never', blind: [blind] }], way }, now)
  const found = all(NOW)
  expect(found.map(({ rule, level, message }) => [rule.id, level, rule.tags, message.slice(0, 60)])).toEqual([
    [
      `canary-check-${id}-unseen-trail-off`,
      'high',
      ['tattletrail.canary-check'],
      expect.stringContaining('could not fire'),
    ],
    [`canary-check-${id}-used-unseen`, 'critical', ['tattletrail.canary'], expect.stringContaining(id)],
    ['canary-check-way-r-dead-letters', 'high', ['tattletrail.canary-check'], '3 messages were given up. To do: look'],
  ])
  const ids = (now: number) => all(now).map(({ event }) => event.id)
  expect(ids(NOW + 3_600_000)).toEqual(ids(NOW))
  expect(ids(NOW + 12 * 3_600_000)).not.toEqual(ids(NOW))
})
