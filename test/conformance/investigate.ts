/** Investigations over real incidents and attack stories: from each seed exactly the events of the case, and no other. */
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { runCase } from '../../src/app/history/investigate.ts'
import type { Case, IndicatorKind } from '../../src/core/case.ts'
import type { EventQuery } from '../../src/core/event-query.ts'
import { isObject, type JsonObject, text } from '../../src/core/json.ts'
import { fileQuery } from '../../src/lake/file-query.ts'
import { simulate, truth } from '../../src/simulate/index.ts'
import type { Row, Suite } from './suite.ts'

interface Scenario {
  readonly account: string
  readonly issued_credentials: Readonly<Record<string, string>>
  readonly created_principals: readonly string[]

  readonly id: string
  readonly seeds: readonly { readonly type: string; readonly value: string }[]
  readonly expected_core: { readonly event_ids: readonly string[] }
  readonly must_not_include: { readonly benjamin: { readonly event_ids: readonly string[] } }
}

const KINDS: Readonly<Record<string, IndicatorKind>> = {
  ip: 'address',
  accessKeyId: 'key',
  userName: 'user',
  roleName: 'role',
}

const jsonLines = (path: string): JsonObject[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as JsonObject)

const eventOf = (line: JsonObject): JsonObject => (isObject(line.event) ? line.event : line)

/** Texts of logs by name, asked as files are. */
const logs = (texts: ReadonlyMap<string, Buffer>): EventQuery =>
  fileQuery({ files: [...texts.keys()], failures: [], read: async (name) => texts.get(name) as Buffer }, () => {})
const logOf = (records: readonly JsonObject[]): EventQuery =>
  logs(new Map([['log', Buffer.from(JSON.stringify({ Records: records }))]]))

const look = (query: EventQuery, indicator: string, kind?: IndicatorKind): Promise<Case> =>
  runCase(
    query,
    { indicator, follow: [], bound: 10, scope: {}, ...(kind === undefined ? {} : { kind }) },
    () => undefined,
    new AbortController().signal,
    async () => new Set(),
  )

interface Try {
  readonly name: string
  readonly run: () => Promise<Case>
  readonly ids: readonly string[]
  /** What else must hold, in words; undefined when it does. */
  readonly also?: (found: Case) => string | undefined
}

const row = async (what: string, tries: readonly Try[]): Promise<Row> => {
  const failures: string[] = []
  for (const { name, run, ids, also } of tries) {
    const found = await run()
    const wanted = new Set(ids)
    const hit = found.events.filter(({ id }) => wanted.has(id)).length
    const wrong =
      hit !== wanted.size || found.events.length !== hit
        ? `${found.events.length} events, ${hit} of the ${wanted.size} that belong`
        : also?.(found)
    if (wrong !== undefined) failures.push(`${name}: ${wrong}`)
  }
  return {
    suite: 'investigate',
    what,
    passed: tries.length - failures.length,
    total: tries.length,
    required: tries.length,
    failures,
  }
}

const unproven = (found: Case): string | undefined =>
  found.entities.find(({ proof }) => proof.length === 0)?.id ??
  found.edges.find(({ proof }) => proof.length === 0)?.from

const invictus = (folder: string): Promise<readonly Row[]> => {
  const [scenario] = JSON.parse(readFileSync(join(folder, 'scenarios.json'), 'utf8')) as readonly [Scenario]
  const raw = join(folder, 'invictus')
  const query = logs(new Map(readdirSync(raw).map((name) => [name, readFileSync(join(raw, name))])))
  const banned = new Set(scenario.must_not_include.benjamin.event_ids)
  const also = (found: Case): string | undefined => {
    const acted = found.entities.filter((entity) => entity.acted > 0)
    const identities = acted.filter(({ kind }) => kind === 'user' || kind === 'session').length
    const keys = acted.filter(({ kind }) => kind === 'key').length
    if (identities !== 8 || keys !== 7) return `${identities} identities and ${keys} keys, not 8 and 7`
    if (found.optional.some(({ id }) => banned.has(id))) return 'a colleague among what may belong'
    const bare = unproven(found)
    return bare === undefined ? undefined : `no proof for ${bare}`
  }
  const core = scenario.expected_core.event_ids
  const account = scenario.account.slice(0, 12)
  const named = scenario.created_principals.flatMap((entry): readonly (readonly [string, IndicatorKind])[] => {
    const [what, name] = entry.split(':') as [string, string]
    const kind = what === 'CreateRole' ? 'role' : what === 'CreateTrustAnchor' ? 'resource' : 'user'
    if (what === 'CreateProfile') return []
    return [[kind === 'resource' ? name : `arn:aws:iam::${account}:${kind}/${name}`, kind]]
  })
  const issued = Object.keys(scenario.issued_credentials).map((key) => [key, 'key'] as const)
  const events = core.filter((_, index) => index % 500 === 0).map((id) => [id, 'event'] as const)
  return Promise.all([
    row(
      'invictus: the core events, identities and keys, with proof',
      scenario.seeds.map(({ type, value }) => ({
        name: `${type} ${value}`,
        run: () => look(query, value, KINDS[type]),
        ids: core,
        also,
      })),
    ),
    row(
      'invictus: the same from what it made and handed out, and from events',
      [...named, ...issued, ...events].map(([value, kind]) => ({
        name: `${kind} ${value}`,
        run: () => look(query, value, kind),
        ids: core,
      })),
    ),
  ])
}

const panther = (folder: string): Promise<Row> => {
  const lines = jsonLines(join(folder, 'panther_enrichment-example.jsonl'))
  const ids = lines.filter(({ label }) => label === 'attacker').map((line) => String(eventOf(line).eventID))
  const query = logOf(lines.map(eventOf))
  return row(
    'panther: the intruder as root, not the owner',
    ['200.58.83.179', 'AKIA5ZZZK44445XXFFVB', 'jacknagz', 'arn:aws:iam::493859302102:root', ids[4] ?? ''].map(
      (seed) => ({
        name: seed,
        run: () => look(query, seed, seed === ids[4] ? 'event' : undefined),
        ids,
      }),
    ),
  )
}

/** Every technique's own key and address, in one heap with all others and with the background. */
const stratus = (folder: string): Promise<Row> => {
  const files = readdirSync(join(folder, 'stratus')).map((name) => join(folder, 'stratus', name))
  const quiet = readdirSync(join(folder, 'background')).map((name) => join(folder, 'background', name))
  const records = [...files, ...quiet].flatMap((file) => jsonLines(file).map(eventOf))
  const query = logOf(records)
  return row(
    'stratus: one technique among all others and the background',
    files.flatMap((file) => {
      const own = jsonLines(file).map(eventOf)
      const seeds = own.flatMap((record) => [
        text(record, 'sourceIPAddress'),
        isObject(record.userIdentity) ? text(record.userIdentity, 'accessKeyId') : undefined,
      ])
      return [...new Set(seeds.filter((seed) => seed !== undefined))].map((seed) => ({
        name: `${basename(file, '.jsonl')} ${seed}`,
        run: () => look(query, seed),
        ids: own.map((record) => String(record.eventID)),
      }))
    }),
  )
}

const EVENTS = 20_000

const stories = (seed: number, days: number): Promise<Row> => {
  const options = { seed, events: EVENTS, start: '2026-03-02', days, stories: ['all'] }
  const texts = new Map<string, Buffer>()
  for (const { path, text: written } of simulate(options)) texts.set(path, Buffer.from(written))
  const query = logs(texts)
  return row(
    `attack stories among ${EVENTS} quiet events over ${days} days, seed ${seed}`,
    truth(options).flatMap(({ story, seeds, eventIds }) =>
      seeds.map(({ type, value }) => ({
        name: `${story} ${type} ${value}`,
        run: () => look(query, value),
        ids: eventIds,
      })),
    ),
  )
}

export const investigateSuite: Suite = async (folder) => [
  ...(await invictus(join(folder, 'investigate'))),
  await panther(join(folder, 'investigate')),
  await stratus(folder),
  await stories(21, 1),
  await stories(22, 3),
]
