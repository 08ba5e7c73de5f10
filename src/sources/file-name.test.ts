import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeName, systemPath } from './file-name.ts'

const bytesOf = (path: string | Buffer): Buffer => (typeof path === 'string' ? Buffer.from(path) : path)

test.each<[what: string, bytes: Buffer, text: string]>([
  ['ASCII', Buffer.from('a.json'), 'a.json'],
  ['UTF-8', Buffer.from('résumé 日志 😀.json'), 'résumé 日志 😀.json'],
  ['Latin-1', Buffer.from('r\xe9sum\xe9.json', 'latin1'), 'r\udce9sum\udce9.json'],
  ['a byte order mark', Buffer.from('\ufeffa'), '\ufeffa'],
  ['a character that is cut off', Buffer.from([0x61, 0xe6, 0x97]), 'a\udce6\udc97'],
  ['a surrogate in UTF-8', Buffer.from([0xed, 0xb3, 0xa9]), '\udced\udcb3\udca9'],
  ['an overlong slash', Buffer.from([0xc0, 0xaf]), '\udcc0\udcaf'],
  ['both kinds beside each other', Buffer.from([0xe9, 0xf0, 0x9f, 0x98, 0x80, 0xff]), '\udce9😀\udcff'],
])('%s', (_, bytes, text) => {
  expect(decodeName(bytes)).toBe(text)
  expect(bytesOf(systemPath(text))).toEqual(bytes)
})

test('any name comes back as it was, also within a path', { tags: 'property' }, () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 24 }), fc.string({ unit: 'binary' }), (name, folder) => {
      const bytes = Buffer.from(name)
      expect(bytesOf(systemPath(decodeName(bytes)))).toEqual(bytes)
      const path = `${decodeName(Buffer.from(folder))}/${decodeName(bytes)}`
      expect(bytesOf(systemPath(path))).toEqual(Buffer.concat([Buffer.from(folder), Buffer.from('/'), bytes]))
    }),
  )
})
