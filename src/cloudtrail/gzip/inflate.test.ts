/** What may stand behind and before the bytes of a member: nothing of it is taken for a part of the text, or goes unseen. */
import { crc32, deflateRawSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inflateAll, inflateMember } from './inflate.ts'

const LIMIT = 2 ** 20
const TEXT = Buffer.from(JSON.stringify({ Records: [] }))

/** A member with everything that its header may hold (RFC 1952, section 2.3.1). */
const member = (text: Buffer, flags: number): Buffer => {
  const sizes = Buffer.alloc(8)
  sizes.writeUInt32LE(crc32(text), 0)
  sizes.writeUInt32LE(text.length, 4)
  const fields = [
    [4, Buffer.from([3, 0, 1, 0, 2])],
    [8, Buffer.from('a\u00e9.json\0', 'latin1')],
    [16, Buffer.from('a comment\0')],
    [2, Buffer.from([1, 2])],
  ] as const
  const optional = fields.flatMap(([flag, bytes]) => (flags & flag ? [bytes] : []))
  return Buffer.concat([Buffer.from([31, 139, 8, flags, 0, 0, 0, 0, 0, 3]), ...optional, deflateRawSync(text), sizes])
}

describe('one member, and nothing behind it', () => {
  test.each(Array.from({ length: 32 }, (_, flags) => flags))('header with flags %i', (flags) => {
    const bytes = member(TEXT, flags)
    // A checksum of the header is not looked at: the text is what is proven.
    expect(inflateMember(bytes, LIMIT)).toEqual({ text: TEXT, cut: false })
    expect(inflateMember(Buffer.concat([bytes, Buffer.alloc(1)]), LIMIT)).toEqual({
      reason: 'gzip: 1 bytes behind the end',
    })
  })

  const behind = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
    fc.nat(40).map((count) => Buffer.alloc(count + 1)),
    fc.string().map((text) => gzipSync(text)),
    // What ends just like the member itself.
    fc.constant(gzipSync(TEXT)),
    fc.constant(Buffer.concat([Buffer.alloc(3), gzipSync(TEXT).subarray(-8)])),
  )
  test('whatever is added behind is a fault', { tags: 'property' }, () => {
    fc.assert(
      fc.property(fc.string(), behind, (text, rest) => {
        const packed = gzipSync(text)
        expect(inflateMember(packed, LIMIT)).toEqual({ text: Buffer.from(text), cut: false })
        expect(inflateMember(Buffer.concat([packed, rest]), LIMIT)).toHaveProperty('reason')
      }),
    )
  })

  test('whatever is cut or changed is never taken for whole', { tags: 'property' }, () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), fc.integer({ min: 1, max: 255 }), (text, at, bits) => {
        const packed = gzipSync(text)
        const cut = inflateMember(packed.subarray(0, 2 + (at % (packed.length - 2))), LIMIT)
        expect('reason' in cut || cut.cut).toBe(true)
        const changed = Buffer.from(packed)
        changed.writeUInt8((changed[at % packed.length] ?? 0) ^ bits, at % packed.length)
        const read = inflateMember(changed, LIMIT)
        if ('text' in read && !read.cut && read.text.toString() !== text) expect(read.text).toEqual(changed)
      }),
    )
  })

  test('a text that is not packed, and one that is too large', () => {
    expect(inflateMember(TEXT, LIMIT)).toEqual({ text: TEXT, cut: false })
    expect(inflateMember(gzipSync(Buffer.alloc(LIMIT + 1)), LIMIT)).toEqual({
      reason: 'larger than 1 MiB when unpacked',
    })
  })
})

describe('a log that is read', () => {
  test.each<[string, Buffer, boolean]>([
    ['zeros, as tapes are filled up', Buffer.alloc(512), true],
    ['another member', gzipSync(''), true],
    ['a member behind zeros', Buffer.concat([Buffer.alloc(3), gzipSync(TEXT)]), false],
    ['a text', TEXT, false],
  ])('%s behind the end', (_, rest, isRead) => {
    expect('text' in inflateAll(Buffer.concat([gzipSync(TEXT), rest]), LIMIT)).toBe(isRead)
  })
})
