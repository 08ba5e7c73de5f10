import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { writeSimulation } from './simulate.ts'
import { prepareVerify } from './verify/verify.ts'

const folder = mkdtempSync(join(tmpdir(), 'tattletrail-simulate-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('what is simulated can be verified, and one changed log is found', async () => {
  await writeSimulation(folder, { seed: 3, events: 400, days: 1, start: '2026-03-02', stories: [] }, () => {})
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const logs = paths.filter((path) => /_CloudTrail_.*gz$/.test(path)).map((path) => join(folder, path))
  const key = join(folder, 'digest-key.pem')
  const verify = async () =>
    (await prepareVerify([folder], { digests: [], keys: [key], scope: {} })).run(() => {}, new AbortController().signal)

  const { faults, uncovered, verified } = await verify()
  expect([faults, uncovered]).toEqual([[], []])
  expect([...verified].sort()).toEqual([...logs].sort())
  expect(logs.length).toBeGreaterThan(20)

  writeFileSync(logs[0] as string, gzipSync('{"Records":[]}'))
  expect((await verify()).faults.map(({ kind, file }) => [kind, file])).toEqual([['log-modified', logs[0]]])
})
