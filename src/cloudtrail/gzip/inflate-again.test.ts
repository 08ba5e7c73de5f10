import { gunzipSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inflateAgain } from './inflate-again.ts'

test('this Node has what it needs', () => {
  expect(inflateAgain(gzipSync('hello'), 5)?.toString()).toBe('hello')
})

test('gives what gunzipSync gives, or nothing; and goes on after any failure', { tags: 'property' }, () => {
  let same = 0
  fc.assert(
    fc.property(fc.string({ maxLength: 5000 }), fc.nat(3), fc.nat(), (text, fault, at) => {
      const packed = gzipSync(text.repeat(1 + (at % 20)))
      const bytes =
        fault === 1
          ? packed.subarray(0, at % packed.length)
          : fault === 2
            ? Buffer.concat([packed, gzipSync('more'), Buffer.from(at % 2 ? 'rest' : '')])
            : packed
      if (fault === 3) bytes[at % bytes.length] = at & 255
      let expected: Buffer | undefined
      try {
        expected = gunzipSync(bytes)
      } catch {
        expected = undefined
      }
      const got = inflateAgain(bytes, text.length)
      if (got !== undefined) {
        expect(expected?.equals(got)).toBe(true)
        same++
      }
      if (fault === 0) expect(got).toBeDefined()
    }),
    { numRuns: 500 },
  )
  expect(same).toBeGreaterThan(100)
})

test('a bomb that lies about its size gives nothing', () => {
  expect(inflateAgain(gzipSync(Buffer.alloc(80 * 2 ** 20)), 100)).toBeUndefined()
  expect(inflateAgain(gzipSync(Buffer.alloc(1000)), 2 ** 31)).toBeUndefined()
})
