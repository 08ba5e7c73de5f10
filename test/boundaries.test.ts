/** The architecture: the sources against the table of `architecture/table.ts`, and planted violations that must be found. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { FULL, LONG } from './architecture/exceptions.ts'
import { INNOCENT, PLANTED } from './architecture/planted.ts'
import { readModules } from './architecture/read-modules.ts'
import { faultsOf, type House, RULES, unused } from './architecture/rules.ts'
import { fullFolders, longFiles } from './architecture/sizes.ts'
import { REGISTRIES } from './architecture/table.ts'

const SRC = new URL('../src', import.meta.url).pathname
const { dependencies } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  dependencies: Record<string, string>
}
const texts = new Map(
  readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.includes('/testing/'))
    .sort()
    .map((path) => [path, readFileSync(join(SRC, path), 'utf8')]),
)
const houseOf = (read: ReadonlyMap<string, string>, installed = Object.keys(dependencies)): House => ({
  modules: readModules(read),
  exists: (path) => !path.startsWith('..') && (read.has(path) || existsSync(join(SRC, path))),
  dependencies: installed,
})
const house = houseOf(texts)

test('it looked', () => {
  // Close below what is there, so that a reader that goes blind to a folder or to a spelling falls through.
  const modules = [...house.modules.values()]
  expect(modules.length).toBeGreaterThan(470)
  expect(modules.flatMap(({ imports }) => imports).length).toBeGreaterThan(2300)
  expect(modules.flatMap(({ globals }) => globals).length).toBeGreaterThan(3400)
})

test('every registry of the table is there', () => {
  expect(Object.keys(REGISTRIES).filter((path) => !texts.has(path))).toEqual([])
})

describe('each file', () => {
  test.each(Object.entries(RULES))('%s', (_, rule) => expect(rule(house)).toEqual([]))
})

test('the table has no circle and no entry that nothing needs', () => {
  expect([...faultsOf(), ...unused(house)]).toEqual([])
})

describe('sizes', () => {
  const ROOT = new URL('..', import.meta.url).pathname
  const all = new Map(
    ['src', 'test', 'scripts', 'bench'].flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .filter((path) => /\.(?:ts|mjs|css)$/.test(path))
        .map((path) => join(folder, path))
        .map((path) => [path, readFileSync(join(ROOT, path), 'utf8')] as const),
    ),
  )

  test('a file over 300 lines says why in its first lines', () => {
    expect(all.size).toBeGreaterThan(710)
    expect(longFiles(all, LONG)).toEqual([])
  })

  test('a folder of more than 30 files is named with its reason', () => {
    expect(fullFolders([...all.keys()], Object.keys(FULL))).toEqual([])
  })

  test('what they would find', () => {
    const lines = (count: number, first = '') => `${first}${'\n'.repeat(count)}`
    const reason = '/** A table. Over 300 lines: one row for each case. */'
    const found = new Map([
      ['long', lines(301)],
      ['fair', lines(300)],
      ['told', lines(400, reason)],
      ['late', `${lines(400)}${reason}`],
    ])
    const fault = 'has more than 300 lines and does not say why'
    expect(longFiles(found, ['fair', 'late'])).toEqual([`long ${fault}`, 'fair is no exception any more'])
    const folders = Array.from({ length: 61 }, (_, n) => `${n < 31 ? 'full' : 'fair'}/${n}.ts`)
    expect(fullFolders(folders, [])).toEqual(['full has more than 30 files'])
  })

  test('core stays small', () => {
    const isCode = (line: string) => !/^\s*(?:$|\/\/|\/?\*)/.test(line)
    const core = [...texts].filter(([path]) => path.startsWith('core/')).flatMap(([, text]) => text.split('\n'))
    expect(core.filter(isCode).length).toBeLessThanOrEqual(750)
  })
})

describe('what is planted is found', () => {
  const violations = (planted: House): readonly string[] => Object.values(RULES).flatMap((rule) => rule(planted))

  test.each(PLANTED)('$plants', ({ files, says }) => {
    expect(violations(houseOf(new Map(Object.entries(files)), ['zod']))).toEqual(says)
  })

  test.each(INNOCENT)('but not %s', (text) => {
    expect(violations(houseOf(new Map([['detect/planted.ts', text]])))).toEqual([])
  })

  test('a table with a circle, an import upward and an exception too many', () => {
    const row = (band: 'logic' | 'edge', ...rooms: string[]) => ({ band, rooms })
    const rooms = { a: row('logic', 'b'), b: row('logic', 'a', 'c'), c: row('edge') }
    expect(faultsOf(rooms, {})).toEqual(['b is below c, which it imports', 'a -> b -> a'])
    expect(faultsOf(rooms, { 'b -> a': '', 'a -> c': '' })).toEqual([
      'b is below c, which it imports',
      'a -> c closes no circle',
    ])
  })

  test('an entry of the table, an exception and a dependency that nothing needs', () => {
    expect(unused(houseOf(new Map(), ['zod']))).toEqual(
      expect.arrayContaining([
        'destinations does not need zod',
        'detect does not need core',
        'detect does not need node:crypto.createHash',
        'no file needs the dependency zod',
        'stores does not need Math.random',
      ]),
    )
  })
})
