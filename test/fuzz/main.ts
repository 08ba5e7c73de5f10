/**
 * `npm run fuzz -- [--minutes N] [--seed N] [--target NAME]`: cases drawn anew until the time is up, a turn for each target. The same seed draws
 * the same cases. Fails on what does not hold, on a case that takes longer than ten seconds, and on more than a gigabyte of memory.
 */
import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { configuration } from './configuration.ts'
import { lake } from './lake.ts'
import { languageTargets } from './languages.ts'
import { notifications } from './notifications.ts'
import { reading } from './reading.ts'

const ALL = [reading, ...languageTargets, configuration, notifications, lake]
const MAX_CASE = 10_000
/** A failure is made smaller for so long; milliseconds. */
const MAX_TURN = 60_000
const MAX_MEMORY = 1_000_000_000

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '1' }, seed: { type: 'string' }, target: { type: 'string' } },
})
const seed = Number(values.seed ?? Date.now() % 2 ** 31)
const targets = ALL.filter(({ name }) => values.target === undefined || values.target === name)
if (targets.length === 0 || !(Number(values.minutes) > 0) || !Number.isInteger(seed)) {
  console.error(`fuzz: --minutes N, --seed N, --target ${ALL.map(({ name }) => name).join('|')}`)
  process.exit(2)
}
console.log(`fuzz: seed ${seed}`)

const end = performance.now() + Number(values.minutes) * 60_000
const done = new Map<string, number>()
const faults: string[] = []
for (let turn = 0; turn === 0 || (performance.now() < end && faults.length === 0); turn++)
  for (const { name, runs, property } of targets) {
    const from = process.cpuUsage()
    const result = await fc.check(property, {
      seed: seed + turn,
      numRuns: runs,
      timeout: MAX_CASE,
      interruptAfterTimeLimit: MAX_TURN,
    })
    done.set(name, (done.get(name) ?? 0) + result.numRuns)
    if (result.failed) faults.push(`${name}, seed ${seed + turn}: ${fc.defaultReportMessage(result)}`)
    // A synchronous case cannot be timed out: one that took the whole turn shows here, whatever else the machine does.
    const { user, system } = process.cpuUsage(from)
    const spent = (user + system) / 1000
    if (spent > MAX_CASE + runs * 100)
      faults.push(`${name}, seed ${seed + turn}: a turn took too long (${Math.round(spent)} ms of the processor)`)
    const memory = process.memoryUsage.rss()
    if (memory > MAX_MEMORY) faults.push(`${name}, seed ${seed + turn}: ${Math.round(memory / 1e6)} MB of memory`)
  }
for (const [name, cases] of done) console.log(`${name}: ${cases} cases`)
for (const fault of faults) console.error(`WRONG ${fault}`)
process.exit(faults.length > 0 ? 1 : 0)
