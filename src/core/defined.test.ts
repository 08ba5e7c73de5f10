/** What is undefined is absent; all else stays, in its order. */
import { expect, test } from 'vitest'
import { defined } from './defined.ts'

test.each([
  [{ a: 1, b: undefined, c: 3 }, ['a', 'c']],
  [{ b: undefined }, []],
  [{ d: null, c: '', b: 0, a: false }, ['d', 'c', 'b', 'a']],
])('%o', (object, keys) => {
  expect(Object.keys(defined(object))).toEqual(keys)
  expect(defined(object)).toEqual(object)
})

test('the type says so: a key that may be undefined may be absent, and nothing else', () => {
  const hint: string | undefined = ['mind the gap'].at(1)
  const made: { readonly hint?: string; readonly line: 4 } = defined({ hint, line: 4 })
  expect(made).toStrictEqual({ line: 4 })
  // @ts-expect-error a key that is always there stays one
  const wrong: { readonly hint: string } = defined({ hint })
  expect(wrong).toStrictEqual({})
})
