/** The contract of a SilenceStore. */
import { beforeAll, describe, expect, test } from 'vitest'
import type { AlertStore, SilenceStore } from '../../src/core/store.ts'
import { alertOf, changeOf, fresh, NOW, silence } from './store-fixtures.ts'

export const silenceStoreContract = (open: () => SilenceStore & AlertStore): void => {
  describe('silences', () => {
    let store: SilenceStore & AlertStore
    beforeAll(() => {
      store = open()
    })

    test('a silence that is changed keeps its count', async () => {
      const id = `silence of ${fresh()}`
      await store.putSilence(silence(id))
      await store.commit(changeOf(alertOf(fresh(), 1, []), [], { hidden: { [id]: 3 } }))
      await store.putSilence({ ...silence(id), expires: NOW, hidden: 0 })
      expect((await store.silences()).filter((one) => one.id === id)).toEqual([{ ...silence(id, 3), expires: NOW }])
    })
  })
}
