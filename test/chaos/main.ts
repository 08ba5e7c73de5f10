/**
 * `npm run chaos`: two processes on one store that are ended at random moments, inputs that come in every way and twice,
 * destinations of every temper; then every alert must be where it belongs.
 * Environment: CHAOS_FINDINGS (20000), CHAOS_KILLS (32), CHAOS_SEED (1), CHAOS_SLACK (1: how many times the limits of time are stretched).
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { openSqlite } from '../../src/stores/sqlite/store.ts'
import { createArrivals } from './arrivals.ts'
import { openDestination, seeded } from './destination.ts'
import { judge } from './judge.ts'
import { createProcesses } from './processes.ts'

const FINDINGS = Number(process.env.CHAOS_FINDINGS ?? 20_000)
const KILLS = Number(process.env.CHAOS_KILLS ?? 32)
const SLACK = Number(process.env.CHAOS_SLACK ?? 1)
const random = seeded(Number(process.env.CHAOS_SEED ?? 1))
/** Findings of one principal are one alert. */
const PRINCIPALS = Math.max(10, Math.round(FINDINGS / 50))
const PER_FILE = 25
const SECRET = 'not a secret'

const home = mkdtempSync(join(tmpdir(), 'tattletrail-chaos-'))
const arrivals = createArrivals(home, PRINCIPALS, random)

const secretFile = join(home, 'secret')
let rotated = 0
const rotate = (): void => writeFileSync(secretFile, `secret ${++rotated}`)
rotate()

const [fixed, rotating] = [() => SECRET, () => `secret ${rotated}`]
const destinations = await Promise.all([
  openDestination('sound', random, { fails: 0, secret: fixed }),
  openDestination('failing', random, { fails: 0.3, secret: fixed }),
  openDestination('hanging', random, { fails: 0, hangs: true, secret: fixed }),
  openDestination('rotating', random, { fails: 0, secret: rotating }),
])
const references: Readonly<Record<string, string>> = { rotating: `file:${secretFile}` }
const tables = destinations.map(
  ({ id, url }) =>
    `[[destination]]\nid = "${id}"\ntype = "webhook"\nurl = "${url}"\nsigning_secret = "${references[id] ?? 'env:CHAOS_SECRET'}"\n`,
)
const config = join(home, 'chaos.toml')
writeFileSync(
  config,
  `${tables.join('')}
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
const processes = createProcesses(2, ['run', arrivals.logs, '--config', config, '--no-builtin', '--format', 'jsonl'], {
  ...process.env,
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
  await arrivals.arrive(piece)
  await setTimeout(pause)
}
await disturbing

/** Done when nothing waits any more but for the one that hangs, and all findings are in. */
const store = openSqlite(join(home, 'state.db'))
const deadline = performance.now() + 10 * 60_000
const isDone = async (): Promise<boolean> => {
  const counted = (await store.listAlerts({ limit: 100_000 })).reduce((sum, { count }) => sum + count, 0)
  if (counted < FINDINGS) return false
  const waiting = await store.notifications({ status: 'due', limit: 1_000_000 })
  return waiting.every(({ destination }) => destination === 'hanging')
}
while (!(await isDone()) && performance.now() < deadline) await setTimeout(1000)
clearInterval(rotatingOn)
await processes.stop()

const { lines, failures } = judge({
  ...{ findings: FINDINGS, principals: PRINCIPALS, slack: SLACK, destinations, processes, rotated },
  ways: arrivals.counts,
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
