/** The contract of an AlertStore: what is committed is there as a whole, in order, or not at all. */
import { beforeAll, describe, expect, test } from 'vitest'
import type { Notification } from '../../src/core/alert.ts'
import { byTime } from '../../src/core/finding.ts'
import type { AlertChange, AlertStore, Outbox, SilenceStore } from '../../src/core/store.ts'
import { untilCommitted } from '../../src/flows/commit.ts'
import {
  alertOf,
  changeOf,
  finding,
  fresh,
  HOSTILE_JSON,
  HOSTILE_KEYS,
  MINUTE,
  NOW,
  notificationOf,
  silence,
} from './store-fixtures.ts'

export const alertStoreContract = (open: () => AlertStore & Outbox & SilenceStore): void => {
  describe('alerts and findings', () => {
    let store: AlertStore & Outbox & SilenceStore
    beforeAll(() => {
      store = open()
    })

    const only = (alert: string): Promise<readonly Notification[]> => store.notifications({ alert, limit: 100 })

    describe('commit', () => {
      test('writes the alert, its findings, its notifications and the counts of silences', async () => {
        const id = fresh()
        await store.putSilence(silence(`silence of ${id}`))
        const alert = alertOf(id, 1, [finding(`${id}-a`), finding(`${id}-b`)])
        const row = notificationOf(alert, 1, { due: NOW + 9e9 })
        const change = changeOf(alert, [`${id}-a`, `${id}-b`], {
          notifications: [row],
          hidden: { [`silence of ${id}`]: 2, 'nobody knows this one': 1 },
        })
        expect(await store.commit(change)).toBe('committed')
        expect(await store.alerts([id, 'none', id])).toEqual([alert])
        expect(await store.findings({ alert: id, limit: 10 })).toEqual(change.findings.map((one) => one.finding))
        expect(await only(id)).toEqual([row])
        expect(await store.knownFindings([`r1/${id}-a`, `r1/${id}-b`, 'r1/none'])).toEqual(
          new Set([`r1/${id}-a`, `r1/${id}-b`]),
        )
        expect((await store.silences()).filter(({ id: one }) => one.includes(id))).toEqual([
          silence(`silence of ${id}`, 2),
        ])
        expect((await store.silences()).map((one) => one.id)).not.toContain('nobody knows this one')
      })

      test('ten who change one alert at the same time all get through, and none is lost', async () => {
        const id = fresh()
        const add = (name: string): Promise<string> =>
          untilCommitted(store, id, async () => {
            const [before] = await store.alerts([id])
            const next = alertOf(id, (before?.revision ?? 0) + 1, [...(before?.findings ?? []), finding(name)])
            const done = await store.commit(changeOf(next, [name]))
            return done === 'conflict' ? done : name
          })
        const names = Array.from({ length: 10 }, (_, at) => `${id}-${at}`)
        expect(await Promise.all(names.map(add))).toEqual(names)
        expect(await store.alerts([id])).toMatchObject([{ revision: 10 }])
        expect(await store.findings({ alert: id, limit: 100 })).toHaveLength(10)
      })

      const conflicts: readonly (readonly [string, (id: string, stored: Notification) => AlertChange])[] = [
        ['a revision that is there', (id) => changeOf(alertOf(id, 1, []), [`${id}-new`])],
        ['a revision that was left out', (id) => changeOf(alertOf(id, 3, []), [`${id}-new`])],
        ['a finding that is there', (id) => changeOf(alertOf(id, 2, []), [`${id}-new`, `${id}-a`])],
        [
          'a notification that was tried meanwhile',
          (id, stored) => changeOf(alertOf(id, 2, []), [`${id}-new`], { notifications: [stored] }),
        ],
      ]
      test.each(conflicts)('%s is a conflict, and nothing was written', async (_, second) => {
        const id = fresh()
        const silenceId = `silence of ${id}`
        await store.putSilence(silence(silenceId))
        const first = alertOf(id, 1, [finding(`${id}-a`)])
        const row = notificationOf(first, 1, { due: 1 })
        await store.commit(changeOf(first, [`${id}-a`], { notifications: [row] }))
        const taken = await store.take(1, MINUTE, 100)
        expect(taken.map((one) => one.id)).toEqual([row.id])
        const change = second(id, row)
        const other = notificationOf(change.alert, 2)
        expect(
          await store.commit({
            ...change,
            notifications: [...change.notifications, other],
            overtaken: change.findings.length > 1 ? [] : [`r1/${id}-a`],
            hidden: { [silenceId]: 5 },
          }),
        ).toBe('conflict')
        expect(await store.alerts([id])).toEqual([first])
        expect(await store.findings({ alert: id, limit: 10 })).toEqual([finding(`${id}-a`)])
        expect(await only(id)).toEqual(taken)
        expect((await store.silences()).find((one) => one.id === silenceId)?.hidden).toBe(0)
        await store.settle(taken.map((one) => ({ ...one, status: 'sent' as const })))
      })

      test('removes what was overtaken, and a key that is overtaken may come again in the same change', async () => {
        const id = fresh()
        await store.commit(changeOf(alertOf(id, 1, []), [`${id}-a`, `${id}-b`]))
        const again = finding(`${id}-b`, '2026-01-15T11:30:00Z')
        const change = {
          ...changeOf(alertOf(id, 2, []), []),
          findings: [{ key: `r1/${id}-b`, finding: again }],
          overtaken: [`r1/${id}-a`, `r1/${id}-b`, 'r1/never there'],
        }
        expect(await store.commit(change)).toBe('committed')
        expect(await store.findings({ alert: id, limit: 10 })).toEqual([again])
        expect(await store.knownFindings([`r1/${id}-a`])).toEqual(new Set())
      })

      test('a notification that waits is rewritten under its id', async () => {
        const id = fresh()
        const first = alertOf(id, 1, [])
        await store.commit(changeOf(first, [], { notifications: [notificationOf(first, 1, { due: NOW + 8e9 })] }))
        const second = alertOf(id, 2, [finding('later')])
        const row = notificationOf(second, 1, { due: NOW + 9e9, reason: 'new-findings' })
        expect(await store.commit(changeOf(second, [`${id}-later`], { notifications: [row] }))).toBe('committed')
        expect(await only(id)).toEqual([row])
      })

      test('a notification that waits may be suppressed: then nobody takes it', async () => {
        const id = fresh()
        const first = alertOf(id, 1, [])
        const row = notificationOf(first, 1, { due: 1 })
        await store.commit(changeOf(first, [], { notifications: [row] }))
        const suppressed = { ...row, status: 'suppressed' as const, note: 'acknowledged by dana' }
        const second = alertOf(id, 2, [], { acknowledged: { by: 'dana', at: NOW }, assignee: 'dana' })
        expect(await store.commit(changeOf(second, [], { notifications: [suppressed] }))).toBe('committed')
        expect(await store.alerts([id])).toEqual([second])
        expect(await only(id)).toEqual([suppressed])
        expect(await store.take(1e6, MINUTE, 100)).toEqual([])
        expect(await store.notifications({ alert: id, status: 'suppressed', limit: 5 })).toEqual([suppressed])
      })

      test('a notification that was taken and postponed waits again', async () => {
        const id = fresh()
        const first = alertOf(id, 1, [])
        await store.commit(changeOf(first, [], { notifications: [notificationOf(first, 1, { due: 1 })] }))
        const [taken] = (await store.take(1, MINUTE, 1)) as [Notification]
        const postponed = { ...taken, due: NOW + 9e9, postponed: 1 }
        await store.settle([postponed])
        const second = alertOf(id, 2, [])
        const row = { ...postponed, alert: second }
        expect(await store.commit(changeOf(second, [], { notifications: [row] }))).toBe('committed')
        expect(await only(id)).toEqual([row])
      })

      test('of changes at the same time one wins, and the others may read again and follow', async () => {
        const id = fresh()
        const writers = ['a', 'b', 'c', 'd', 'e']
        const commit = async (writer: string): Promise<number> => {
          for (let tries = 1; ; tries++) {
            const [stored] = await store.alerts([id])
            const alert = alertOf(id, (stored?.revision ?? 0) + 1, [], { count: (stored?.count ?? 0) + 1 })
            if ((await store.commit(changeOf(alert, [`${id}-${writer}`]))) === 'committed') return tries
          }
        }
        await Promise.all(writers.map(commit))
        expect(await store.alerts([id])).toMatchObject([{ revision: 5, count: 5 }])
        expect(await store.findings({ alert: id, limit: 10 })).toHaveLength(5)
      })

      test('as many findings as it says fit one change; more are refused with the limit', async () => {
        const id = fresh()
        const size = Math.min(store.maxChange, 300)
        const events = Array.from({ length: size }, (_, index) => `${id}-${index}`)
        expect(await store.commit(changeOf(alertOf(id, 1, []), events))).toBe('committed')
        expect(await store.findings({ alert: id, limit: 1000 })).toHaveLength(size)
        if (!Number.isFinite(store.maxChange)) return
        const tooMany = changeOf(alertOf(id, 2, []), [...events.map((event) => `${event}-2`), 'one more'])
        await expect(store.commit(tooMany)).rejects.toThrow(RangeError)
        await expect(store.commit(tooMany)).rejects.toThrow(String(store.maxChange))
      })

      test('keys from hostile records stay apart', async () => {
        const id = fresh()
        const prefix = `${id}/`
        const findings = HOSTILE_KEYS.map((key, index) => ({
          key: prefix + key,
          finding: finding(`${id}-${index}`, '2026-01-15T11:00:00Z', { message: key }),
        }))
        expect(await store.commit({ ...changeOf(alertOf(id, 1, []), []), findings })).toBe('committed')
        expect(await store.knownFindings(findings.map(({ key }) => key))).toEqual(
          new Set(findings.map(({ key }) => key)),
        )
        const messages = (await store.findings({ alert: id, limit: 100 })).map(({ message }) => message)
        expect(messages.sort()).toEqual([...HOSTILE_KEYS].sort())
      })
    })

    describe('what is read back', () => {
      test('findings come in the order of event time, up to the limit', async () => {
        const id = fresh()
        const findings = [5, 1, 4, 2, 3].map((minute) => ({
          key: `r1/${id}-${minute}`,
          finding: finding(`${id}-${minute}`, `2026-01-15T10:0${minute}:00Z`),
        }))
        await store.commit({ ...changeOf(alertOf(id, 1, []), []), findings })
        const sorted = findings.map((one) => one.finding).sort(byTime)
        expect(await store.findings({ alert: id, limit: 10 })).toEqual(sorted)
        expect(await store.findings({ alert: id, limit: 2 })).toEqual(sorted.slice(0, 2))
        const all = await store.findings({ limit: 10_000 })
        expect(all.filter(({ event }) => event.id.startsWith(`${id}-`))).toEqual(sorted)
        expect(all).toEqual([...all].sort(byTime))
        expect(await store.findings({ limit: 3 })).toEqual(all.slice(0, 3))
      })

      test('alerts come latest change first, all or by status, up to the limit', async () => {
        const ids = [1, 2, 3, 4].map(fresh)
        const changed = [40, 10, 30, 20]
        const base = NOW + 1e10
        for (const [index, id] of ids.entries())
          await store.commit(
            changeOf(
              alertOf(id, 1, [], {
                changed: base + (changed[index] as number),
                status: index % 2 === 0 ? 'firing' : 'resolved',
              }),
              [],
            ),
          )
        const listed = async (filter: Parameters<AlertStore['listAlerts']>[0]) =>
          (await store.listAlerts(filter)).map(({ id }) => ids.indexOf(id))
        expect(await listed({ limit: 4 })).toEqual([0, 2, 3, 1])
        expect(await listed({ limit: 3 })).toEqual([0, 2, 3])
        expect(await listed({ status: 'firing', limit: 2 })).toEqual([0, 2])
        expect(await listed({ status: 'resolved', limit: 2 })).toEqual([3, 1])
        // The one that changes again moves to the front, in its new list.
        await store.commit(changeOf(alertOf(ids[1] as string, 2, [], { changed: base + 50 }), []))
        expect(await listed({ status: 'firing', limit: 3 })).toEqual([1, 0, 2])
        expect(await listed({ status: 'resolved', limit: 1 })).toEqual([3])
      })
    })

    test('quiet alerts: firing, unchanged since then, the longest quiet first', async () => {
      // Earlier than any other alert of the store.
      const base = 1_000_000
      const ids = [3, 1, 2, 5].map((n) => `quiet-${n}-${fresh()}`)
      for (const [at, changed] of [30, 10, 20, 50].entries())
        await store.commit(changeOf(alertOf(ids[at] as string, 1, [], { changed: base + changed }), []))
      const quiet = async (since: number, limit: number) =>
        (await store.quietAlerts(since, limit)).map(({ id }) => ids.indexOf(id))
      expect(await quiet(base + 30, 10)).toEqual([1, 2, 0])
      expect(await quiet(base + 29, 10)).toEqual([1, 2])
      expect(await quiet(base + 30, 2)).toEqual([1, 2])
      expect(await quiet(base, 10)).toEqual([])
      // One that has ended, and one that changed.
      await store.commit(changeOf(alertOf(ids[1] as string, 2, [], { changed: base + 10, status: 'resolved' }), []))
      await store.commit(changeOf(alertOf(ids[2] as string, 2, [], { changed: base + 40 }), []))
      expect(await quiet(base + 45, 10)).toEqual([0, 2])
      for (const [at, id] of ids.entries())
        await store.commit(
          changeOf(alertOf(id, at === 1 || at === 2 ? 3 : 2, [], { changed: base + 60, status: 'resolved' }), []),
        )
    })

    test('values come back as they went in, whatever the record held', async () => {
      const id = fresh()
      const odd = finding(`${id}-a`, '2026-01-15T11:00:00Z', {
        annotation: HOSTILE_JSON,
        message: '\u0000\ud800\u202e',
        who: 'é'.repeat(500),
      })
      const alert = alertOf(id, 1, [odd])
      await store.commit({ ...changeOf(alert, []), findings: [{ key: `r1/${id}-a`, finding: odd }] })
      expect(await store.alerts([id])).toEqual([alert])
      expect(await store.findings({ alert: id, limit: 1 })).toEqual([odd])
    })
  })
}
