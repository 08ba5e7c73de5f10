/** The contract of a store: what every implementation must hold, run by each of them. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Notification } from '../../src/core/alert.ts'
import { byTime } from '../../src/core/finding.ts'
import type { Change, Memory, Store } from '../../src/core/store.ts'
import { alertOf, changeOf, finding, MINUTE, memory, NOW, noise, notificationOf, silence } from './store-fixtures.ts'

/** What hostile records can put in a key: each must stay apart from the others. */
const HOSTILE_KEYS = [
  'plain',
  'plain\u0000',
  'plain\u0000more',
  '\ud800',
  '\ud801',
  '\u202egnp.exe',
  '__proto__',
  'constructor',
  ' ',
  '',
  '#',
  'a#b',
  "'; DROP TABLE findings; --",
  '\u00e9',
  'e\u0301',
  'x'.repeat(3000),
  `${'x'.repeat(3000)}y`,
  'sha256:0000',
]

export interface StoreUnderTest {
  readonly store: Store
  /** The same data through a new opening; absent for a store that forgets. */
  readonly reopen?: () => Promise<Store>
}

/** @param open an empty store */
export const storeContract = (name: string, open: () => Promise<StoreUnderTest>): void => {
  describe(`contract of a store: ${name}`, () => {
    let under: StoreUnderTest
    let store: Store
    let serial = 0
    /** Ids of its own for every test: all of them share one store. */
    const fresh = (): string => `alert-${++serial}`
    beforeAll(async () => {
      under = await open()
      store = under.store
    })
    afterAll(() => store.close())

    const only = async (alert: string): Promise<readonly Notification[]> => store.notifications({ alert, limit: 100 })

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

      const conflicts: readonly (readonly [string, (id: string, stored: Notification) => Change])[] = [
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
        const listed = async (filter: Parameters<Store['listAlerts']>[0]) =>
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

      test('notifications come latest created first, by alert and status', async () => {
        const id = fresh()
        const alert = alertOf(id, 1, [])
        const rows = [
          notificationOf(alert, 1, { status: 'dead', note: 'refused', created: NOW + 1e9 }),
          notificationOf(alert, 2, { status: 'sent', created: NOW + 3e9 }),
          notificationOf(alert, 3, { status: 'dead', created: NOW + 2e9 }),
        ]
        await store.settle(rows)
        const listed = async (filter: Parameters<Store['notifications']>[0]) =>
          (await store.notifications(filter)).map((row) => rows.findIndex((one) => one.id === row.id))
        expect(await listed({ alert: id, limit: 10 })).toEqual([1, 2, 0])
        expect(await listed({ alert: id, status: 'dead', limit: 10 })).toEqual([2, 0])
        expect(await listed({ status: 'dead', limit: 2 })).toEqual([2, 0])
        expect(await listed({ limit: 1 })).toEqual([1])
        expect(await only(id)).toEqual([rows[1], rows[2], rows[0]])
      })
    })

    describe('take and settle', () => {
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

      test.each(['sent', 'dead', 'folded'] as const)('never takes a row that is %s', async (status) => {
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
    })

    describe('remember and recall', () => {
      test('one row per key, by time; a repetition writes nothing', async () => {
        const unit = fresh()
        const rows = [memory('b', 20, { unit }), memory('a', 30, { unit }), memory('c', 10, { unit })]
        expect(await store.remember(rows, NOW)).toBe(3)
        expect(await store.remember([...rows, ...rows], NOW)).toBe(0)
        expect(await store.recall(unit, NOW)).toEqual([rows[2], rows[0], rows[1]])
        expect(await store.recall('another unit', NOW)).toEqual([])
        expect(await store.remember([], NOW)).toBe(0)
      })

      test('keeps the first, the earliest or the latest', async () => {
        const unit = fresh()
        const at = (keep: Memory['keep'], time: number) => memory(keep, time, { unit, keep, body: time })
        const write = async (time: number) =>
          store.remember([at('first', time), at('earliest', time), at('latest', time)], NOW)
        expect(await write(50)).toBe(3)
        expect(await write(40)).toBe(1)
        expect(await write(60)).toBe(1)
        expect(await write(50)).toBe(0)
        expect((await store.recall(unit, NOW)).map((row) => [row.key, row.body])).toEqual([
          ['earliest', 40],
          ['first', 50],
          ['latest', 60],
        ])
      })

      test('hides rows that are over, writes none that are, and lets a key begin anew', async () => {
        const unit = fresh()
        const row = memory('a', 10, { unit, expires: NOW + 10 })
        expect(await store.remember([row, memory('b', 10, { unit, expires: NOW })], NOW)).toBe(1)
        expect(await store.recall(unit, NOW + 9)).toEqual([row])
        expect(await store.recall(unit, NOW + 10)).toEqual([])
        const anew = { ...row, time: 99, expires: NOW + 1_000 }
        expect(await store.remember([anew], NOW + 20)).toBe(1)
        expect(await store.recall(unit, NOW + 20)).toEqual([anew])
      })

      test('any order with any repetition ends in the same recall', async () => {
        const body = fc.constantFrom('a', 'b', 'é')
        const row = fc.record({
          key: fc.constantFrom('k1', 'k2'),
          keep: fc.constantFrom('earliest' as const, 'latest' as const),
          time: fc.integer({ min: 1, max: 3 }),
          body,
        })
        const shuffled = fc.array(row, { minLength: 1, maxLength: 6 }).chain((rows) =>
          fc.record({
            rows: fc.constant(rows),
            again: fc.shuffledSubarray([...rows, ...rows], { minLength: rows.length * 2 }),
            cut: fc.nat({ max: rows.length }),
          }),
        )
        await fc.assert(
          fc.asyncProperty(shuffled, async ({ rows, again, cut }) => {
            const [one, two] = [fresh(), fresh()]
            const of = (unit: string, list: typeof rows): readonly Memory[] =>
              list.map((each) =>
                memory(`${each.key}/${each.keep}`, each.time, { ...each, unit, key: `${each.key}/${each.keep}` }),
              )
            await store.remember(of(one, rows), NOW)
            await store.remember(of(two, again.slice(0, cut)), NOW)
            await store.remember(of(two, again.slice(cut)), NOW)
            const seen = async (unit: string) => (await store.recall(unit, NOW)).map((each) => ({ ...each, unit: '' }))
            expect(await seen(two)).toEqual(await seen(one))
          }),
          { numRuns: 25 },
        )
      })

      test('units and keys from hostile records stay apart', async () => {
        const prefix = `${fresh()}/`
        const rows = HOSTILE_KEYS.flatMap((unit) =>
          ['\u0000', '\ud800', 'x'.repeat(2000)].map((key) => memory(key, 1, { unit: prefix + unit, body: unit })),
        )
        expect(await store.remember(rows, NOW)).toBe(rows.length)
        for (const unit of HOSTILE_KEYS)
          expect(await store.recall(prefix + unit, NOW)).toEqual(
            rows.filter((row) => row.unit === prefix + unit).sort((a, b) => (a.key < b.key ? -1 : 1)),
          )
      })

      test('a unit of more than a megabyte comes back whole', async () => {
        const unit = fresh()
        const rows = Array.from({ length: 260 }, (_, index) =>
          memory(`k${index}`, index, { unit, body: { id: `k${index}`, noise: noise(5_000, index + 1) } }),
        )
        expect(await store.remember(rows, NOW)).toBe(rows.length)
        expect(await store.recall(unit, NOW)).toEqual(rows)
      })
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

    test('a silence that is changed keeps its count', async () => {
      const id = `silence of ${fresh()}`
      await store.putSilence(silence(id))
      await store.commit(changeOf(alertOf(fresh(), 1, []), [], { hidden: { [id]: 3 } }))
      await store.putSilence({ ...silence(id), expires: NOW, hidden: 0 })
      expect((await store.silences()).filter((one) => one.id === id)).toEqual([{ ...silence(id, 3), expires: NOW }])
    })

    test('a cursor is null, then what was set last', async () => {
      const source = `s3://logs/${fresh()}`
      expect(await store.cursor(source)).toBeNull()
      await store.setCursor(source, { after: 'a' })
      await store.setCursor(source, 'b')
      expect(await store.cursor(source)).toBe('b')
      expect(await store.cursor(`${source}/`)).toBeNull()
    })

    test('values come back as they went in, whatever the record held', async () => {
      const id = fresh()
      const hostile = JSON.parse('{"__proto__": {"x": 1}, "constructor": null, "": "\\ud800\\u0000", "n": 1e300}')
      const odd = finding(`${id}-a`, '2026-01-15T11:00:00Z', {
        annotation: hostile,
        message: '\u0000\ud800\u202e',
        who: 'é'.repeat(500),
      })
      const alert = alertOf(id, 1, [odd])
      await store.commit({ ...changeOf(alert, []), findings: [{ key: `r1/${id}-a`, finding: odd }] })
      expect(await store.alerts([id])).toEqual([alert])
      expect(await store.findings({ alert: id, limit: 1 })).toEqual([odd])
      await store.setCursor(id, hostile)
      expect(JSON.stringify(await store.cursor(id))).toBe(JSON.stringify(hostile))
    })

    test('everything is there after it is opened again', async (context) => {
      if (!under.reopen) return context.skip('it forgets at the end, and says so')
      const id = fresh()
      const alert = alertOf(id, 1, [finding(`${id}-a`)])
      const row = notificationOf(alert, 1, { due: NOW + 9e9 })
      await store.commit(changeOf(alert, [`${id}-a`], { notifications: [row] }))
      await store.remember([memory('a', 1, { unit: id })], NOW)
      await store.setThread(id, 1, 'slack', 'ts')
      await store.setCursor(id, 7)
      await store.close()
      store = await under.reopen()
      expect(await store.alerts([id])).toEqual([alert])
      expect(await store.findings({ alert: id, limit: 1 })).toEqual([finding(`${id}-a`)])
      expect(await only(id)).toEqual([row])
      expect(await store.recall(id, NOW)).toEqual([memory('a', 1, { unit: id })])
      expect([await store.thread(id, 1, 'slack'), await store.cursor(id)]).toEqual(['ts', 7])
    })
  })
}
