/**
 * Writes data/calls.txt and data/parameters.txt, what the calls of each service are named and what they take, from botocore's
 * service models (Apache-2.0):
 * `tsx scripts/aws-calls.ts FOLDER`, where FOLDER is the `data` folder of an installed botocore. Run by hand, now and then.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { ALSO, NOT_IN_MODELS, RENAMED } from './aws-calls-by-hand.ts'

interface Model {
  readonly metadata: { readonly endpointPrefix: string; readonly signingName?: string }
  readonly operations: Readonly<Record<string, { readonly input?: { readonly shape: string } }>>
  readonly shapes: Readonly<Record<string, { readonly members?: object }>>
}

const [folder = ''] = process.argv.slice(2)
type Table = Map<string, Set<string>>
const place = (name: string): URL => new URL(`../data/${name}.txt`, import.meta.url)
/** What AWS takes back stays known: logs and rules of before have it. */
const read = (name: string): Table =>
  new Map(
    readFileSync(place(name), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => line.split(' '))
      .map(([source = '', ...names]) => [source, new Set(names)]),
  )
const calls = read('calls')
const parameters = read('parameters')
const note = (source: string, names: Iterable<string>, table = calls): void => {
  const known = table.get(source) ?? new Set()
  for (const name of names) known.add(name)
  table.set(source, known)
}
/** CloudTrail writes parameters of most services with a small letter first. */
const parametersIn = ({ operations, shapes }: Model): readonly string[] =>
  Object.values(operations).flatMap(({ input }) =>
    Object.keys(shapes[input?.shape ?? '']?.members ?? {}).map(
      (name) => `${name.charAt(0).toLowerCase()}${name.slice(1)}`,
    ),
  )

for (const service of readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
  const newest = readdirSync(join(folder, service.name)).sort().at(-1) as string
  const at = join(folder, service.name, newest, 'service-2.json.gz')
  const model = JSON.parse(gunzipSync(readFileSync(at)).toString()) as Model
  const { endpointPrefix, signingName = endpointPrefix } = model.metadata
  // CloudTrail says now the one, now the other.
  for (const source of [endpointPrefix, signingName])
    if (!source.includes('.')) {
      note(source, Object.keys(model.operations))
      note(source, parametersIn(model), parameters)
    }
}
for (const [source, other] of Object.entries(ALSO))
  for (const table of [calls, parameters]) note(other, table.get(source) ?? [], table)
// Its calls are recorded as those of s3, under other names.
calls.delete('s3-control')
for (const [source, names] of Object.entries(RENAMED)) {
  for (const name of Object.keys(names)) calls.get(source)?.delete(name)
  note(source, Object.values(names))
}
for (const [source, names] of Object.entries(NOT_IN_MODELS)) note(source, names.split(' '))

const write = (table: Table, name: string): void => {
  const lines = [...table].sort().map(([source, names]) => `${source} ${[...names].sort().join(' ')}`)
  writeFileSync(place(name), `${lines.join('\n')}\n`)
  console.log(`${name}: ${lines.length} services, ${lines.join(' ').split(' ').length - lines.length} names`)
}
write(calls, 'calls')
write(parameters, 'parameters')
