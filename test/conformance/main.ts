/** Runs the conformance suites over a folder of cases and prints one table: `npm run conformance -- FOLDER [SUITE]`. */
import { existsSync } from 'node:fs'
import { busSuite } from './bus.ts'
import { correlationSuite } from './correlation.ts'
import { equivalenceSuite } from './equivalence.ts'
import { eventPatternSuite } from './event-pattern.ts'
import { investigateSuite } from './investigate.ts'
import { jqSuite } from './jq.ts'
import { packSuite } from './pack.ts'
import { readingSuite } from './reading.ts'
import { sigmaSuite } from './sigma.ts'
import type { Suite } from './suite.ts'

const SUITES: Readonly<Record<string, Suite>> = {
  reading: readingSuite,
  jq: jqSuite,
  'event-pattern': eventPatternSuite,
  sigma: sigmaSuite,
  correlation: correlationSuite,
  pack: packSuite,
  bus: busSuite,
  equivalence: equivalenceSuite,
  investigate: investigateSuite,
}
const SHOWN_FAILURES = 12

const [folder, only] = process.argv.slice(2)
if (!folder || !existsSync(folder)) {
  console.error(
    `conformance: NOT RUN: no folder of cases at "${folder ?? ''}"; usage: npm run conformance -- FOLDER [${Object.keys(SUITES).join('|')}]`,
  )
  process.exit(2)
}

const run = async (suite: Suite) => {
  const start = performance.now()
  const rows = await suite(folder)
  return { rows, seconds: ((performance.now() - start) / 1000).toFixed(1) }
}
// All at once: some wait for an emulator most of their time.
const running = Object.entries(SUITES).flatMap(([name, suite]) =>
  only && only !== name ? [] : [{ name, ran: run(suite) }],
)
let failedRows = 0
for (const { name, ran } of running) {
  const { rows, seconds } = await ran
  if (rows.length === 0 || rows.some(({ total }) => total === 0))
    throw new Error(`suite ${name} found no cases in ${folder}`)
  for (const row of rows) {
    const ok = row.passed >= row.required
    if (!ok) failedRows++
    console.log(
      `${ok ? 'ok  ' : 'FAIL'}  ${row.suite.padEnd(14)} ${row.what.padEnd(58)} ${String(row.passed).padStart(6)} of ${String(row.total).padStart(6)}   required ${row.required}`,
    )
    for (const failure of row.failures.slice(0, SHOWN_FAILURES)) console.log(`        ${failure.slice(0, 220)}`)
    if (row.failures.length > SHOWN_FAILURES)
      console.log(`        ... and ${row.failures.length - SHOWN_FAILURES} more`)
  }
  console.log(`      ${name}: ${seconds} s`)
}
process.exitCode = failedRows > 0 ? 1 : 0
