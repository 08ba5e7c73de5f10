/**
 * `npx tsx bench/lake.ts` (after `npm run build`): collecting a million events, collecting again, and hunts over the lake.
 * Environment: BENCH_EVENTS (default 1000000). The corpus is that of `npm run bench`, which must have run before.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Filter } from '../src/core/event-query.ts'
import { NOTHING } from '../src/investigate/filter.ts'
import { openLakeQuery } from '../src/lake/event-query.ts'

const EVENTS = Number(process.env.BENCH_EVENTS ?? 1_000_000)
const FOLDER = new URL('../.bench', import.meta.url).pathname
const CLI = new URL('../dist/bin/main.js', import.meta.url).pathname
const CORPUS = join(FOLDER, `corpus-${EVENTS}`)
const LAKE = join(FOLDER, `lake-${EVENTS}`)

if (!existsSync(CORPUS)) throw new Error(`${CORPUS}: run \`npm run bench\` first`)
rmSync(LAKE, { recursive: true, force: true })

for (const what of ['collect', 'collect again']) {
  const start = performance.now()
  const { status, stdout, stderr } = spawnSync('node', [CLI, 'collect', CORPUS, '--lake', LAKE, '--format', 'text'], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`${what} ended with ${status}: ${stderr}`)
  const seconds = (performance.now() - start) / 1000
  console.log(`${what.padEnd(24)} ${seconds.toFixed(2).padStart(7)} s ${Math.round(EVENTS / seconds / 1000)}k ev/s`)
  console.log(stdout.split('\n').slice(0, 2).join('\n'))
}

const HUNTS: Readonly<Record<string, Partial<Filter['any']>>> = {
  'an address': { addresses: ['198.51.100.7'] },
  'a key': { keys: ['AKIAIOSFODNN7EXAMPLE'] },
  'sessions of a role': { principals: ['arn:aws:sts::123456789012:assumed-role/Developer/*'] },
  'one mention': { mentions: ['AKIAIOSFODNN7EXAMPLE'] },
  'ten mentions': { mentions: Array.from({ length: 10 }, (_, index) => `i-0123456789abcdef${index}`) },
}
const query = await openLakeQuery(LAKE)
for (const [name, any] of Object.entries(HUNTS)) {
  const start = performance.now()
  let found = 0
  for await (const piece of query.query({ ...NOTHING, any: { ...NOTHING.any, ...any } })) found += piece.length
  console.log(`${name.padEnd(24)} ${((performance.now() - start) / 1000).toFixed(2).padStart(7)} s ${found} records`)
}
query.close()
