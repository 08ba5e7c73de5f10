/** The contract of a HandledStore. */
import { beforeAll, describe, expect, test } from 'vitest'
import type { HandledStore } from '../../src/core/store.ts'
import { fresh } from './store-fixtures.ts'

const sorted = (versions: ReadonlyMap<string, string>) => [...versions].sort(([a], [b]) => (a < b ? -1 : 1))

export const handledStoreContract = (open: () => HandledStore): void => {
  describe('what sources have handled', () => {
    let store: HandledStore
    beforeAll(() => {
      store = open()
    })

    test('is nothing at first, then what was noted last, and of one source only', async () => {
      const source = `folder ${fresh()}`
      expect(await store.handled(source)).toEqual(new Map())
      await store.noteHandled(source, new Map([['a', '1'], ['b', '1']])) // biome-ignore format: a row
      await store.noteHandled(source, new Map([['b', '2'], ['c', '']])) // biome-ignore format: a row
      await store.noteHandled(`${source}/b`, new Map([['d', '1']]))
      expect(sorted(await store.handled(source))).toEqual([
        ['a', '1'],
        ['b', '2'],
        ['c', ''],
      ])
    })

    test('is forgotten key by key; a key that is not there is no mistake', async () => {
      const source = fresh()
      await store.noteHandled(source, new Map(['a', 'b', 'c'].map((key) => [key, '1'])))
      await store.forgetHandled(source, ['b', 'never', 'a'])
      await store.forgetHandled(source, [])
      expect(sorted(await store.handled(source))).toEqual([['c', '1']])
    })

    test('any text is a key: long ones, control characters, surrogates; each stays apart from the others', async () => {
      const source = fresh()
      const keys = ['', 'a\u0000', 'a', `${'k'.repeat(1_000)}1`, `${'k'.repeat(1_000)}2`, '\udce9.json', '__proto__']
      const versions = new Map(keys.map((key, at) => [key, `${at} \u0000 \udce9`]))
      await store.noteHandled(source, versions)
      expect(sorted(await store.handled(source))).toEqual(sorted(versions))
      await store.forgetHandled(source, keys.slice(1))
      expect([...(await store.handled(source)).keys()]).toEqual([''])
    })

    test('many at once', async () => {
      const source = fresh()
      const keys = Array.from({ length: 260 }, (_, at) => `object ${at}`)
      await store.noteHandled(source, new Map(keys.map((key) => [key, '1'])))
      expect((await store.handled(source)).size).toBe(260)
      await store.forgetHandled(source, keys)
      expect((await store.handled(source)).size).toBe(0)
    })
  })
}
