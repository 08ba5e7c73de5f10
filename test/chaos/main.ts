/**
 * `npm run chaos`: two processes on one store that are ended at random moments, inputs that come in every way and twice,
 * destinations of every temper; then every alert must be where it belongs. `npm run chaos -- queue`: the inputs are objects that a
 * queue tells of, on moto; a message that a killed process held comes again after five minutes. `npm run chaos -- functions` and
 * `-- steady`: see there.
 * Environment: CHAOS_FINDINGS (20000), CHAOS_KILLS (32), CHAOS_SEED (1), CHAOS_SLACK (1: how many times the limits of time are stretched).
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { openSqlite } from '../../src/stores/sqlite/store.ts'
import { emptyMoto } from '../moto.ts'
import { stopLoggingFile } from '../stop-logging.ts'
import { createArrivals, type Piece } from './arrivals.ts'
import { openDestination, seeded } from './destination.ts'
import { judge } from './judge.ts'
import { createObjects } from './objects.ts'
import { createProcesses } from './processes.ts'
import { startWeakAws } from './weak-aws.ts'

const FINDINGS = Number(process.env.CHAOS_FINDINGS ?? 20_000)
const KILLS = Number(process.env.CHAOS_KILLS ?? 32)
const SLACK = Number(process.env.CHAOS_SLACK ?? 1)
const random = seeded(Number(process.env.CHAOS_SEED ?? 1))
/** Findings of one principal are one alert. */
const PRINCIPALS = Math.max(10, Math.round(FINDINGS / 50))
const PER_FILE = 25
const SECRET = 'not a secret'

const OTHERS: Readonly<Record<string, () => Promise<unknown>>> = {
  functions: () => import('./functions.ts'),
  steady: () => import('./steady.ts'),
}
const other = OTHERS[process.argv[2] ?? '']
if (other) {
  await other()
  process.exit()
}
const home = mkdtempSync(join(tmpdir(), 'tattletrail-chaos-'))
const way = process.argv[2] === 'queue' ? await queueWay() : folderWay()

const secretFile = join(home, 'secret')
let rotated = 0
const rotate = (): void => writeFileSync(secretFile, `secret ${++rotated}`)
rotate()

const [fixed, rotating] = [() => [SECRET], () => [`secret ${rotated}`]]
const destinations = await Promise.all([
  openDestination('sound', random, { fails: 0, secrets: fixed }),
  openDestination('failing', random, { fails: 0.3, secrets: fixed }),
  openDestination('hanging', random, { fails: 0, hangs: true, secrets: fixed }),
  openDestination('rotating', random, { fails: 0, secrets: rotating }),
])
const references: Readonly<Record<string, string>> = { rotating: `file:${secretFile}` }
const tables = destinations.map(
  ({ id, url }) =>
    `[[destination]]\nid = "${id}"\ntype = "webhook"\nurl = "${url}"\nsigning_secret = "${references[id] ?? 'env:CHAOS_SECRET'}"\n`,
)
const config = join(home, 'chaos.toml')
writeFileSync(
  config,
  `${tables.join('')}${way.source}
[alerting]
rate = 1000000
storm_cap = 1000000
schedule = ["5s", "20s"]
[store]
type = "sqlite"
path = "${join(home, 'state.db')}"
[[rule]]
name = "Logging was stopped"
id = "chaos"
level = "critical"
jq_match = 'select(.eventName == "StopLogging")'
`,
)

const began = performance.now()
const processes = createProcesses(2, ['run', ...way.args, '--config', config, '--no-builtin', '--format', 'jsonl'], {
  ...process.env,
  ...way.env,
  CHAOS_SECRET: SECRET,
})
const disturbing = processes.disturb(KILLS, random)
const rotatingOn = setInterval(rotate, 10_000)

const pieces = Array.from({ length: Math.ceil(FINDINGS / PER_FILE) }, (_, index) => ({
  first: index * PER_FILE,
  count: Math.min(PER_FILE, FINDINGS - index * PER_FILE),
}))
const order = pieces.map((piece) => ({ piece, place: random() })).sort((a, b) => a.place - b.place)
/** Files come for as long as processes are ended. */
const pause = Math.max(20, (KILLS * 2_500) / order.length)
for (const { piece } of order) {
  await way.arrive(piece)
  await setTimeout(pause)
}
await Promise.all([disturbing, way.settled()])

/** Done when nothing waits any more but for the one that hangs, and all findings are in. */
const store = openSqlite(join(home, 'state.db'))
const deadline = performance.now() + way.patience
const isDone = async (): Promise<boolean> => {
  const counted = (await store.listAlerts({ limit: 100_000 })).reduce((sum, { count }) => sum + count, 0)
  if (counted < FINDINGS || (await way.waiting()) > 0) return false
  const waiting = await store.notifications({ status: 'due', limit: 1_000_000 })
  return waiting.every(({ destination }) => destination === 'hanging')
}
while (!(await isDone()) && performance.now() < deadline) await setTimeout(1000)
clearInterval(rotatingOn)
await processes.stop()

const { obeyed } = processes
const { kills, complaints } = processes.counts
const { lines, failures } = judge({
  ...{ findings: FINDINGS, principals: PRINCIPALS, slack: SLACK, destinations, rotated },
  what: `2 processes on one store, ${kills} times ended (${obeyed.length} by SIGTERM, the last two with them)`,
  // One a destination that answers, and end.
  mostDelay: 3_000,
  mayBeTwice: kills * destinations.filter(({ temper }) => !temper.hangs).length,
  ...{ obeyed, complaints },
  ways: { ...way.counts(), 'still waiting': await way.waiting() },
  seconds: (performance.now() - began) / 1000,
  alerts: await store.listAlerts({ limit: 100_000 }),
  rows: await store.notifications({ limit: 1_000_000 }),
})
await store.close()
for (const one of destinations) one.close()
rmSync(home, { recursive: true })
console.log(lines.join('\n'))
for (const reason of failures) console.log(`FAILED: ${reason}`)
process.exit(failures.length > 0 ? 1 : 0)

/** How records come to the processes. */
interface Way {
  readonly args: readonly string[]
  /** Of the configuration. */
  readonly source: string
  readonly env: NodeJS.ProcessEnv
  readonly arrive: (piece: Piece) => Promise<void>
  readonly settled: () => Promise<void>
  /** Inputs that nobody is done with. */
  readonly waiting: () => Promise<number>
  /** So long all may take after the last input; milliseconds. */
  readonly patience: number
  readonly counts: () => Readonly<Record<string, number>>
}

function folderWay(): Way {
  const { logs, arrive, counts } = createArrivals(home, PRINCIPALS, random)
  return {
    ...{ args: [logs], source: '', env: {}, arrive, counts: () => counts },
    ...{ settled: async () => {}, waiting: async () => 0, patience: 10 * 60_000 },
  }
}

async function queueWay(): Promise<Way> {
  const moto = await emptyMoto()
  if (!moto) process.exit(1)
  const weak = await startWeakAws(moto.endpoint, random)
  const packed = ({ first, count }: Piece): Buffer => stopLoggingFile(first, count, PRINCIPALS)
  const { queue, arrive, settled, waiting, counts } = await createObjects(moto, packed, random)
  return {
    args: [],
    source: `[source]\ntype = "sqs"\nqueue_url = "${weak.endpoint}${new URL(queue).pathname}"\n`,
    env: {
      AWS_ENDPOINT_URL: weak.endpoint,
      AWS_REGION: moto.client.region,
      AWS_ACCESS_KEY_ID: moto.client.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: moto.client.credentials.secretAccessKey,
    },
    // A message whose receiver never heard of it is hidden for five minutes, and that may happen to it again.
    ...{ arrive, settled, waiting, patience: 25 * 60_000 },
    counts: () => ({ ...counts, throttled: weak.counts.throttled, 'answers lost': weak.counts.lost }),
  }
}
