/** Where addresses are and whose they are, from MaxMind DB files. */
import { defineEnricher, type EnricherTools, filePath, type Learnt } from './define.ts'
import type { GeoKind } from './geo.ts'

const learnFrom =
  (kind: GeoKind) =>
  async ({ file, openDatabase }: EnricherTools): Promise<Learnt> => {
    const opened = openDatabase(file(), kind)
    return 'problem' in opened ? opened : { facts: { databases: [opened] } }
  }

export const cityMmdb = defineEnricher({
  key: 'city_mmdb',
  title: 'Database of cities',
  config: filePath('a MaxMind DB file of cities'),
  gives: 'databases',
  permissions: [],
  file: (path) => path,
  learn: learnFrom('city'),
})

export const countryMmdb = defineEnricher({
  key: 'country_mmdb',
  title: 'Database of countries',
  config: filePath('a MaxMind DB file of countries'),
  gives: 'databases',
  permissions: [],
  file: (path) => path,
  learn: learnFrom('country'),
})

export const asnMmdb = defineEnricher({
  key: 'asn_mmdb',
  title: 'Database of autonomous systems',
  config: filePath('a MaxMind DB file of autonomous systems'),
  gives: 'databases',
  permissions: [],
  file: (path) => path,
  learn: learnFrom('asn'),
})
