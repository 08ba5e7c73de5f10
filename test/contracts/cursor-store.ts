/** The contract of a CursorStore. */
import { beforeAll, describe, expect, test } from 'vitest'
import type { CursorStore } from '../../src/core/store.ts'
import { fresh, HOSTILE_JSON } from './store-fixtures.ts'

export const cursorStoreContract = (open: () => CursorStore): void => {
  describe('cursors', () => {
    let store: CursorStore
    beforeAll(() => {
      store = open()
    })

    test('a cursor is null, then what was set last', async () => {
      const source = `s3://logs/${fresh()}`
      expect(await store.cursor(source)).toBeNull()
      await store.setCursor(source, { after: 'a' })
      await store.setCursor(source, 'b')
      expect(await store.cursor(source)).toBe('b')
      expect(await store.cursor(`${source}/`)).toBeNull()
    })

    test('a position comes back as it went in, whatever it holds', async () => {
      const source = fresh()
      await store.setCursor(source, HOSTILE_JSON)
      expect(JSON.stringify(await store.cursor(source))).toBe(JSON.stringify(HOSTILE_JSON))
    })
  })
}
