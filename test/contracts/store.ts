/** The contract of a store: that of each facet, over one store that is then opened again. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Store } from '../../src/core/store.ts'
import { alertStoreContract } from './alert-store.ts'
import { canaryStoreContract } from './canary-store.ts'
import { cursorStoreContract } from './cursor-store.ts'
import { handledStoreContract } from './handled-store.ts'
import { memoryContract } from './memory.ts'
import { olderKeysContract } from './older-keys.ts'
import { outboxContract } from './outbox.ts'
import { silenceStoreContract } from './silence-store.ts'
import { alertOf, changeOf, finding, fresh, memory, NOW, notificationOf } from './store-fixtures.ts'

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
    beforeAll(async () => {
      under = await open()
      store = under.store
    })
    afterAll(() => store.close())

    alertStoreContract(() => store)
    outboxContract(() => store)
    memoryContract(() => store)
    silenceStoreContract(() => store)
    canaryStoreContract(() => store)
    cursorStoreContract(() => store)
    handledStoreContract(() => store)
    olderKeysContract(() => store)

    test('everything is there after it is opened again', async (context) => {
      if (!under.reopen) return context.skip('it forgets at the end, and says so')
      const id = fresh()
      const alert = alertOf(id, 1, [finding(`${id}-a`)])
      const row = notificationOf(alert, 1, { due: NOW + 9e9 })
      await store.commit(changeOf(alert, [`${id}-a`], { notifications: [row] }))
      await store.remember([memory('a', 1, { unit: id })], NOW)
      await store.setThread(id, 1, 'slack', 'ts')
      await store.putCanary({ id, revision: 1, body: 'bait' })
      await store.putPlan({ id, revision: 1, body: 'stop' })
      await store.setCursor(id, 7)
      await store.noteHandled(id, new Map([['a.json', '1']]))
      await store.close()
      store = await under.reopen()
      expect(await store.alerts([id])).toEqual([alert])
      expect(await store.findings({ alert: id, limit: 1 })).toEqual([finding(`${id}-a`)])
      expect(await store.notifications({ alert: id, limit: 100 })).toEqual([row])
      expect(await store.recall(id, NOW)).toEqual([memory('a', 1, { unit: id })])
      expect([await store.thread(id, 1, 'slack'), await store.cursor(id)]).toEqual(['ts', 7])
      expect((await store.canaries()).filter((row) => row.id === id)).toEqual([{ id, revision: 1, body: 'bait' }])
      expect((await store.plans()).filter((row) => row.id === id)).toEqual([{ id, revision: 1, body: 'stop' }])
      expect([...(await store.handled(id))]).toEqual([['a.json', '1']])
    })
  })
}
