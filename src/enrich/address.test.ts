import { expect, test } from 'vitest'
import { parseAddress, parseRange } from './address.ts'

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
  const range = parseRange(text)
  const holds = (address: string): boolean => {
    const { bits, value } = parseAddress(address) ?? { bits: 0, value: 0n }
    return range !== undefined && bits === range.bits && value >> BigInt(bits - range.length) === range.value
  }
  expect(range !== undefined).toBe(inside !== undefined)
  expect(holds(outside)).toBe(false)
  if (inside !== undefined) expect(holds(inside)).toBe(true)
})
