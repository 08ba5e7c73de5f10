/** The built-in pack over real events: what it must tell, what it must not, and what it counts. */
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { builtinRules } from '../../src/app/rules/pack.ts'
import { createEngine } from '../../src/app/scan/engine.ts'
import { isObject, type JsonObject, text } from '../../src/core/json.ts'
import { LEVELS, type Level } from '../../src/core/rule.ts'
import { scanRecord } from '../../src/flows/scan-file.ts'
import type { Row, Suite } from './suite.ts'

/** What one run of the pack over a stream of records told, per record. */
interface Told {
  /** Event id -> the highest level told of it, by a rule or by a correlation that counted it. */
  readonly levels: ReadonlyMap<string, Level>
  /** Event ids that a rule or a correlation's base rule matched. */
  readonly counted: ReadonlySet<string>
}

const rank = (level: Level | undefined): number => (level === undefined ? -1 : LEVELS.indexOf(level))
const atLeast = (level: Level, told: Level | undefined): boolean => rank(told) >= rank(level)

/** A fresh engine for each stream: correlations remember. Records get ids of their own, because cases share theirs. */
const tell = (records: readonly JsonObject[], { isStream = true } = {}): Told => {
  const pack = builtinRules()
  const engine = createEngine({ ...pack, problems: [] }, { scope: {} })
  const levels = new Map<string, Level>()
  const counted = new Set<string>()
  const note = (eventIds: readonly string[], level: Level): void => {
    for (const id of eventIds) if (rank(level) > rank(levels.get(id))) levels.set(id, level)
  }
  for (const [index, record] of records.entries()) {
    const told = scanRecord({ ...record, eventID: String(index) }, 'case', engine, () => {})
    if (!told) continue
    counted.add(String(index))
    for (const { eventIds, rule } of told.findings) note(eventIds, rule.level)
    for (const sighting of told.sightings) engine.watch.add(sighting)
  }
  if (isStream) for (const { eventIds, rule } of engine.watch.close()) note(eventIds, rule.level)
  return { levels, counted }
}

const jsonLines = (path: string): JsonObject[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as JsonObject)

const eventOf = (line: JsonObject): JsonObject => (isObject(line.event) ? line.event : line)

const row = (what: string, required: number, good: readonly boolean[], names: readonly string[]): Row => ({
  suite: 'pack',
  what,
  passed: good.filter(Boolean).length,
  total: good.length,
  required: Math.ceil(required * good.length),
  failures: names.filter((_, index) => !good[index]),
})

/** Calls that surround an attack and are not the attack itself. */
const PLUMBING = /^(?:AssumeRole|GetCallerIdentity|DescribeInstances|List\w+|GetCommandInvocation)$/

const stratus = (folder: string, what: string, change: (record: JsonObject) => JsonObject): Row => {
  const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl'))
  const good = files.map((file) => {
    const records = jsonLines(join(folder, file)).map(eventOf).map(change)
    const { levels } = tell(records)
    return records.some(
      (record, index) =>
        !PLUMBING.test(text(record, 'eventName') ?? '') && atLeast('medium', levels.get(String(index))),
    )
  })
  return row(
    what,
    1,
    good,
    files.map((file) => basename(file, '.jsonl')),
  )
}

/** The calls that the documentation admits: `source` and `name` of each row of its table. */
const admitted = (): readonly string[] =>
  [
    ...readFileSync(new URL('../../docs/coverage-in-the-wild.md', import.meta.url), 'utf8').matchAll(
      /^\| `([\w-]+)` `(\w+)` \|/gm,
    ),
  ].map(([, source, name]) => `${source}.amazonaws.com:${name}`)

const inTheWild = (folder: string): Row[] => {
  const cases = jsonLines(join(folder, 'traildiscover/events.jsonl')).filter((line) => line.used_in_wild === true)
  const { counted } = tell(cases.map(eventOf))
  const calls = cases.map((line) => String(line.call))
  const missed = calls.filter((_, index) => !counted.has(String(index)))
  const listed = admitted()
  const either = [...new Set([...missed, ...listed])]
  return [
    row(
      'traildiscover: used in the wild, alerted or counted',
      0.75,
      calls.map((_, index) => counted.has(String(index))),
      calls,
    ),
    row(
      'traildiscover: the rest, and no other, is admitted in the docs',
      1,
      either.map((call) => missed.includes(call) && listed.includes(call)),
      either,
    ),
  ]
}

/** Each case stands alone, so correlations have no say. */
const panther = (folder: string): Row[] => {
  const cases = jsonLines(join(folder, 'panther/cases.jsonl'))
  const alone = tell(cases.map(eventOf), { isStream: false })
  const levelOf = (index: number): Level | undefined => alone.levels.get(String(index))
  const named = cases.map((line, index) => ({
    name: `${line.case}: ${line.test}`,
    loud: line.expected === true,
    index,
  }))
  const loud = named.filter((one) => one.loud)
  const quiet = named.filter((one) => !one.loud)
  return [
    row(
      'panther: alerting events alerted',
      0.85,
      loud.map(({ index }) => levelOf(index) !== undefined),
      loud.map(({ name }) => name),
    ),
    row(
      'panther: quiet events below medium',
      0.85,
      quiet.map(({ index }) => !atLeast('medium', levelOf(index))),
      quiet.map(({ name }) => name),
    ),
  ]
}

const background = (folder: string): Row[] =>
  readdirSync(join(folder, 'background')).map((file) => {
    const records = jsonLines(join(folder, 'background', file)).map(eventOf)
    const { levels } = tell(records)
    return row(
      `background, ${basename(file, '.jsonl')}: below medium`,
      0.99,
      records.map((_, index) => !atLeast('medium', levels.get(String(index)))),
      records.map((record) => `${record.eventName} ${record.eventID}`),
    )
  })

/** By each way to call, and the ordinary work that looks like it; each event by itself. */
const EVADERS: readonly (readonly [caller: string, required: number])[] = [
  ['user with a long-term key', 0.9],
  ['role session through a VPC endpoint', 0.9],
  ['through CloudFormation', 0.85],
]

const evasion = (folder: string): Row[] => {
  const attacks = jsonLines(join(folder, 'evasion/attack.jsonl'))
  const isLoud = (cases: readonly JsonObject[]): readonly boolean[] => {
    const { levels } = tell(cases.map(eventOf), { isStream: false })
    return cases.map((_, index) => atLeast('medium', levels.get(String(index))))
  }
  const nameOf = ({ technique, what }: JsonObject): string => `${String(technique)}: ${String(what)}`
  const benign = jsonLines(join(folder, 'evasion/benign.jsonl'))
  return [
    ...EVADERS.map(([caller, required]) => {
      const cases = attacks.filter((one) => one.caller === caller)
      return row(`evasion, ${caller}: medium or above`, required, isLoud(cases), cases.map(nameOf))
    }),
    row(
      'evasion, ordinary work: below medium',
      0.8,
      isLoud(benign).map((loud) => !loud),
      benign.map((one) => `${String(one.what)}: ${String(eventOf(one).eventName)}`),
    ),
  ]
}

export const packSuite: Suite = (folder) => [
  stratus(join(folder, 'stratus'), 'stratus: techniques told at medium or above', (record) => record),
  stratus(join(folder, 'stratus'), 'stratus: the same with other user agents', (record) => ({
    ...record,
    userAgent: 'Boto3/1.34.0 Python/3.11.6 Linux/6.1 Botocore/1.34.0',
  })),
  ...inTheWild(folder),
  ...panther(folder),
  ...background(folder),
  ...evasion(folder),
]
