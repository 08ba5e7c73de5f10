/** The registry of enrichers: one line each. Of what two say about one account the later is believed, about one address the earlier. */
import { accountsCsv } from './accounts-csv.ts'
import { awsRanges } from './aws-ranges.ts'
import type { EnricherPlugin } from './define.ts'
import { asnMmdb, cityMmdb, countryMmdb } from './mmdb.ts'
import { organizations } from './organizations.ts'

export const enrichers: readonly EnricherPlugin[] = [
  accountsCsv,
  organizations,
  awsRanges,
  cityMmdb,
  countryMmdb,
  asnMmdb,
]
