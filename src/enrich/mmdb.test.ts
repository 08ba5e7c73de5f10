import { enricherContract } from '../../test/contracts/enricher.ts'
import { asnMmdb, cityMmdb, countryMmdb } from './mmdb.ts'

// Opening is the app's: here a file that begins with its kind is one.
for (const [enricher, kind] of [
  [cityMmdb, 'city'],
  [countryMmdb, 'country'],
  [asnMmdb, 'asn'],
] as const)
  enricherContract(enricher, {
    value: 'addresses.mmdb',
    tools: {
      file: () => Buffer.from(`${kind} and more`),
      openDatabase: (file, wanted) =>
        file.toString().startsWith(wanted)
          ? { bytes: new SharedArrayBuffer(8), kind: wanted, type: 'GeoLite2' }
          : { problem: 'is damaged, or no MaxMind DB file' },
    },
  })
