/** The contract of an Outbox: a notification is in one pair of hands, and what comes too late changes nothing. */
import { beforeAll, describe, expect, test } from 'vitest'
import type { Notification } from '../../src/core/alert.ts'
import type { Outbox } from '../../src/core/store.ts'
import { alertOf, fresh, NOW, notificationOf } from './store-fixtures.ts'

export const outboxContract = (open: () => Outbox): void => {
  describe('the outbox', () => {
    let store: Outbox
    beforeAll(() => {
      store = open()
    })

    const only = (alert: string): Promise<readonly Notification[]> => store.notifications({ alert, limit: 100 })

    const put = async (dues: readonly number[], extra: Partial<Notification> = {}): Promise<string> => {
      const id = fresh()
      const alert = alertOf(id, 1, [])
      await store.settle(dues.map((due, index) => notificationOf(alert, index, { due, ...extra })))
      return id
    }
    const done = (rows: readonly Notification[]): Promise<void> =>
      store.settle(rows.map((row) => ({ ...row, status: 'sent' as const })))

    test('takes what is due, the longest due first, up to the limit; raises attempts; lends until the lease ends', async () => {
      const id = await put([30, 10, 20, 1_000])
      const first = await store.take(100, 50, 2)
      expect(first.map((row) => [row.id, row.attempts, row.due])).toEqual([
        [`${id}:1:slack:1`, 1, 150],
        [`${id}:1:slack:2`, 1, 150],
      ])
      const second = await store.take(100, 500, 10)
      expect(second.map((row) => row.id)).toEqual([`${id}:1:slack:0`])
      expect(await store.take(149, 50, 10)).toEqual([])
      const again = await store.take(150, 1_000, 10)
      expect(again.map((row) => [row.id, row.attempts])).toEqual(first.map((row) => [row.id, 2]))
      expect(await only(id)).toEqual(expect.arrayContaining([...again, ...second]))
      await done([...again, ...second, ...(await store.take(2_000, 1, 10))])
      expect(await store.take(9_000, 1, 10)).toEqual([])
    })

    test.each(['sent', 'dead', 'folded', 'suppressed'] as const)('never takes a row that is %s', async (status) => {
      await put([1, 2], { status })
      expect(await store.take(100, 50, 10)).toEqual([])
    })

    test('callers at the same time never get the same row', async () => {
      const id = await put(Array.from({ length: 20 }, (_, index) => index))
      const batches = await Promise.all([1, 2, 3, 4].map(() => store.take(100, 1e9, 7)))
      const taken = batches.flat().map((row) => row.id)
      expect(new Set(taken).size).toBe(taken.length)
      const rest: string[] = []
      for (let batch = await store.take(100, 1e9, 7); batch.length > 0; batch = await store.take(100, 1e9, 7))
        rest.push(...batch.map((row) => row.id))
      expect([...taken, ...rest].sort()).toEqual((await only(id)).map((row) => row.id).sort())
      await done(await only(id))
    })

    test('a retry comes back when it is due, and a dead row when it is put back', async () => {
      const id = await put([1])
      const [row] = await store.take(1, 10, 1)
      await store.settle([{ ...(row as Notification), due: 500.5, note: 'HTTP 500' }])
      expect(await store.take(400, 10, 1)).toEqual([])
      const [again] = await store.take(501, 10, 1)
      expect(again).toMatchObject({ attempts: 2, note: 'HTTP 500' })
      await store.settle([{ ...(again as Notification), status: 'dead', note: 'HTTP 403' }])
      expect(await store.take(1e6, 10, 1)).toEqual([])
      const [dead] = await store.notifications({ alert: id, status: 'dead', limit: 1 })
      await store.settle([{ ...(dead as Notification), status: 'due', postponed: 2, due: 600 }])
      const replayed = await store.take(1e6, 10, 1)
      expect(replayed).toMatchObject([{ id: `${id}:1:slack:0`, attempts: 3, postponed: 2 }])
      await done(replayed)
    })

    test('rows fold into a new one in one settle', async () => {
      const id = await put([1, 2, 3])
      const rows = await store.take(10, 1_000, 10)
      const storm = notificationOf(alertOf(`storm of ${id}`, 1, []), 1, { reason: 'storm', due: 20 })
      await store.settle([storm, ...rows.map((row) => ({ ...row, status: 'folded' as const, note: storm.id }))])
      const taken = await store.take(1e6, 10, 10)
      expect(taken.map((row) => row.id)).toEqual([storm.id])
      expect((await only(id)).map((row) => [row.status, row.note])).toEqual(rows.map(() => ['folded', storm.id]))
      await done(taken)
    })

    test('an outcome that comes too late: a sent row stays sent, a row in other hands takes only `sent`', async () => {
      const id = await put([1])
      const [slow] = (await store.take(1, 10, 1)) as [Notification]
      const [quick] = (await store.take(11, 10, 1)) as [Notification]
      await store.settle([{ ...slow, due: 5_000, note: 'timed out' }])
      expect(await only(id)).toEqual([quick])
      const beside = notificationOf(alertOf(id, 1, []), 7, { status: 'dead' })
      await store.settle([{ ...slow, status: 'dead' }, beside])
      expect(await only(id)).toEqual([beside, quick])
      await store.settle([{ ...slow, status: 'sent' }])
      await store.settle([{ ...quick, due: 5_000, note: 'HTTP 500' }])
      expect(await store.notifications({ alert: id, status: 'sent', limit: 5 })).toMatchObject([{ attempts: 1 }])
      expect(await store.take(1e6, 10, 1)).toEqual([])
    })

    test.each(['dead', 'folded'] as const)(
      'an outcome that comes too late does not bring back a row that is %s',
      async (status) => {
        const id = await put([1])
        const [slow] = (await store.take(1, 10, 1)) as [Notification]
        const [quick] = (await store.take(11, 10, 1)) as [Notification]
        await store.settle([{ ...quick, status }])
        await store.settle([{ ...slow, due: 5_000, note: 'timed out' }])
        expect(await only(id)).toMatchObject([{ status, attempts: 2 }])
      },
    )

    test('settle refuses more rows than it says', async () => {
      if (!Number.isFinite(store.maxChange)) return
      const alert = alertOf(fresh(), 1, [])
      const rows = Array.from({ length: store.maxChange + 1 }, (_, index) => notificationOf(alert, index))
      await expect(store.settle(rows)).rejects.toThrow(RangeError)
      expect(await only(alert.id)).toEqual([])
    })

    test('nothing to settle is nothing to do', async () => {
      await store.settle([])
    })

    test('notifications come latest created first, by alert and status', async () => {
      const id = fresh()
      const alert = alertOf(id, 1, [])
      const rows = [
        notificationOf(alert, 1, { status: 'dead', note: 'refused', created: NOW + 1e9 }),
        notificationOf(alert, 2, { status: 'sent', created: NOW + 3e9 }),
        notificationOf(alert, 3, { status: 'dead', created: NOW + 2e9 }),
      ]
      await store.settle(rows)
      const listed = async (filter: Parameters<Outbox['notifications']>[0]) =>
        (await store.notifications(filter)).map((row) => rows.findIndex((one) => one.id === row.id))
      expect(await listed({ alert: id, limit: 10 })).toEqual([1, 2, 0])
      expect(await listed({ alert: id, status: 'dead', limit: 10 })).toEqual([2, 0])
      expect(await listed({ status: 'dead', limit: 2 })).toEqual([2, 0])
      expect(await listed({ limit: 1 })).toEqual([1])
      expect(await only(id)).toEqual([rows[1], rows[2], rows[0]])
    })

    test('a thread belongs to an alert, an episode and a destination', async () => {
      const id = fresh()
      expect(await store.thread(id, 1, 'slack')).toBeNull()
      await store.setThread(id, 1, 'slack', { ts: '1' })
      await store.setThread(id, 2, 'slack', 'two')
      await store.setThread(id, 1, 'slack', { ts: '3' })
      expect(await store.thread(id, 1, 'slack')).toEqual({ ts: '3' })
      expect(await store.thread(id, 2, 'slack')).toBe('two')
      expect(await store.thread(id, 1, 'teams')).toBeNull()
    })
  })
}
