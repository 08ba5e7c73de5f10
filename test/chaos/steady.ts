/**
 * `npm run chaos -- steady`: one process follows a file that grows steadily; how late its alerts are, and whether it grows itself.
 * Then 100,000 alerts fire in a store, of which 85,000 have been quiet for long enough to end.
 * Environment: STEADY_MINUTES (10), STEADY_RATE (30 records a second), STEADY_ALERTS (100000).
 */
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { aFinding } from '../../src/alerting/testing/finding.ts'
import type { Alert } from '../../src/core/alert.ts'
import { resolveOld } from '../../src/flows/run.ts'
import { openSqlite } from '../../src/stores/sqlite/store.ts'
import { stopLogging } from '../stop-logging.ts'
import { openDestination } from './destination.ts'
import { createProcesses } from './processes.ts'

const MINUTES = Number(process.env.STEADY_MINUTES ?? 10)
const RATE = Number(process.env.STEADY_RATE ?? 30)
const ALERTS = Number(process.env.STEADY_ALERTS ?? 100_000)
const QUIET = 0.85
/** Milliseconds without anything new. */
const AFTER = 3_600_000
const SECRET = 'not a secret'

const home = mkdtempSync(join(tmpdir(), 'tattletrail-steady-'))
const state = join(home, 'state.db')
const failures: string[] = []

const follow = async (): Promise<void> => {
  const logs = join(home, 'logs')
  mkdirSync(logs)
  const destination = await openDestination('sound', () => 1, { fails: 0, secrets: () => [SECRET] })
  const config = join(home, 'steady.toml')
  writeFileSync(
    config,
    `[[destination]]
id = "sound"
type = "webhook"
url = "${destination.url}"
signing_secret = "env:CHAOS_SECRET"
[alerting]
rate = 1000000
storm_cap = 1000000
[store]
type = "sqlite"
path = "${state}"
[[rule]]
name = "Logging was stopped"
id = "steady"
level = "critical"
jq_match = 'select(.eventName == "StopLogging")'
`,
  )
  const args = ['run', logs, '--config', config, '--no-builtin', '--format', 'jsonl']
  const processes = createProcesses(1, args, { ...process.env, CHAOS_SECRET: SECRET })
  const total = MINUTES * 60 * RATE
  const megabytes: number[] = []
  for (let written = 0, started = performance.now(); written < total; ) {
    const due = Math.min(total, Math.floor(((performance.now() - started) / 1000) * RATE))
    // Each tenth principal is new: its first finding is a critical to send.
    const lines = Array.from({ length: due - written }, (_, at) =>
      JSON.stringify(stopLogging(written + at, Math.ceil(total / 10))),
    )
    if (lines.length > 0) appendFileSync(join(logs, 'grows.jsonl'), `${lines.join('\n')}\n`)
    written = due
    const [pid] = processes.pids()
    megabytes.push(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024)
    await setTimeout(200)
  }
  await setTimeout(5_000)
  await processes.stop()
  destination.close()
  const store = openSqlite(state)
  const counted = (await store.listAlerts({ limit: 1_000_000 })).reduce((sum, { count }) => sum + count, 0)
  await store.close()
  const delays = destination.delays.sort((a, b) => a - b)
  const at = (share: number): string => `${Math.round(megabytes[Math.floor((megabytes.length - 1) * share)] ?? 0)}`
  console.log(`steady: ${RATE} records a second for ${MINUTES} minutes: ${counted} of ${total} findings in the store`)
  console.log(
    `  first critical         ${delays.length} alerts, in the middle ${delays[Math.floor(delays.length / 2)]} ms, at most ${delays.at(-1)} ms`,
  )
  console.log(`  memory                 ${at(0.1)} MB after a tenth, ${at(0.5)} MB after half, ${at(1)} MB at the end`)
  console.log(`  store                  ${Math.round(statSync(state).size / 2 ** 20)} MB`)
  if (counted !== total) failures.push('findings are missing or counted twice')
  if ((delays.at(-1) ?? 0) > 3_000) failures.push('a critical came late')
  if (processes.counts.complaints !== '') failures.push(processes.counts.complaints)
}

/** @param changed milliseconds since the epoch */
const firing = (at: number, changed: number): Alert => {
  const finding = aFinding({ event: { id: `e-${at}` } })
  return {
    ...{
      id: `alert-${at}`,
      groupKey: `alert-${at}`,
      status: 'firing',
      revision: 1,
      episode: 1,
      level: 'high',
      count: 1,
    },
    ...{ rule: finding.rule, first: finding.event.time, last: finding.event.time, changed, findings: [finding] },
    ...{ respond: [], description: '', acknowledged: null, assignee: null, notified: {}, decisions: [] },
  }
}

const end = async (): Promise<void> => {
  const store = openSqlite(join(home, 'many.db'))
  const now = Date.now()
  for (let at = 0; at < ALERTS; at++)
    await store.commit({
      alert: firing(at, at < ALERTS * QUIET ? now - 2 * AFTER : now),
      ...{ findings: [], overtaken: [], notifications: [], hidden: {} },
    })
  const started = performance.now()
  const resolved = await resolveOld(store, { sendsResolved: new Set() }, AFTER, now, async () => true)
  const seconds = (performance.now() - started) / 1000
  await store.close()
  console.log(
    `endings: ${resolved} of ${ALERTS} alerts in ${seconds.toFixed(1)} s, ${Math.round(resolved / seconds)} a second`,
  )
  if (resolved !== Math.round(ALERTS * QUIET)) failures.push('not exactly those that were quiet have ended')
}

await follow()
await end()
rmSync(home, { recursive: true })
for (const reason of failures) console.log(`FAILED: ${reason}`)
process.exitCode = failures.length > 0 ? 1 : 0
