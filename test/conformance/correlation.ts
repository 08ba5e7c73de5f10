/** Correlations over whole event streams: which groups fire, and when first. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Correlation } from '../../src/core/correlation.ts'
import { isObject, type Json, type JsonObject, text } from '../../src/core/json.ts'
import { createCorrelator } from '../../src/detect/correlation/correlator.ts'
import { linkCorrelations } from '../../src/detect/correlation/link.ts'
import { observe } from '../../src/detect/correlation/observe.ts'
import { compileSigma } from '../../src/languages/sigma/compile.ts'
import type { Suite } from './suite.ts'

interface RuleCase {
  readonly title: string
  readonly yaml_docs: readonly JsonObject[]
}
interface Expected {
  readonly rule: string
  readonly stream: string
  readonly fired: readonly {
    readonly group: JsonObject
    readonly first_fire: string
    readonly boundary_sensitive: boolean
  }[]
}

const jsonLines = (path: string): JsonObject[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as JsonObject)

/** A record, or a case that wraps one. */
const unwrap = (line: JsonObject): JsonObject => (isObject(line.event) ? line.event : line)

const readStream = (folder: string, name: string): readonly JsonObject[] => {
  const [kind = '', id = ''] = name.split(':')
  if (kind === 'stratus' || kind === 'stratus_2022' || kind === 'background') {
    return jsonLines(join(folder, kind, `${id}.jsonl`)).map(unwrap)
  }
  const path = join(folder, 'investigate', name)
  if (readdirSync(join(folder, 'investigate')).includes(`${name}.jsonl`)) return jsonLines(`${path}.jsonl`).map(unwrap)
  return readdirSync(path)
    .filter((file) => file.endsWith('.json.gz'))
    .flatMap(
      (file) =>
        (JSON.parse(gunzipSync(readFileSync(join(path, file))).toString()) as { Records: JsonObject[] }).Records,
    )
}

/** Group -> time of the first firing. */
const run = (documents: readonly JsonObject[], records: readonly JsonObject[]): ReadonlyMap<string, string> => {
  const file = compileSigma(documents)
  const correlations = file.correlations.map((correlation): Correlation => ({ ...correlation, origin: '' }))
  const links = linkCorrelations(file.rules, correlations)
  if (links.problems.length > 0) throw new Error(links.problems.map(({ message }) => message).join('\n'))
  const correlator = createCorrelator(links)
  for (const record of records) {
    const event = { time: Date.parse(text(record, 'eventTime') ?? ''), id: text(record, 'eventID') ?? '' }
    for (const [at, { compiled }] of file.rules.entries()) {
      if (!compiled.matches(record)) continue
      for (const observation of observe(links, at, record, event)) correlator.add(observation)
    }
  }
  const first = new Map<string, string>()
  for (const { correlation, group, time } of correlator.finish()) {
    const key = groupKey(correlations[correlation]?.groupBy ?? [], group)
    if (!first.has(key)) first.set(key, new Date(time).toISOString().replace('.000Z', 'Z'))
  }
  return first
}

const groupKey = (fields: readonly string[], values: readonly Json[]): string =>
  fields.map((field, at) => `${field}=${JSON.stringify(values[at])}`).join(' ')

export const correlationSuite: Suite = (folder) => {
  const read = <T>(name: string) => JSON.parse(readFileSync(join(folder, 'correlation', name), 'utf8')) as T
  const rules = new Map(read<RuleCase[]>('rules.json').map((rule) => [rule.title, rule.yaml_docs]))
  const streams = new Map<string, readonly JsonObject[]>()
  const groups: string[] = []
  const times: string[] = []
  let timed = 0
  const cases = read<Expected[]>('expected.json')
  for (const { rule, stream, fired } of cases) {
    const records = streams.get(stream) ?? readStream(folder, stream)
    streams.set(stream, records)
    if (records.length === 0) throw new Error(`the stream ${stream} is empty`)
    const got = run(rules.get(rule) ?? [], records)
    const wanted = new Map(fired.map((one) => [groupKey(Object.keys(one.group), Object.values(one.group)), one]))
    const wrong = [
      ...[...wanted.keys()].filter((key) => !got.has(key)).map((key) => `missing ${key}`),
      ...[...got.keys()].filter((key) => !wanted.has(key)).map((key) => `surplus ${key}`),
    ]
    if (wrong.length > 0) groups.push(`${rule} over ${stream}: ${wrong.join('; ')}`)
    for (const [key, { first_fire, boundary_sensitive }] of wanted) {
      if (boundary_sensitive || !got.has(key)) continue
      timed++
      if (got.get(key) !== first_fire)
        times.push(`${rule} over ${stream}, ${key}: ${got.get(key)}, expected ${first_fire}`)
    }
  }
  const row = (what: string, total: number, failures: readonly string[]) => ({
    suite: 'correlation',
    what,
    passed: total - failures.length,
    total,
    required: total,
    failures,
  })
  return [row('the same groups fire', cases.length, groups), row('first fired at the same time', timed, times)]
}
