/** A build is taken for done only while neither what it was made of nor what it made has changed. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { isBuilt, sourcesOf, stampBuild } from '../scripts/build-stamp.ts'

const root = mkdtempSync(join(tmpdir(), 'tattletrail-build-'))
afterAll(() => rmSync(root, { recursive: true }))

const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}
const isBuiltNow = (): boolean => isBuilt(root, sourcesOf(root))

beforeEach(() => {
  rmSync(root, { recursive: true })
  write('src/core/event.ts', 'one')
  write('src/core/event.test.ts', 'one')
  write('rules/iam/a.yml', 'one')
  write('scripts/build.ts', 'one')
  write('package-lock.json', 'one')
  write('dist/bin/main.js', 'one')
  stampBuild(root, sourcesOf(root))
})

test.each<[what: string, change: () => void]>([
  ['no change', () => {}],
  ['the same text, written again', () => write('src/core/event.ts', 'one')],
  ['a test', () => write('src/core/event.test.ts', 'two')],
  ['a page', () => write('docs/rules.md', 'two')],
])('%s: nothing is to be built', (_, change) => {
  change()
  expect(isBuiltNow()).toBe(true)
})

test.each<[what: string, change: () => void]>([
  ['a source', () => write('src/core/event.ts', 'two')],
  ['a new source', () => write('src/core/rule.ts', '')],
  ['a source that is gone', () => rmSync(join(root, 'src/core/event.ts'))],
  ['a rule', () => write('rules/iam/a.yml', 'two')],
  ['the build itself', () => write('scripts/build.ts', 'two')],
  ['other packages', () => write('package-lock.json', 'two')],
  ['packages installed anew', () => rmSync(join(root, 'node_modules'), { recursive: true })],
  ['another compiler setting', () => write('tsconfig.build.json', 'two')],
  ['a built file', () => write('dist/bin/main.js', 'two')],
  ['a built file that is gone', () => rmSync(join(root, 'dist/bin/main.js'))],
  ['a file beside the built ones', () => write('dist/bin/old.js', 'one')],
])('%s: built anew', (_, change) => {
  change()
  expect(isBuiltNow()).toBe(false)
})

test('what changed while it was built is built anew', () => {
  const sources = sourcesOf(root)
  write('src/core/event.ts', 'two')
  stampBuild(root, sources)
  expect(isBuiltNow()).toBe(false)
})
