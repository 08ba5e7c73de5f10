/** The built-in pack and ATT&CK: no tag that it does not know, and MITRE's notice wherever its names are. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { tagFault } from '../src/enrich/attack.ts'
import { files, pack } from './pack-files.ts'

const ROOT = new URL('..', import.meta.url)
const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8')

test('it looked', () => {
  expect(pack.flatMap(({ rules }) => rules).flatMap(({ tags }) => tags).length).toBeGreaterThan(500)
})

test('every tag of the pack is a tactic or a technique of today', () => {
  const faults = pack.flatMap(({ file, rules, correlations }) =>
    [...rules, ...correlations].flatMap(({ tags }) => tags.filter(tagFault).map((tag) => `${file}: ${tag}`)),
  )
  expect(faults).toEqual([])
})

test('every file of rules has its page, and every page its file', () => {
  const pages = readdirSync(new URL('docs/rules', ROOT), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.includes('/') && path.endsWith('.md'))
    .map((path) => path.replace(/\.md$/, '.yml'))
  expect(pages.sort()).toEqual([...files].sort())
})

test.each(['NOTICE', 'docs/coverage.md', 'docs/rules/attack.md', 'src/enrich/attack-data.ts'])(
  '%s has the notice of MITRE',
  (path) => {
    expect(existsSync(new URL(path, ROOT))).toBe(true)
    const words = read(path).replace(/^ \* /gm, '').replace(/\s+/g, ' ')
    expect(words).toContain(
      '© 2026 The MITRE Corporation. This work is reproduced and distributed with the permission of The MITRE Corporation',
    )
  },
)
