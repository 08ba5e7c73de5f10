import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { daysOf } from './event-days.ts'

const folder = mkdtempSync(join(tmpdir(), 'tattletrail-days-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const record = (day: string): string => `{"eventTime": "${day}T00:00:00Z","filler":"${'x'.repeat(40_000)}"}`
const LINES = ['2026-03-01', '2026-03-02', '2026-03-03', '2026-03-04', '2026-03-05'].map(record).join('\n')

const CASES: readonly (readonly [string, string | Buffer, readonly string[]])[] = [
  ['both ends of a text', LINES, ['2026-03-01', '2026-03-05']],
  ['the beginning of what is compressed', gzipSync(LINES), ['2026-03-01']],
  ['a broken file', Buffer.from([0x1f, 0x8b, 1, 2, 3]), []],
  ['an empty file', '', []],
  ['a bomb', gzipSync(Buffer.alloc(200_000_000)), []],
]
test.each(CASES)('%s', (name, content, expected) => {
  const path = join(folder, name)
  writeFileSync(path, content)
  const found = daysOf([{ path, size: content.length, isPipe: false }])
  expect(found).toEqual(expect.arrayContaining([...expected]))
  if (expected.length === 0) expect(found).toEqual([])
})

test('a file that is not there, and a pipe, say nothing', () => {
  expect(
    daysOf([
      { path: join(folder, 'none'), size: 1, isPipe: false },
      { path: folder, size: 1, isPipe: true },
    ]),
  ).toEqual([])
})
