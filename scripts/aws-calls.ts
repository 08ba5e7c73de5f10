/**
 * Writes data/calls.txt, the names of the calls of each service, from botocore's service models (Apache-2.0):
 * `tsx scripts/aws-calls.ts FOLDER`, where FOLDER is the `data` folder of an installed botocore. Run by hand, now and then.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { ALSO, NOT_IN_MODELS, RENAMED } from './aws-calls-by-hand.ts'

interface Model {
  readonly metadata: { readonly endpointPrefix: string; readonly signingName?: string }
  readonly operations: Readonly<Record<string, unknown>>
}

const [folder = ''] = process.argv.slice(2)
const calls = new Map<string, Set<string>>()
const note = (source: string, names: Iterable<string>): void => {
  const known = calls.get(source) ?? new Set()
  for (const name of names) known.add(name)
  calls.set(source, known)
}

for (const service of readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
  const newest = readdirSync(join(folder, service.name)).sort().at(-1) as string
  const at = join(folder, service.name, newest, 'service-2.json.gz')
  const { metadata, operations } = JSON.parse(gunzipSync(readFileSync(at)).toString()) as Model
  const { endpointPrefix, signingName = endpointPrefix } = metadata
  // CloudTrail says now the one, now the other.
  for (const source of [endpointPrefix, signingName]) if (!source.includes('.')) note(source, Object.keys(operations))
}
for (const [source, other] of Object.entries(ALSO)) note(other, calls.get(source) ?? [])
// Its calls are recorded as those of s3, under other names.
calls.delete('s3-control')
for (const [source, names] of Object.entries(RENAMED)) {
  for (const name of Object.keys(names)) calls.get(source)?.delete(name)
  note(source, Object.values(names))
}
for (const [source, names] of Object.entries(NOT_IN_MODELS)) note(source, names.split(' '))

const lines = [...calls].sort().map(([source, names]) => `${source} ${[...names].sort().join(' ')}`)
writeFileSync(new URL('../data/calls.txt', import.meta.url), `${lines.join('\n')}\n`)
console.log(`${lines.length} services, ${lines.join(' ').split(' ').length - lines.length} calls`)
