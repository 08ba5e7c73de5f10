/** The architecture as a table: which room may import which. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'

const SRC = new URL('../src', import.meta.url).pathname

/** room -> rooms it may import besides itself. A room missing here fails the test. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  core: [],
  cloudtrail: ['core'],
  languages: ['core'],
  detect: ['core'],
  enrich: ['core'],
  alerting: ['core'],
  report: ['core'],
  investigate: ['core', 'enrich'],
  simulate: ['core'],
  config: ['core'],
  sources: ['core', 'aws'],
  aws: ['core'],
  stores: ['core', 'aws'],
  destinations: ['core', 'aws'],
  deploy: ['core'],
  // Its statements are those of a Filter.
  lake: ['core', 'aws', 'investigate'],
  flows: ['core', 'cloudtrail', 'detect', 'alerting', 'investigate'],
  app: [
    'core',
    'cloudtrail',
    'languages',
    'detect',
    'enrich',
    'alerting',
    'config',
    'report',
    'simulate',
    'investigate',
    'lake',
    'sources',
    'flows',
    'aws',
    'stores',
    'destinations',
    'deploy',
  ],
  cli: ['core', 'app', 'flows', 'report'],
  lambda: ['core', 'app', 'flows', 'report'],
  'index.ts': ['core', 'app', 'cloudtrail', 'config', 'detect', 'flows', 'languages'],
}

/** Rooms of pure functions: no clock, no process, no files, no network. */
const PURE = [
  'core',
  'cloudtrail',
  'languages',
  'detect',
  'enrich',
  'alerting',
  'report',
  'simulate',
  'config',
  'investigate',
  'deploy',
]

/** Node modules that a pure room may use all the same. */
const NODE_MODULES_IN_PURE_ROOMS: Record<string, readonly string[]> = {
  // Digests: the same bytes and key in, the same answer out.
  cloudtrail: ['node:zlib', 'node:buffer', 'node:crypto'],
  // Digests again: hashes, and signatures by a key that follows from the code.
  simulate: ['node:crypto', 'node:buffer'],
  // Hashes: the same text in, the same text out.
  detect: ['node:crypto'],
  alerting: ['node:crypto'],
  report: ['node:crypto'],
}

const IMPURE_GLOBALS =
  /\b(?:Date\.now|new Date\(\)|Math\.random|performance\.now|process\.|fetch\(|setTimeout|setInterval)/

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(
  (path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.includes('/testing/'),
)
const room = (path: string): string => path.split('/')[0] as string
const code = (path: string): string =>
  readFileSync(join(SRC, path), 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '')
const imports = files.flatMap((file) =>
  [...code(file).matchAll(/(?:\bfrom\s+|\bimport\s*\(\s*|\bimport\s+)'([^']+)'/g)].map((found) => ({
    file,
    target: found[1] as string,
  })),
)

test('it looked', () => {
  expect(files.length).toBeGreaterThan(40)
  expect(imports.length).toBeGreaterThan(120)
})

test('every room is in the table', () => {
  expect([...new Set(files.map(room))].filter((name) => !(name in MAY_IMPORT))).toEqual([])
})

test('rooms import only what the table allows', () => {
  const wrong = imports
    .filter(({ target }) => target.startsWith('.'))
    .map(({ file, target }) => ({ file, to: relative(SRC, join(SRC, dirname(file), target)) }))
    .filter(({ file, to }) => room(file) !== room(to) && !MAY_IMPORT[room(file)]?.includes(room(to)))
    .map(({ file, to }) => `${file} imports ${to}`)
  expect(wrong).toEqual([])
})

test('pure rooms use no Node module and no clock, chance, process or network', () => {
  const modules = imports
    .filter(({ file, target }) => PURE.includes(room(file)) && target.startsWith('node:'))
    .filter(({ file, target }) => !NODE_MODULES_IN_PURE_ROOMS[room(file)]?.includes(target))
    .map(({ file, target }) => `${file} imports ${target}`)
  const globals = files
    .filter((file) => PURE.includes(room(file)) && IMPURE_GLOBALS.test(code(file)))
    .map((file) => `${file} uses ${IMPURE_GLOBALS.exec(code(file))?.[0]}`)
  expect([...modules, ...globals]).toEqual([])
})

test('only the composition root imports a registry from another room', () => {
  const registries = ['languages/index.ts', 'destinations/index.ts', 'stores/index.ts']
  const wrong = imports
    .filter(({ target }) => target.startsWith('.'))
    .map(({ file, target }) => ({ file, to: relative(SRC, join(SRC, dirname(file), target)) }))
    .filter(
      ({ file, to }) =>
        registries.includes(to) && !['app', 'languages', 'destinations', 'stores', 'index.ts'].includes(room(file)),
    )
  expect(wrong).toEqual([])
})

test('core stays small', () => {
  const lines = files
    .filter((file) => room(file) === 'core')
    .map(
      (file) =>
        code(file)
          .split('\n')
          .filter((line) => line.trim()).length,
    )
  expect(lines.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(750)
})

test('nothing but the command line ends the process', () => {
  expect(files.filter((file) => room(file) !== 'cli' && code(file).includes('process.exit('))).toEqual([])
})
