/** Findings on their way into the store: what is news, what is known, and what stands for something earlier. */
import { expect, test } from 'vitest'
import { SCHEDULE } from '../alerting/decide.ts'
import { resolve } from '../alerting/resolve.ts'
import { aFinding } from '../alerting/testing/finding.ts'
import type { Alert } from '../core/alert.ts'
import type { Finding } from '../core/finding.ts'
import { type Store, StoreBusyError } from '../core/store.ts'
import { openMemory } from '../stores/memory.ts'
import { type Ingester, ingestFindings } from './ingest.ts'

const begin = (store: Store = openMemory()) => {
  const ingester = {
    store,
    policy: async () => ({
      route: { name: 'all', match: {}, destinations: ['slack'], continue: false, routes: [] },
      silences: [],
      schedule: SCHEDULE,
      sendsResolved: new Set<string>(),
    }),
    notes: () => ({ respond: [], description: '', destinations: [], groups: false }),
    now: () => 1_000_000,
  } as unknown as Ingester
  return {
    add: (...findings: Finding[]) => ingestFindings(findings, ingester),
    end: async () => {
      const [alert] = (await store.listAlerts({ limit: 1 })) as [Alert]
      const ended = resolve(alert, [], { sendsResolved: new Set() }, 'by hand', 1_000_000)
      expect(await store.commit({ ...ended, findings: [], overtaken: [] })).toBe('committed')
    },
    sent: async () => (await store.notifications({ limit: 10 })).map(({ id, reason }) => `${id.slice(17)} ${reason}`),
    alerts: () => store.listAlerts({ limit: 10 }),
  }
}

/** What a behavioural rule found, completed by the last of these events. */
const burst = (name: string, ...eventIds: string[]): Finding =>
  aFinding({
    event: { id: eventIds[2] as string },
    eventIds,
    group: { sourceIPAddress: '198.51.100.7' },
    principal: { name },
  })

test('a burst that grows tells nobody while its alert fires, and again at once when that has ended', async () => {
  const life = begin()
  expect(await life.add(burst('dev', 'a', 'b', 'c'))).toMatchObject({ findings: 1, notifications: 1 })
  expect(await life.add(burst('dev', 'a', 'b', 'c', 'd'))).toMatchObject({ findings: 0, notifications: 0 })
  await life.end()
  expect(await life.add(burst('dev', 'a', 'b', 'c', 'd', 'e'))).toMatchObject({ findings: 0, notifications: 1 })
  expect((await life.sent()).sort()).toEqual(['1:slack:0 first', '2:slack:0 first'])
  expect(await life.alerts()).toMatchObject([{ status: 'firing', episode: 2, count: 1 }])
})

test('a late event that makes a burst that of another principal is sent, with its reason', async () => {
  const life = begin()
  await life.add(burst('alice', 'a', 'b', 'd'))
  await life.add(burst('bob', 'a', 'b', 'c', 'd'))
  const [bob] = (await life.alerts()).filter(({ groupKey }) => groupKey.includes('bob'))
  expect(bob?.decisions).toMatchObject([{ reason: 'first', destination: 'slack' }])
})

test('an alert that others keep changing is a busy store: the input is offered again', async () => {
  const life = begin({ ...openMemory(), commit: async () => 'conflict' })
  await expect(life.add(aFinding())).rejects.toThrow(StoreBusyError)
})
