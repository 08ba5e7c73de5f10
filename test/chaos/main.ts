/**
 * `npm run chaos`: a process that is killed at random moments, inputs that come twice and in any order, destinations that
 * fail in every way; then every alert must be where it belongs. Environment: CHAOS_FINDINGS (10000), CHAOS_KILLS (20), CHAOS_SEED (1).
 */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { openSqlite } from '../../src/stores/sqlite/store.ts'
import { stopLoggingFile } from '../stop-logging.ts'
import { openDestination, seeded } from './destination.ts'

const FINDINGS = Number(process.env.CHAOS_FINDINGS ?? 10_000)
const KILLS = Number(process.env.CHAOS_KILLS ?? 20)
const random = seeded(Number(process.env.CHAOS_SEED ?? 1))
const CLI = new URL('../../dist/bin/main.js', import.meta.url).pathname
/** Findings of one principal are one alert. */
const PRINCIPALS = Math.max(10, Math.round(FINDINGS / 50))
const PER_FILE = 25

const folder = mkdtempSync(join(tmpdir(), 'tattletrail-chaos-'))
const logs = join(folder, 'logs')
mkdirSync(logs)

/** Files in a random order, every fourth a second time under another name. */
const files: { readonly name: string; readonly bytes: Buffer }[] = []
for (let at = 0; at < FINDINGS; at += PER_FILE) {
  const bytes = stopLoggingFile(at, Math.min(PER_FILE, FINDINGS - at), PRINCIPALS)
  files.push({ name: `${at}.json.gz`, bytes })
  if (random() < 0.25) files.push({ name: `again-${at}.json.gz`, bytes })
}
const order = files.map((file) => ({ file, place: random() })).sort((a, b) => a.place - b.place)

const destinations = await Promise.all([
  openDestination('first', random, { hangs: 0 }),
  openDestination('second', random, { hangs: 0 }),
  openDestination('third', random, { hangs: 0.002 }),
])
const config = join(folder, 'chaos.toml')
writeFileSync(
  config,
  `${destinations
    .map(
      ({ id, url }) =>
        `[[destination]]\nid = "${id}"\ntype = "webhook"\nurl = "${url}"\nsigning_secret = "env:CHAOS_SECRET"\n`,
    )
    .join(
      '',
    )}[alerting]\nrate = 1000000\nstorm_cap = 1000000\nschedule = ["5s", "20s"]\n[store]\ntype = "sqlite"\npath = "${join(folder, 'state.db')}"\n
[[rule]]\nname = "Logging was stopped"\nid = "chaos"\nlevel = "high"\njq_match = 'select(.eventName == "StopLogging")'\n`,
)

const start = () =>
  spawn(process.execPath, [CLI, 'run', logs, '--config', config, '--no-builtin', '--format', 'jsonl'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, CHAOS_SECRET: 'not a secret' },
  })

let errors = ''
let child = start()
const listen = () =>
  child.stderr.on('data', (chunk: Buffer) => {
    for (const line of chunk.toString().split('\n')) if (line !== '' && !line.startsWith('{')) errors += `${line}\n`
  })
listen()
const began = performance.now()
let kills = 0
/** Files come for as long as it is killed. */
const pause = Math.max(40, (KILLS * 3_000) / order.length)
const killing = (async () => {
  while (kills < KILLS) {
    await setTimeout(300 + random() * 3000)
    child.kill('SIGKILL')
    await new Promise((resolve) => child.once('exit', resolve))
    kills++
    child = start()
    listen()
  }
})()
for (const { file } of order) {
  writeFileSync(join(logs, file.name), file.bytes)
  await setTimeout(pause)
}
await killing

/** Done when nothing waits any more, and all findings are in. */
const store = openSqlite(join(folder, 'state.db'))
const deadline = performance.now() + 10 * 60_000
for (;;) {
  await setTimeout(1000)
  const waiting = await store.notifications({ status: 'due', limit: 1 })
  const alerts = await store.listAlerts({ limit: 100_000 })
  const counted = alerts.reduce((sum, { count }) => sum + count, 0)
  if (waiting.length === 0 && counted >= FINDINGS) break
  if (performance.now() > deadline) {
    console.log(`not done in time: ${counted} of ${FINDINGS} findings, waiting: ${waiting.length > 0}`)
    break
  }
}
child.kill('SIGTERM')
await new Promise((resolve) => child.once('exit', resolve))

const alerts = await store.listAlerts({ limit: 100_000 })
const rows = await store.notifications({ limit: 1_000_000 })
const counted = alerts.reduce((sum, { count }) => sum + count, 0)
const dead = rows.filter(({ status }) => status === 'dead').length
let lost = 0
for (const alert of alerts)
  for (const { id, revisions } of destinations) {
    const notified = alert.notified[id]?.revision ?? Number.POSITIVE_INFINITY
    const isDead = rows.some((row) => row.status === 'dead' && row.alert.id === alert.id && row.destination === id)
    if ((revisions.get(alert.id) ?? -1) < notified && !isDead) lost++
  }
const accepted = destinations.reduce((sum, one) => sum + one.accepted, 0)
const refused = destinations.reduce((sum, one) => sum + one.refused, 0)
const twice = destinations.reduce((sum, one) => sum + one.twice, 0)
const inFlight = kills * destinations.length
await store.close()
for (const one of destinations) one.close()
rmSync(folder, { recursive: true })

console.log(
  `chaos: ${FINDINGS} findings in ${order.length} files (${order.length - Math.ceil(FINDINGS / PER_FILE)} of them again), ${alerts.length} alerts, ${kills} kills, ${((performance.now() - began) / 1000).toFixed(0)} s
  findings in the store  ${counted} of ${FINDINGS}
  notifications          ${rows.length}: ${accepted - twice} taken, ${refused} tries refused, ${dead} dead
  lost                   ${lost}
  told twice             ${twice} (at most ${inFlight}: one a destination and kill)`,
)
const failed = [
  ...(counted === FINDINGS ? [] : ['findings are missing or counted twice']),
  ...(lost === 0 ? [] : ['alerts were lost']),
  ...(twice <= inFlight ? [] : ['too many were told twice']),
  ...(alerts.length === PRINCIPALS ? [] : [`${alerts.length} alerts of ${PRINCIPALS} principals`]),
  ...(refused > rows.length / 10 ? [] : ['the destinations hardly failed: nothing was shown']),
  ...(errors === '' ? [] : [`the process complained: ${errors.slice(0, 500)}`]),
]
for (const reason of failed) console.log(`FAILED: ${reason}`)
process.exit(failed.length > 0 ? 1 : 0)
