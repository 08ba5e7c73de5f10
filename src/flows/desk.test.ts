/** The verbs of the desk over a store, as each way in to it finds them. */
import { describe, expect, test } from 'vitest'
import type { Policy } from '../alerting/decide.ts'
import { aFinding } from '../alerting/testing/finding.ts'
import { POLICY, ROOT } from '../alerting/testing/life.ts'
import type { Alert, Notification } from '../core/alert.ts'
import type { Finding } from '../core/finding.ts'
import { type Store, StoreBusyError } from '../core/store.ts'
import { UsageError } from '../core/usage-error.ts'
import { DAY, HOUR } from '../notation/duration.ts'
import { openMemory } from '../stores/memory.ts'
import {
  acknowledgeAlert,
  addSilence,
  assignAlert,
  type Desk,
  deadLetters,
  expireSilence,
  explainRoutes,
  listAlerts,
  listSilences,
  previewSilence,
  replay,
  resolveAlert,
  showAlert,
  updateSilence,
} from './desk.ts'
import { type Ingester, ingestFindings } from './ingest.ts'

const DANA = 'dana@example.com'
const BOB = 'bob@example.com'
const ROUTE = { ...ROOT, destinations: ['slack', 'pager'] }

/** A desk, and what comes in meanwhile. @param notes of every rule */
const createWorld = (store: Store = openMemory(), notes: { readonly destinations?: readonly string[] } = {}) => {
  let clock = 1000
  let ids = 0
  const desk: Desk = {
    store,
    route: ROUTE,
    sendsResolved: POLICY.sendsResolved,
    now: () => clock,
    randomId: () => `s${++ids}`,
  }
  const policy = async (): Promise<Policy> => ({ ...POLICY, route: ROUTE, silences: await store.silences() })
  const ingester = {
    ...{ store, policy, now: () => clock },
    notes: () => ({ respond: [], description: '', destinations: [], groups: false, ...notes }),
  } as unknown as Ingester
  return {
    desk,
    wait: (milliseconds: number) => {
      clock += milliseconds
    },
    find: async (...findings: readonly Finding[]) => {
      await ingestFindings(findings, ingester)
      return (await store.listAlerts({ limit: 1 }))[0] as Alert
    },
    send: async (status: Notification['status'] = 'sent') => {
      const taken = await store.take(clock, HOUR, 100)
      await store.settle(taken.map((row) => ({ ...row, status })))
      return taken.map(({ destination, reason }) => `${destination} ${reason}`).sort()
    },
  }
}

let next = 0
const finding = (more: Parameters<typeof aFinding>[0] = {}): Finding =>
  aFinding({ ...more, event: { id: `e-${next++}`, ...more.event } })

test('what is acknowledged is not repeated, is listed with who has it in hand, and ends as ever', async () => {
  const world = createWorld()
  const { id } = await world.find(finding())
  expect(await world.send()).toEqual(['pager first', 'slack first'])
  await world.find(finding())
  expect(await acknowledgeAlert(world.desk, id.slice(0, 5), DANA)).toMatchObject({
    isChanged: true,
    alert: { id, acknowledged: { by: DANA, at: 1000 }, assignee: DANA },
  })
  world.wait(DAY)
  await world.find(finding())
  expect(await world.send()).toEqual([])
  const { alert, findings, notifications } = await showAlert(world.desk, id)
  expect(findings).toHaveLength(3)
  expect(alert.decisions.map(({ reason, detail }) => `${reason} ${detail}`)).toContain(`acknowledged by ${DANA}`)
  expect(notifications.map(({ id, status, note }) => `${id.slice(17)} ${status} ${note}`).sort()).toEqual([
    '1:pager:0 sent undefined',
    `1:pager:1 suppressed acknowledged by ${DANA}`,
    '1:slack:0 sent undefined',
    `1:slack:1 suppressed acknowledged by ${DANA}`,
  ])
  expect(await resolveAlert(world.desk, id)).toMatchObject({ isChanged: true, alert: { status: 'resolved' } })
  expect(await world.send()).toEqual(['pager resolved'])
})

describe('a verb that finds it done already changes nothing', () => {
  test.each([
    ['acknowledge', (desk: Desk, id: string) => acknowledgeAlert(desk, id, BOB), { acknowledged: { by: DANA } }],
    ['assign', (desk: Desk, id: string) => assignAlert(desk, id, DANA), { assignee: DANA }],
  ] as const)('%s', async (_, verb, stays) => {
    const world = createWorld()
    const { id } = await world.find(finding())
    const before = await acknowledgeAlert(world.desk, id, DANA)
    const { alert, isChanged } = await verb(world.desk, id)
    expect([alert, isChanged]).toEqual([before.alert, false])
    expect(alert).toMatchObject(stays)
  })
  test('resolve', async () => {
    const world = createWorld()
    const { id } = await world.find(finding())
    const { alert } = await resolveAlert(world.desk, id)
    expect(await resolveAlert(world.desk, id)).toEqual({ alert, isChanged: false })
  })
})

test('an alert that another changes meanwhile is read again; one that others keep changing is a busy store', async () => {
  let faster = 3
  const store = openMemory()
  const world = createWorld({
    ...store,
    commit: async (change) => (change.alert.assignee && faster-- > 0 ? 'conflict' : store.commit(change)),
  })
  const { id } = await world.find(finding())
  expect(await assignAlert(world.desk, id, BOB)).toMatchObject({ isChanged: true })
  faster = Number.POSITIVE_INFINITY
  await expect(assignAlert(world.desk, id, DANA)).rejects.toThrow(StoreBusyError)
})

test('a verb touches one alert, and leaves the outbox of the others alone', async () => {
  const world = createWorld()
  const names = ['mine', 'other']
  const all = async () => {
    for (const name of names) await world.find(finding({ principal: { name } }))
  }
  await all()
  await world.send()
  await all()
  const mine = (await world.desk.store.listAlerts({ limit: 9 })).find(({ groupKey }) => groupKey.includes('mine'))
  const { alert } = await acknowledgeAlert(world.desk, mine?.id ?? '', DANA)
  const story = await showAlert(world.desk, alert.id)
  expect(story.findings.map(({ principal }) => principal.name)).toEqual(['mine', 'mine'])
  expect(new Set(story.notifications.map((one) => one.alert.id))).toEqual(new Set([alert.id]))
  const suppressed = await world.desk.store.notifications({ status: 'suppressed', limit: 9 })
  expect(new Set(suppressed.map((one) => one.alert.id))).toEqual(new Set([alert.id]))
  expect((await resolveAlert(world.desk, alert.id)).alert.decisions.at(-1)).toMatchObject({ detail: 'by hand' })
})

test('an alert that is older than those that are looked through is found by its whole id', async () => {
  const store = openMemory()
  const { id } = await createWorld(store).find(finding())
  const { desk } = createWorld({ ...store, listAlerts: async () => [] })
  expect((await showAlert(desk, id)).alert.id).toBe(id)
  await expect(showAlert(desk, id.slice(0, 5))).rejects.toThrow(UsageError)
})

test('dead letters go back in pieces that the store can take', async () => {
  const store = openMemory()
  const sizes: number[] = []
  const settle: Store['settle'] = async (rows) => {
    sizes.push(rows.length)
    await store.settle(rows)
  }
  const world = createWorld({ ...store, maxChange: 3, settle })
  for (let n = 0; n < 4; n++) await world.find(finding({ principal: { name: `${n}` } }))
  await world.send('dead')
  sizes.length = 0
  expect(await replay(world.desk)).toBe(8)
  expect(sizes).toEqual([3, 3, 2])
  expect(await world.send()).toHaveLength(8)
})

test('alerts are listed latest change first, and what is left out is counted', async () => {
  const world = createWorld()
  for (const level of ['low', 'high', 'medium', 'critical'] as const) {
    await world.find(finding({ rule: { level }, principal: { name: level } }))
    world.wait(1)
  }
  const list = async (filter: Partial<Parameters<typeof listAlerts>[1]>) => {
    const { alerts, older, below } = await listAlerts(world.desk, { minLevel: 'low', limit: 10, ...filter })
    return [alerts.map(({ level }) => level), older, below]
  }
  expect(await list({})).toEqual([['critical', 'medium', 'high', 'low'], 0, 0])
  expect(await list({ minLevel: 'medium', limit: 2 })).toEqual([['critical', 'medium'], 1, 1])
  expect(await list({ status: 'resolved' })).toEqual([[], 0, 0])
})

test('dead letters are put back: all of them, or those of one alert', async () => {
  const world = createWorld()
  const { id } = await world.find(finding())
  await world.find(finding({ principal: { name: 'other' } }))
  await world.send('dead')
  expect(await deadLetters(world.desk)).toHaveLength(4)
  expect(await replay(world.desk, id)).toBe(2)
  expect(await world.send()).toHaveLength(2)
  expect(await replay(world.desk)).toBe(2)
  expect([await deadLetters(world.desk), await replay(world.desk)]).toEqual([[], 0])
})

test('a silence is added, changed and ended; what it hid stays counted', async () => {
  const world = createWorld()
  const silence = { match: { rule: ['*'] }, owner: DANA, reason: 'migration', lasts: HOUR }
  const { id } = await addSilence(world.desk, silence)
  await addSilence(world.desk, { ...silence, match: { region: ['nowhere'] }, lasts: 1 })
  await addSilence(world.desk, { ...silence, match: { region: ['nowhere'] }, lasts: 90 * DAY })
  await world.find(finding())
  world.wait(10)
  expect(
    await updateSilence(world.desk, id, { lasts: 2 * HOUR, reason: 'it takes longer', owner: undefined }),
  ).toMatchObject({
    ...{ id, match: { rule: ['*'] }, owner: DANA, reason: 'it takes longer' },
    ...{ created: 1000, expires: 1010 + 2 * HOUR, hidden: 1 },
  })
  expect(await updateSilence(world.desk, id, { match: { rule: ['r*'] }, owner: BOB })).toMatchObject({
    ...{ match: { rule: ['r*'] }, owner: BOB, expires: 1010 + 2 * HOUR },
  })
  expect((await listSilences(world.desk)).map((one) => one.id)).toEqual(['s2', 's1', 's3'])
  world.wait(10)
  expect(await expireSilence(world.desk, id)).toMatchObject({ expires: 1020, hidden: 1 })
  world.wait(10)
  expect(await expireSilence(world.desk, id)).toMatchObject({ expires: 1020 })
  expect(await world.find(finding({ principal: { name: 'other' } }))).toMatchObject({
    decisions: [{ reason: 'first' }, {}],
  })
})

test.each([
  [{}, { slack: 'default', pager: 'default' }],
  [{ destinations: ['mail'] }, { mail: 'named by the rule' }],
])('where an alert goes, when its rule says %j', async (notes, destinations) => {
  const world = createWorld(undefined, notes)
  const { id } = await world.find(finding())
  const explained = await explainRoutes(world.desk, id)
  expect([explained.alert, Object.fromEntries(explained.destinations)]).toEqual([id, destinations])
})

describe('what cannot be is refused with its reason, and nothing is written', () => {
  const silence = { match: { rule: ['r'] }, owner: DANA, reason: '', lasts: HOUR }
  const refused: readonly (readonly [string, (desk: Desk, id: string) => Promise<unknown>, string])[] = [
    ['an alert that is not', (desk) => showAlert(desk, 'zzz'), 'no alert has the id zzz'],
    ['an id that begins two', (desk) => showAlert(desk, ''), '2 alerts begin with '],
    ['to acknowledge as nobody', (desk, id) => acknowledgeAlert(desk, id, ' '), 'say who'],
    ['to assign to nobody', (desk, id) => assignAlert(desk, id, ''), 'say who'],
    ['to replay the dead of none', (desk) => replay(desk, 'zzz'), 'no alert has the id zzz'],
    ['a silence of everything', (desk) => addSilence(desk, { ...silence, match: {} }), 'needs something to match'],
    ["a silence that is nobody's", (desk) => addSilence(desk, { ...silence, owner: '' }), 'say who'],
    [
      'a silence of a name',
      (desk) => addSilence(desk, { ...silence, match: { principal: ['DEVELOPER'] } }),
      "in the store's alerts: arn:aws:iam::123456789012:role/Developer",
    ],
    [
      'to change one to a session',
      (desk) => updateSilence(desk, 's2', { match: { principal: ['*:assumed-role/Developer/ci-*'] } }),
      'whoever opens a session chooses its name',
    ],
    [
      'to preview a name',
      (desk) => previewSilence(desk, { principal: ['terraform'] }),
      '"terraform" is a name that anybody may have',
    ],
    ['a silence for ever', (desk) => addSilence(desk, { ...silence, lasts: 90 * DAY + 1 }), '90d at most'],
    ['a silence of no time', (desk) => addSilence(desk, { ...silence, lasts: 0 }), '90d at most'],
    [
      'to change a silence that is not',
      (desk) => updateSilence(desk, 'zzz', { lasts: 1 }),
      'no silence has the id zzz',
    ],
    ['to change nothing', (desk) => updateSilence(desk, 's1', { lasts: undefined }), 'say what to change'],
    ['to change one that is over', (desk) => updateSilence(desk, 's1', { lasts: 1 }), 'silence s1 is over'],
    ['to make one match everything', (desk) => updateSilence(desk, 's2', { match: {} }), 'needs something to match'],
    ['to end one that is not', (desk) => expireSilence(desk, 'zzz'), 'no silence has the id zzz'],
  ]
  test.each(refused)('%s', async (_, verb, reason) => {
    const world = createWorld()
    await world.find(finding({ principal: { name: 'other' } }))
    const { id } = await world.find(finding())
    await addSilence(world.desk, { ...silence, lasts: 1 })
    await addSilence(world.desk, silence)
    world.wait(1)
    const state = async () =>
      JSON.stringify([await world.desk.store.listAlerts({ limit: 9 }), await listSilences(world.desk)])
    const before = await state()
    const error = await verb(world.desk, id).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(UsageError)
    expect((error as Error).message).toContain(reason)
    expect(await state()).toBe(before)
  })
  test.each([
    ['acknowledge', (desk: Desk, id: string) => acknowledgeAlert(desk, id, DANA)],
    ['assign', (desk: Desk, id: string) => assignAlert(desk, id, DANA)],
  ])('to %s what is resolved', async (_, verb) => {
    const world = createWorld()
    const { id } = await world.find(finding())
    await resolveAlert(world.desk, id)
    await expect(verb(world.desk, id)).rejects.toThrow(`alert ${id} is resolved`)
  })
})
