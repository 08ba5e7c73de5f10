/** Where an address is, and whose it is, from databases that the user brings. */
import { defined } from '../core/defined.ts'
import { child, isObject, own, text } from '../core/json.ts'
import type { Address } from '../notation/address.ts'

export interface Place {
  /** ISO 3166-1 alpha-2. */
  readonly country?: string
  readonly city?: string
  /** Number of the autonomous system. */
  readonly asn?: number
  /** Who runs it. */
  readonly org?: string
}

/** An opened MaxMind DB file. May throw: a file can be damaged in the middle. */
export interface GeoDatabase {
  /** 4: it holds IPv4 addresses only. */
  readonly ipVersion: number
  get(address: string): unknown
}

/** The bytes of such a file, which all workers share. */
export interface Database {
  readonly bytes: SharedArrayBuffer
  readonly kind: GeoKind
  /** `database_type`, as its maker calls it. */
  readonly type: string
}

export const GEO_KINDS = ['city', 'country', 'asn'] as const
export type GeoKind = (typeof GEO_KINDS)[number]

/** What a `database_type` says that a file holds; `undefined` for a word that nobody agreed on. */
export const geoKindOf = (databaseType: string): GeoKind | undefined => {
  const type = databaseType.slice(0, 200).toLowerCase()
  if (/city|enterprise/.test(type)) return 'city'
  // ip-location-db calls the country file of its AS database "asn-country".
  if (type.includes('country')) return 'country'
  return /asn|isp/.test(type) ? 'asn' : undefined
}

/** Joins what the databases say; the first one that knows a field wins. Counts on nothing in them: what is of a wrong type is missing. */
export const createGeo =
  (databases: readonly GeoDatabase[]): ((address: Address) => Place) =>
  (address) => {
    let place: Place = {}
    for (const database of databases) {
      if (address.bits === 128 && database.ipVersion === 4) continue
      place = { ...readRecord(ask(database, address.text)), ...place }
    }
    return place
  }

const ask = (database: GeoDatabase, address: string): unknown => {
  try {
    return database.get(address)
  } catch {
    // A damaged page of the file: it knows nothing about this address.
    return undefined
  }
}

const MAX_NAME = 100

const short = (value: string | undefined): string | undefined => value?.slice(0, MAX_NAME)

/**
 * Two layouts: GeoIP2 and DB-IP (`country.iso_code`, `city.names.en`; MaxMind, "City and Country Databases"), and the flat one of
 * ip-location-db (`country_code`, `city`). Both name the system `autonomous_system_number` and `..._organization`.
 */
const readRecord = (record: unknown): Place => {
  if (!isObject(record)) return {}
  const country = text(child(record, 'country'), 'iso_code') ?? text(record, 'country_code') ?? ''
  const asn = own(record, 'autonomous_system_number')
  // Of several databases one knows what another does not: what is unknown is absent.
  return defined({
    country: /^[A-Za-z]{2}$/.test(country) ? country.toUpperCase() : undefined,
    city: short(text(child(child(record, 'city'), 'names'), 'en') ?? text(record, 'city')),
    asn: typeof asn === 'number' ? asn : undefined,
    org: short(text(record, 'autonomous_system_organization')),
  })
}
