/** Every plug-in is in its registry, in the configuration and in the documents: a forgotten line fails here. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { BODIES } from '../src/config/schema.ts'
import { emitters } from '../src/deploy/index.ts'
import { destinations } from '../src/destinations/index.ts'
import { languages } from '../src/languages/index.ts'
import { stories } from '../src/simulate/index.ts'

const at = (path: string): URL => new URL(`../${path}`, import.meta.url)
const page = (path: string): string => readFileSync(at(path), 'utf8')

test('every language is in the registry, under its key in the configuration, and has a page', () => {
  const folders = readdirSync(at('src/languages'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && page(`src/languages/${entry.name}/index.ts`).includes('defineLanguage('))
    .map(({ name }) => name)
  expect(folders.length).toBeGreaterThanOrEqual(4)
  expect(languages.map(({ type }) => type).sort()).toEqual(folders.sort())
  expect(BODIES.map(({ key, language }) => [key, language]).sort()).toEqual(
    languages.map(({ configKey, type }) => [configKey, type]).sort(),
  )
  expect(folders.filter((name) => !existsSync(at(`docs/languages/${name}.md`)))).toEqual([])
})

test('every destination is in the registry, under the name of its file', () => {
  const files = readdirSync(at('src/destinations'), { encoding: 'utf8' })
    .filter((name) => !name.endsWith('.test.ts') && name.endsWith('.ts') && name !== 'define.ts')
    .filter((name) => page(`src/destinations/${name}`).includes('defineDestination('))
    .map((name) => name.replace(/\.ts$/, '').replaceAll('-', '_'))
  expect(files.length).toBeGreaterThanOrEqual(16)
  expect(destinations.map(({ type }) => type).sort()).toEqual(files.sort())
})

test('every emitter is in the registry, under the name of its folder', () => {
  const folders = readdirSync(at('src/deploy'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(at(`src/deploy/${entry.name}/index.ts`)))
    .map(({ name }) => name)
  expect(folders.length).toBeGreaterThanOrEqual(1)
  expect(emitters.map(({ type }) => type).sort()).toEqual(folders.sort())
})

test('every attack story is in the registry and on the page', () => {
  const files = readdirSync(at('src/simulate/stories'), { encoding: 'utf8' })
    .filter((name) => !['index.ts', 'stage.ts'].includes(name) && !name.endsWith('.test.ts'))
    .map((name) => name.replace(/\.ts$/, ''))
  expect(files.length).toBeGreaterThanOrEqual(8)
  expect(stories.map(({ name }) => name).sort()).toEqual(files.sort())
  const said = page('docs/simulate.md')
  expect(files.filter((name) => !said.includes(`| \`${name}\` |`))).toEqual([])
})

test('every format is in the registry', () => {
  const registry = page('src/report/formats/index.ts')
  const defined = readdirSync(at('src/report'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .flatMap((path) => [...page(`src/report/${path}`).matchAll(/^export const (\w+) = defineFormat\(/gm)])
    .map(([, name = '']) => name)
  expect(defined.length).toBeGreaterThan(30)
  const [lists = ''] = /export const formats[\s\S]*/.exec(registry) ?? []
  expect(defined.filter((name) => !new RegExp(`\\b${name}\\b`).test(lists))).toEqual([])
})

test('every link between the documents leads somewhere, and every page is in the index', () => {
  const documents = readdirSync(at('docs'), { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.md'),
  )
  const pages = ['README.md', 'CONTRIBUTING.md', ...documents.map((path) => `docs/${path}`)]
  const links = pages.flatMap((from) =>
    [...page(from).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, to = '']) => ({ from, to: new URL(to, at(from)) })),
  )
  expect(links.length).toBeGreaterThan(20)
  expect(links.filter(({ to }) => !existsSync(to)).map(({ from, to }) => `${from} -> ${to.pathname}`)).toEqual([])
  // The pages of a folder may be in an index of their own.
  const listed = new Set(links.filter(({ from }) => from.endsWith('/README.md')).map(({ to }) => to.pathname))
  const unlisted = documents.filter((path) => path !== 'README.md' && !listed.has(at(`docs/${path}`).pathname))
  expect(unlisted).toEqual([])
})

test('every function that the page about the architecture names is in the file that it names', () => {
  const named = [...page('docs/architecture.md').matchAll(/\]\(\.\.\/(src\/[^)]+\.ts)\) `(\w+)`/g)]
  expect(named.length).toBeGreaterThan(55)
  const isThere = (file: string, name: string): boolean =>
    new RegExp(`^export (?:const|interface) ${name}\\b`, 'm').test(page(file))
  expect(
    named.filter(([, file = '', name = '']) => !isThere(file, name)).map(([, file, name]) => `${name} in ${file}`),
  ).toEqual([])
})
