/** Addresses and ranges: table cases, and the reading of Node's own `net` as the oracle. */
import { BlockList, isIP } from 'node:net'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isInRange, parseAddress, parseRange, rangeTest } from './address.ts'

test.each<[text: string, address: string | undefined]>([
  ['198.51.100.7', '198.51.100.7'],
  ['0.0.0.0', '0.0.0.0'],
  ['255.255.255.255', '255.255.255.255'],
  ['255.18.064.253', undefined],
  ['256.1.1.1', undefined],
  ['1.2.3', undefined],
  ['1.2.3.4.5', undefined],
  ['1.2.3.4 ', undefined],
  ['0x7f.0.0.1', undefined],
  ['١.2.3.4', undefined],
  ['::', '0:0:0:0:0:0:0:0'],
  ['2001:DB8::1', '2001:db8:0:0:0:0:0:1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2:3:4:5:6'],
  ['::ffff:198.51.100.7', '198.51.100.7'],
  ['::ffff:c633:6407', '198.51.100.7'],
  ['1:2:3:4:5:6:7', undefined],
  ['1:2:3:4:5:6:7:8:9', undefined],
  ['1::2::3', undefined],
  ['1:2:3:4:5:6:7::8', undefined],
  ['12345::', undefined],
  ['g::', undefined],
  ['::1%eth0', undefined],
  ['::ffff:198.51.100', undefined],
  ['::198.51.100.7', '0:0:0:0:0:0:c633:6407'],
  ['::ffff:198.51.100.07', undefined],
  ['fe80::00001', undefined],
  [':', undefined],
  ['', undefined],
  ['AWS Internal', undefined],
  ['cloudformation.amazonaws.com', undefined],
  [':'.repeat(1_000_000), undefined],
])('address %s', (text, address) => {
  expect(parseAddress(text)?.text).toBe(address)
})

test.each<[range: string, inside: string | undefined, outside: string]>([
  ['198.51.100.0/24', '198.51.100.255', '198.51.101.0'],
  ['198.51.100.77/24', '198.51.100.0', '198.51.99.255'],
  ['198.51.100.7', '198.51.100.7', '198.51.100.8'],
  ['0.0.0.0/0', '255.255.255.255', '::1'],
  ['2001:db8::/32', '2001:db8:ffff::1', '2001:db9::'],
  ['::ffff:198.51.100.0/120', '198.51.100.9', '198.51.101.9'],
  ['198.51.100.0/33', undefined, '198.51.100.0'],
  ['198.51.100.0/', undefined, '198.51.100.0'],
  ['198.51.100.0/-1', undefined, '198.51.100.0'],
  ['198.51.100.0/24/24', undefined, '198.51.100.0'],
  ['::ffff:198.51.100.0/95', undefined, '198.51.100.0'],
  ['office', undefined, '198.51.100.0'],
])('range %s', (text, inside, outside) => {
  const holds = rangeTest(text) ?? (() => false)
  expect(rangeTest(text) !== undefined).toBe(inside !== undefined)
  expect(holds(outside)).toBe(false)
  if (inside !== undefined) expect(holds(inside)).toBe(true)
})

describe('as Node reads them', () => {
  const octet = fc.integer({ min: 0, max: 255 })
  const v4 = fc.tuple(octet, octet, octet, octet).map((octets) => octets.join('.'))
  const group = fc.oneof(
    fc.constant('0'),
    fc.integer({ min: 0, max: 0xffff }).map((value) => value.toString(16)),
  )
  const v6 = fc
    .record({
      groups: fc.array(group, { minLength: 8, maxLength: 8 }),
      from: fc.nat(8),
      cut: fc.nat(8),
      tail: fc.option(v4),
      upper: fc.boolean(),
    })
    .map(({ groups, from, cut, tail, upper }) => {
      const parts = tail === null ? groups : [...groups.slice(0, 6), tail]
      const to = Math.min(from + cut, parts.length)
      const text = cut === 0 ? parts.join(':') : `${parts.slice(0, from).join(':')}::${parts.slice(to).join(':')}`
      return upper ? text.toUpperCase() : text
    })
  const mapped = v4.map((text) => `::ffff:${text}`)
  const piece = fc.constantFrom(
    '0',
    '00',
    '1',
    '064',
    '255',
    '256',
    '0x7f',
    'ffff',
    '12345',
    ':',
    '::',
    '.',
    '%eth0',
    ' ',
    'g',
  )
  const anything = fc.array(piece, { maxLength: 10 }).map((pieces) => pieces.join(''))
  const spelling = fc.oneof(v4, v6, mapped, anything)

  test('the same texts are addresses, but for those with a zone', { tags: 'property' }, () => {
    let addresses = 0
    fc.assert(
      fc.property(spelling, (text) => {
        if (parseAddress(text)) addresses++
        expect(parseAddress(text) !== undefined).toBe(isIP(text) !== 0 && !text.includes('%'))
      }),
      { numRuns: 2000 },
    )
    expect(addresses).toBeGreaterThan(500)
  })

  test('the same addresses are in a range', { tags: 'property' }, () => {
    let inside = 0
    const bits = fc.nat(128)
    fc.assert(
      fc.property(fc.oneof(v4, v6, mapped), fc.oneof(v4, v6, mapped), bits, fc.boolean(), (base, other, at, isNear) => {
        const network = parseAddress(base)
        const address = parseAddress(isNear ? base : other)
        if (!network || !address) return
        const length = at % (network.bits + 1)
        const family = (width: number) => (width === 32 ? 'ipv4' : 'ipv6')
        const list = new BlockList()
        list.addSubnet(network.text, length, family(network.bits))
        const range = parseRange(`${network.text}/${length}`)
        const expected = network.bits === address.bits && list.check(address.text, family(address.bits))
        if (expected) inside++
        expect(range !== undefined && isInRange(address, range)).toBe(expected)
      }),
      { numRuns: 2000 },
    )
    expect(inside).toBeGreaterThan(200)
  })
})
