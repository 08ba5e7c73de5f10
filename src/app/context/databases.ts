/** Databases of addresses: the files that a configuration names, and the one of an optional package. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { NoFacts } from '../../enrich/define.ts'
import { type Database, type GeoKind, geoKindOf } from '../../enrich/geo.ts'
import { openDatabase } from './spec.ts'

const NAMES: Readonly<Record<GeoKind, string>> = {
  city: 'a database of cities',
  country: 'a database of countries',
  asn: 'a database of autonomous systems',
}

/** One address in each sixteenth of IPv4: a damaged file rarely answers for all. */
const PROBES = Array.from({ length: 16 }, (_, at) => `${at * 16 + 1}.1.1.1`)

/** The problem is the end of a sentence that begins with the name of the file. */
export const readDatabase = (file: Buffer, wanted: GeoKind): Database | NoFacts => {
  const bytes = new SharedArrayBuffer(file.length)
  file.copy(Buffer.from(bytes))
  try {
    const { type, get } = openDatabase(bytes)
    const kind = geoKindOf(String(type))
    if (kind && kind !== wanted)
      return { problem: `is ${NAMES[kind]} (${type}), not ${NAMES[wanted]}`, hint: `name it as ${kind}_mmdb` }
    for (const probe of PROBES) get(probe)
    return { bytes, kind: wanted, type: String(type) }
  } catch {
    return { problem: 'is damaged, or no MaxMind DB file' }
  }
}

const PACKAGE = join('node_modules', '@ip-location-db', 'dbip-country-mmdb')

/** The database of the optional package, installed beside this program or above it. */
export const installedDatabase = (): Database | { readonly file: string; readonly message: string } | undefined => {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const path = join(folder, PACKAGE)
    if (existsSync(path)) {
      const name = readdirSync(path).find((file) => file.endsWith('.mmdb'))
      if (name === undefined) return { file: path, message: 'holds no .mmdb file' }
      const read = readDatabase(readFileSync(join(path, name)), 'country')
      return 'bytes' in read
        ? { ...read, type: `DB-IP ${read.type}` }
        : { file: join(path, name), message: read.problem }
    }
    if (folder === dirname(folder)) return undefined
  }
}

/** CC BY 4.0; the words that DB-IP asks for (db-ip.com, "IP to Country Lite"). */
const DB_IP = 'IP Geolocation by DB-IP (https://db-ip.com)'

/** Whom the licences of the databases want named. */
export const attributionsOf = (databases: readonly Database[]): readonly string[] =>
  databases.some(({ type }) => /db-?ip/i.test(type)) ? [DB_IP] : []
