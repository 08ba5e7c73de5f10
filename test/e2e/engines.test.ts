/** One question, two engines: the logs as they are and the lake made of them give the same case. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { prepareCollect } from '../../src/app/collect.ts'
import { prepareInvestigation } from '../../src/app/investigate.ts'
import { prepareOver } from '../../src/app/investigate-engines.ts'
import { simulate, stories, truth } from '../../src/simulate/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'tattletrail-engines-'))
const logs = join(folder, 'logs')
const lake = join(folder, 'lake')
const OPTIONS = { events: 3000, days: 2, start: '2026-03-02', seed: 9, stories: ['all'] }
const never = new AbortController().signal

beforeAll(async () => {
  for (const { path, text } of simulate(OPTIONS)) {
    mkdirSync(dirname(join(logs, path)), { recursive: true })
    writeFileSync(join(logs, path), gzipSync(text))
  }
  const collect = await prepareCollect([logs], lake, {})
  expect((await collect.run(() => {}, never)).failed).toBe(0)
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true }))

const told = truth(OPTIONS)

test('every story is told', () => {
  expect(told).toHaveLength(stories.length)
})

describe.each(told)('$story', ({ seeds, eventIds }) => {
  const [{ value: indicator } = { value: '' }] = seeds
  test('exactly its events, over files and over the lake', async () => {
    const settings = { indicator, follow: [], bound: 10, scope: {} }
    const overFiles = await (await prepareInvestigation([logs], settings)).run(() => {}, never)
    const overLake = await (await prepareOver({ lake }, settings)).run(() => {}, never)
    const ids = overFiles.events.map(({ id }) => id)
    expect([...ids].sort()).toEqual([...eventIds].sort())
    expect(overLake.events.map(({ id }) => id)).toEqual(ids)
    expect(overLake.edges).toEqual(overFiles.edges)
  }, 60_000)
})
