/** The contract of a Memory: it ends the same, in whatever order and however often rows arrive. */
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Memory, MemoryRow } from '../../src/core/store.ts'
import { fresh, HOSTILE_KEYS, memory, NOW, noise } from './store-fixtures.ts'

export const memoryContract = (open: () => Memory): void => {
  describe('what behavioural rules remember', () => {
    let store: Memory
    beforeAll(() => {
      store = open()
    })

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
      const at = (keep: MemoryRow['keep'], time: number) => memory(keep, time, { unit, keep, body: time })
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

    test('any order with any repetition ends in the same recall', { tags: 'property' }, async () => {
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
          const of = (unit: string, list: typeof rows): readonly MemoryRow[] =>
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
}
