import { Reader } from 'mmdb-lib'
import { expect, test } from 'vitest'
import { parseAddress } from '../notation/address.ts'
import { createGeo, type GeoDatabase, geoKindOf, type Place } from './geo.ts'
import { type MmdbContent, writeMmdb } from './testing/mmdb.ts'

const open = (content: MmdbContent): GeoDatabase => {
  const reader = new Reader(writeMmdb(content))
  return { ipVersion: reader.metadata.ipVersion, get: (address) => reader.get(address) }
}

const MINSK = { country: { iso_code: 'BY' }, city: { names: { en: 'Minsk', de: 'Minsk' } } }
const placeOf = createGeo([
  open({
    type: 'GeoLite2-City',
    networks: [
      ['198.51.100.0/24', MINSK],
      ['203.0.113.0/24', { country: { iso_code: 'de' }, city: { names: { de: 'Köln' } } }],
      ['2001:db8::/32', { country: 'FR', city: 7 }],
    ],
  }),
  open({ type: 'ip-location-db', networks: [['203.0.113.0/24', { country_code: 'FR', city: 'Paris' }]], ipVersion: 4 }),
  open({
    type: 'GeoLite2-ASN',
    networks: [
      ['198.51.100.0/25', { autonomous_system_number: 64496, autonomous_system_organization: 'Example Net' }],
      ['2001:db8::/32', { autonomous_system_number: '64497', autonomous_system_organization: 'o'.repeat(250) }],
    ],
  }),
])

test.each<[address: string, place: Place]>([
  ['198.51.100.7', { country: 'BY', city: 'Minsk', asn: 64496, org: 'Example Net' }],
  ['::ffff:198.51.100.7', { country: 'BY', city: 'Minsk', asn: 64496, org: 'Example Net' }],
  ['198.51.100.200', { country: 'BY', city: 'Minsk' }],
  ['203.0.113.9', { country: 'DE', city: 'Paris' }],
  ['2001:db8::1', { org: 'o'.repeat(100) }],
  ['192.0.2.1', {}],
])('%s', (text, place) => {
  const address = parseAddress(text)
  expect(address && placeOf(address)).toEqual(place)
})

test('a database that throws knows nothing', () => {
  const broken: GeoDatabase = {
    ipVersion: 6,
    get: () => {
      throw new Error('a pointer out of the file')
    },
  }
  expect(createGeo([broken])({ bits: 32, value: 1n, text: '0.0.0.1' })).toEqual({})
})

test.each([
  ['GeoLite2-City', 'city'],
  ['DBIP-City-Lite', 'city'],
  ['GeoIP2-Enterprise', 'city'],
  ['DBIP-Country-Lite', 'country'],
  ['ipinfo asn-country', 'country'],
  ['GeoLite2-ASN', 'asn'],
  ['GeoIP2-ISP', 'asn'],
  ['something', undefined],
])('%s is a database of kind %s', (type, kind) => {
  expect(geoKindOf(type)).toBe(kind)
})
