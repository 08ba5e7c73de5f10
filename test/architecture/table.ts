/** The architecture as a table. Over 300 lines: a row for each room. Exceptions are by name, in the file beside it. */

export type Band = 'entry' | 'app' | 'flow' | 'logic' | 'edge' | 'core'

/** Names, each list separated by commas. A room without Node modules and globals of its own is one of pure functions. */
interface Row {
  readonly band: Band
  /** What is in it, in a few words for the picture. */
  readonly holds: string
  /** Rooms that it may import besides itself. */
  readonly rooms: string
  readonly packages?: string
  /** Node modules, or one export of them: `node:crypto.createHash` gives no chance, `node:crypto` does. */
  readonly node?: string
  /** Globals beyond the harmless ones: clocks, chance, the process, the network. */
  readonly globals?: string
  /** Built into one file: its packages are not installed with ours. */
  readonly bundled?: true
}

/** By path. A file is in the room of the longest path that begins its own; a folder beside such a path needs a row too. */
const ROWS: Readonly<Record<string, Row>> = {
  'index.ts': {
    band: 'entry',
    holds: 'the library: named exports',
    rooms: 'app/config, app/rules, app/scan, cloudtrail, config, core, detect, flows, languages',
  },
  cli: {
    band: 'entry',
    holds: 'commands, options, terminal',
    rooms:
      'app, app/alerting, app/canaries, app/config, app/contain, app/context, app/deploy, app/history, app/lambda, app/rules, app/scan, app/verify, core, flows, notation, outside, report, report/case, report/desk, report/formats, report/rules',
    packages: 'commander, picocolors',
    node: 'node:child_process.fork, node:events, node:fs, node:os.tmpdir, node:path, node:readline/promises, node:timers/promises',
    globals: 'Date.now, clearTimeout, new Date(), performance.now, process, setInterval, setTimeout',
  },
  lambda: {
    band: 'entry',
    holds: 'handlers of the functions',
    rooms: 'app/lambda',
    globals: 'Date.now, import.meta.dirname, process.env, process.stdout',
  },

  app: {
    band: 'app',
    holds: 'counting and simulating',
    rooms:
      'app/config, app/context, app/rules, app/scan, core, count, flows, languages, notation, report, report/rules, simulate',
    node: 'node:fs, node:path, node:util, node:zlib',
  },
  'app/alerting': {
    band: 'app',
    holds: 'delivery, settings',
    rooms:
      'alerting, app/config, app/context, app/rules, app/scan, aws, canaries, core, flows, notation, outside, sources, stores',
    packages: 'zod',
    node: 'node:crypto.randomBytes, node:fs, node:http, node:timers/promises',
    globals: 'Date.now, Math.random, new Date(), performance.now, process.env, setTimeout',
  },
  'app/canaries': {
    band: 'app',
    holds: 'canaries in an account',
    rooms: 'app/alerting, app/config, aws, canaries, checks, core, flows, languages',
    node: 'node:fs, node:timers/promises',
    globals: 'Date.now, process.env',
  },
  'app/config': {
    band: 'app',
    holds: 'files -> one typed configuration',
    rooms: 'config, core, destinations, enrich, sources, stores',
    node: 'node:fs, node:path',
  },
  'app/contain': {
    band: 'app',
    holds: 'plans of containment, impact',
    rooms:
      'app/alerting, app/canaries, app/config, app/context, app/history, app/scan, aws, containment, core, count, flows, iam, notation, report',
    node: 'node:crypto.randomBytes, node:fs, node:timers/promises',
    globals: 'Date.now, process.env',
  },
  'app/context': {
    band: 'app',
    holds: 'accounts, networks, places',
    rooms: 'app/config, aws, cloudtrail, core, detect, effects, enrich, languages, outside, sources',
    packages: 'mmdb-lib',
    node: 'node:fs, node:path',
    globals: 'SharedArrayBuffer, import.meta.dirname',
  },
  'app/deploy': {
    band: 'app',
    holds: 'the folder that is deployed',
    rooms: 'app/config, app/lambda, app/rules, bus, core, deploy, notation, outside, stores',
    node: 'node:fs, node:path',
  },
  'app/history': {
    band: 'app',
    holds: 'investigate, collect, query',
    rooms:
      'app/alerting, app/config, app/context, app/rules, app/scan, app/verify, aws, cloudtrail, core, detect, enrich, flows, investigate, lake, notation, outside, report/case, sources',
    node: 'node:crypto.createHash, node:fs, node:timers/promises',
  },
  'app/lambda': {
    band: 'app',
    holds: 'the functions',
    rooms: 'alerting, app/alerting, app/config, aws, config, core, flows, notation, outside, report, sources, stores',
    node: 'node:fs, node:path, node:timers/promises',
    globals: 'Date.now',
  },
  'app/rules': {
    band: 'app',
    holds: 'the pack and your rules',
    rooms: 'app/config, canaries, config, core, detect, enrich, languages, lint, notation, outside, report/rules',
    node: 'node:fs',
  },
  'app/scan': {
    band: 'app',
    holds: 'engine, inputs, workers',
    rooms:
      'app/alerting, app/config, app/context, app/rules, aws, canaries, cloudtrail, core, detect, flows, report/rules, sources',
    node: 'node:fs, node:net, node:os, node:path, node:stream, node:timers/promises, node:worker_threads',
    globals: 'Date.now, import.meta.url, process.stdin',
  },
  'app/verify': {
    band: 'app',
    holds: 'digests of logs',
    rooms: 'app/scan, aws, cloudtrail, core, flows, notation, sources',
    node: 'node:crypto, node:fs, node:path',
    globals: 'Date.now',
  },

  flows: {
    band: 'flow',
    holds: 'one function per sentence of the product',
    rooms: 'alerting, canaries, checks, cloudtrail, containment, core, detect, iam, investigate, notation',
    node: 'node:crypto.KeyObject, node:crypto.createHash',
  },

  cloudtrail: {
    band: 'logic',
    holds: 'bytes into events',
    rooms: 'core',
    // The same bytes and key in, the same answer out.
    node: 'node:crypto.KeyObject, node:crypto.createHash, node:crypto.createPublicKey, node:crypto.verify, node:zlib',
  },
  languages: {
    band: 'logic',
    holds: 'rule texts, compiled',
    rooms: 'core, notation',
    packages: 're2js',
  },
  detect: {
    band: 'logic',
    holds: 'rules, findings, sentences',
    rooms: 'core, notation',
    node: 'node:crypto.createHash',
  },
  bus: { band: 'logic', holds: 'rules as event patterns', rooms: 'core, notation' },
  lint: { band: 'logic', holds: 'what a rule gets wrong', rooms: 'checks, core, notation' },
  effects: { band: 'logic', holds: 'what a call brings about', rooms: 'core, notation' },
  enrich: { band: 'logic', holds: 'who, where, which technique', rooms: 'core, notation', packages: 'zod' },
  alerting: {
    band: 'logic',
    holds: 'group, silence, route, decide',
    rooms: 'core, notation',
    node: 'node:crypto.createHash',
  },
  canaries: {
    band: 'logic',
    holds: 'kinds of bait, their rules',
    rooms: 'checks, core, iam, notation',
    packages: 'zod',
  },
  checks: { band: 'logic', holds: 'what would not be seen, and why', rooms: 'core' },
  iam: { band: 'logic', holds: 'what policies say of calls', rooms: 'core, notation' },
  containment: { band: 'logic', holds: 'actions as calls, and their undo', rooms: 'core, iam' },
  investigate: { band: 'logic', holds: 'reach, facts, the case', rooms: 'core, iam, notation' },
  'report/formats': {
    band: 'logic',
    holds: 'the registry of formats',
    rooms: 'report, report/case, report/desk, report/html, report/rules',
  },
  report: { band: 'logic', holds: 'things as text, CSV, JSON', rooms: 'core, notation', packages: 'picocolors' },
  'report/desk': { band: 'logic', holds: 'alerts, silences, destinations', rooms: 'core, notation, report' },
  'report/rules': { band: 'logic', holds: 'rules, coverage, backtests', rooms: 'core, report' },
  'report/case': {
    band: 'logic',
    holds: 'formats of a case',
    rooms: 'core, notation, report, report/rules',
    node: 'node:crypto.createHash',
  },
  'report/html': { band: 'logic', holds: 'the page, filled', rooms: 'core, report, report/case' },
  'report/page': {
    band: 'logic',
    holds: 'the page, in a browser',
    rooms: 'core, notation, report, report/case, report/html',
    packages: 'd3-force, d3-selection, d3-zoom',
    globals: 'Intl.DisplayNames, ResizeObserver, document, getComputedStyle, matchMedia, requestAnimationFrame, window',
    bundled: true,
  },
  count: { band: 'logic', holds: 'fields and tables of top', rooms: 'cloudtrail, core, detect, report' },
  simulate: {
    band: 'logic',
    holds: 'companies and attacks',
    rooms: 'core',
    // Hashes, and signatures by a key that follows from the code.
    node: 'node:crypto.KeyObject, node:crypto.createHash, node:crypto.createPrivateKey, node:crypto.createPublicKey, node:crypto.sign',
  },
  config: {
    band: 'logic',
    holds: 'a document, typed',
    rooms: 'core, notation',
    packages: 'zod',
  },
  notation: { band: 'logic', holds: 'how people write things', rooms: 'core', packages: 'toml-eslint-parser, yaml' },
  deploy: { band: 'logic', holds: 'a model, its emitters', rooms: 'core', packages: 'yaml' },

  sources: {
    band: 'edge',
    holds: 'folders, buckets, queues',
    rooms: 'aws, core, notation',
    packages: 'zod',
    node: 'node:child_process, node:crypto.createHash, node:fs, node:path, node:timers/promises, node:zlib',
    globals: 'clearTimeout, setTimeout',
  },
  stores: {
    band: 'edge',
    holds: 'memory, SQLite, DynamoDB',
    rooms: 'aws, core',
    packages: '@aws-sdk/client-dynamodb, libsql, zod',
    node: 'node:crypto, node:fs, node:os.homedir, node:path, node:timers/promises, node:zlib',
    globals: 'Math.random, performance.now, process.env',
  },
  destinations: {
    band: 'edge',
    holds: 'alerts as messages, sent',
    rooms: 'aws, core, notation',
    packages: 'zod',
    node: 'node:crypto.createHash, node:crypto.createHmac',
  },
  lake: {
    band: 'edge',
    holds: 'Parquet, DuckDB, Athena',
    // The statements of a filter, and how records lie in the bytes of a log.
    rooms: 'aws, cloudtrail, core, investigate, notation',
    packages: '@duckdb/node-api',
    node: 'node:crypto, node:fs, node:os, node:path, node:timers/promises',
    globals: 'process.kill, process.pid',
  },
  outside: {
    band: 'edge',
    holds: 'web, mail, secrets, built files',
    rooms: 'aws, core, notation',
    packages: 'nodemailer',
    node: 'node:fs, node:fs/promises, node:http, node:https, node:path',
    globals: 'AbortSignal.timeout, Date.now, import.meta.url, process.env, process.stdout',
  },
  aws: {
    band: 'edge',
    holds: 'clients of the SDK',
    rooms: '',
    packages:
      '@aws-sdk/client-athena, @aws-sdk/client-cloudformation, @aws-sdk/client-cloudtrail, @aws-sdk/client-dynamodb, @aws-sdk/client-ec2, @aws-sdk/client-eventbridge, @aws-sdk/client-iam, @aws-sdk/client-lambda, @aws-sdk/client-organizations, @aws-sdk/client-rds, @aws-sdk/client-s3, @aws-sdk/client-secrets-manager, @aws-sdk/client-sesv2, @aws-sdk/client-sns, @aws-sdk/client-sqs, @aws-sdk/client-ssm, @aws-sdk/client-sts',
    globals: 'process.env',
  },

  core: { band: 'core', holds: 'the vocabulary: types, ports, plug-in contracts', rooms: '' },
}

export interface Room {
  readonly band: Band
  readonly holds: string
  readonly rooms: readonly string[]
  readonly packages: readonly string[]
  readonly node: readonly string[]
  readonly globals: readonly string[]
  readonly bundled: boolean
}

const list = (names = ''): readonly string[] => (names === '' ? [] : names.split(', '))

export const ROOMS: Readonly<Record<string, Room>> = Object.fromEntries(
  Object.entries(ROWS).map(([path, { band, holds, rooms, packages, node, globals, bundled = false }]) => [
    path,
    { band, holds, rooms: list(rooms), packages: list(packages), node: list(node), globals: list(globals), bundled },
  ]),
)

/** From the top: a room imports from its own band and from those below. */
export const BANDS: readonly Band[] = ['entry', 'app', 'flow', 'edge', 'logic', 'core']

/** Globals that give the same answer everywhere and at any time. */
export const HARMLESS: readonly string[] = [
  ...list('undefined, NaN, Infinity, JSON, Object, Array, Map, Set, WeakMap, WeakSet, Promise'),
  ...list('Boolean, Number, BigInt, String, Symbol, RegExp, Error, RangeError, SyntaxError, TypeError'),
  ...list('ArrayBuffer, Buffer, DataView, Uint8Array, Uint16Array, Uint32Array, Int32Array, Float64Array'),
  ...list('TextDecoder, TextEncoder, URL, URLSearchParams, encodeURIComponent, decodeURIComponent'),
  ...list('AbortController, AbortSignal.any, Reflect.defineProperty, Date.UTC, Date.parse, new Date(value)'),
  ...Object.getOwnPropertyNames(Math)
    .filter((name) => name !== 'random')
    .map((name) => `Math.${name}`),
]

/** Lists of plug-ins -> the room that picks from them, with its wings. Others are handed what they need. */
export const REGISTRIES: Readonly<Record<string, readonly string[]>> = {
  'canaries/index.ts': ['app'],
  'containment/index.ts': ['app'],
  'cli/commands/index.ts': ['cli'],
  'deploy/index.ts': ['app'],
  'destinations/index.ts': ['app'],
  'enrich/index.ts': ['app'],
  'languages/index.ts': ['app', 'index.ts'],
  'report/formats/index.ts': ['cli'],
  'simulate/stories/index.ts': ['simulate'],
  'sources/index.ts': ['app'],
  'stores/index.ts': ['app'],
}
