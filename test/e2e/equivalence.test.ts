/** Logs in pieces, late, twice and in any order end with the findings of one scan, behavioural rules included. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { SCHEDULE } from '../../src/alerting/decide.ts'
import { builtinRules } from '../../src/app/rules/pack.ts'
import { createEngine } from '../../src/app/scan/engine.ts'
import { byTime, type Finding } from '../../src/core/finding.ts'
import type { Store } from '../../src/core/store.ts'
import { type Ingester, ingest } from '../../src/flows/ingest.ts'
import { scan } from '../../src/flows/scan.ts'
import { scanFile } from '../../src/flows/scan-file.ts'
import { simulate } from '../../src/simulate/index.ts'
import { openMemory } from '../../src/stores/memory.ts'
import { sqlite } from '../../src/stores/sqlite.ts'

const folder = mkdtempSync(join(tmpdir(), 'tattletrail-'))
afterAll(() => rmSync(folder, { recursive: true }))

const DAY = 86_400_000
const FILES = [...simulate({ events: 4000, days: 7, start: '2026-03-02', seed: 7, stories: ['all'] })].map(
  ({ path, text }) => ({ path, bytes: Buffer.from(text) }),
)

const loaded = { ...builtinRules(), problems: [] }
const engine = () => createEngine(loaded, { scope: {} })
/** What does not depend on which of two files that hold an event came first. */
const comparable = (findings: readonly Finding[]) =>
  findings.map(({ file: _, ...finding }) => finding).sort((a, b) => byTime(a as Finding, b as Finding))

const scanned = async () => {
  const one = engine()
  const slot = {
    scan: async (path: string) => scanFile(FILES.find((file) => file.path === path)?.bytes as Buffer, path, one),
    close: async () => {},
  }
  const input = { files: FILES.map(({ path }) => path).sort(), failures: [], skipped: {} }
  return (await scan(input, [slot], one, () => {}, new AbortController().signal)).findings
}

const ingester = (store: Store): Ingester => {
  const one = engine()
  return {
    engine: one,
    memory: one.memory(8 * DAY),
    store,
    policy: async () => ({
      route: { name: 'default', match: {}, destinations: ['slack'], continue: false, routes: [] },
      silences: [],
      schedule: SCHEDULE,
      sendsResolved: new Set(),
    }),
    notes: () => ({ respond: [], description: '', destinations: [], groups: false }),
    now: () => Date.parse('2026-03-09T00:00:00Z'),
  }
}

/** Every file, every third twice, in an order that the seed decides. */
const shuffled = (seed: number) =>
  [...FILES, ...FILES.filter((_, index) => index % 3 === 0)]
    .map((file, index) => ({ file, place: ((index + 1) * 7919 * seed) % 10_007 }))
    .sort((a, b) => a.place - b.place)
    .map(({ file }) => file)

describe.each([
  ['memory', async () => openMemory()],
  ['sqlite', () => sqlite.open({ path: join(folder, 'state.db') })],
] as const)('%s', (_, open) => {
  test('the same findings as one scan, and every alert counts its own', async () => {
    const expected = await scanned()
    expect(expected.length).toBeGreaterThan(100)
    expect(expected.filter(({ group }) => group !== null).length).toBeGreaterThan(3)
    const store = await open()
    const one = ingester(store)
    let found = 0
    let remembered = 0
    for (const { path, bytes } of shuffled(3)) {
      const report = await ingest(bytes, path, one)
      found += report.findings
      remembered += report.remembered
    }
    const stored = await store.findings({ limit: 1_000_000 })
    expect(comparable(stored)).toEqual(comparable(expected))
    expect(found).toBeGreaterThanOrEqual(expected.length)
    expect(remembered).toBeGreaterThan(0)
    const alerts = await store.listAlerts({ limit: 100_000 })
    expect(alerts.reduce((sum, { count }) => sum + count, 0)).toBe(expected.length)
    for (const alert of alerts)
      expect(await store.findings({ alert: alert.id, limit: 100_000 })).toHaveLength(alert.count)
    await store.close()
  }, 120_000)
})
