/** The contract of a CanaryStore and of a PlanStore: rows, each change over the revision that was read. */
import { beforeAll, describe, expect, test } from 'vitest'
import type { CanaryRow, CanaryStore, PlanStore } from '../../src/core/store.ts'
import { fresh, HOSTILE_JSON } from './store-fixtures.ts'

export const canaryStoreContract = (open: () => CanaryStore & PlanStore): void => {
  rowsContract('canaries', () => ({ canaries: open().canaries, putCanary: open().putCanary }))
  rowsContract('plans', () => ({ canaries: open().plans, putCanary: open().putPlan }))
}

const rowsContract = (what: string, open: () => CanaryStore): void => {
  describe(what, () => {
    let store: CanaryStore
    beforeAll(() => {
      store = open()
    })
    const ours = async (...ids: readonly string[]): Promise<readonly CanaryRow[]> =>
      (await store.canaries()).filter(({ id }) => ids.includes(id))

    test('a row comes back as it went in, by id', async () => {
      const id = fresh()
      const rows = ['b', 'a'].map((end) => ({ id: `${id}${end}`, revision: 1, body: HOSTILE_JSON }))
      for (const row of rows) expect(await store.putCanary(row)).toBe('committed')
      expect(JSON.stringify(await ours(`${id}a`, `${id}b`))).toBe(JSON.stringify(rows.toReversed()))
    })

    test('of two changes of one revision one is written', async () => {
      const row = { id: fresh(), revision: 1, body: 0 }
      await store.putCanary(row)
      const changes = [1, 2].map((body) => store.putCanary({ ...row, revision: 2, body }))
      expect((await Promise.all(changes)).sort()).toEqual(['committed', 'conflict'])
    })

    test.each([
      ['the first change of one that is there', 1, 1],
      ['a change that was made before', 2, 2],
      ['a change of one that is not there', 0, 2],
      ['a change that leaves one out', 1, 3],
    ])('%s is a conflict, and changes nothing', async (_, there, revision) => {
      const id = fresh()
      for (let at = 1; at <= there; at++) await store.putCanary({ id, revision: at, body: at })
      expect(await store.putCanary({ id, revision, body: 'new' })).toBe('conflict')
      expect((await ours(id)).map(({ body }) => body)).toEqual(there === 0 ? [] : [there])
    })
  })
}
