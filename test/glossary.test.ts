/** One word per idea: the glossary names types that are there, and no name in the code is of a private dialect. */
import { readdirSync, readFileSync } from 'node:fs'
import ts from 'typescript-5'
import { expect, test } from 'vitest'

const at = (path: string): URL => new URL(`../${path}`, import.meta.url)
const page = readFileSync(at('docs/glossary.md'), 'utf8')

test('every type that the glossary names is in the file that it names', () => {
  const named = [...page.matchAll(/\[`(\w+)`\]\(\.\.\/(src\/[^)]+\.ts)\)/g)].map(([, type = '', file = '']) => ({
    type,
    file,
  }))
  expect(named.length).toBeGreaterThan(25)
  const missing = named.filter(
    ({ type, file }) => !new RegExp(`^export (?:interface|type) ${type}\\b`, 'm').test(readFileSync(at(file), 'utf8')),
  )
  expect(missing).toEqual([])
})

test('every word is there once', () => {
  const words = [...page.matchAll(/^\| ([^|]+) \|/gm)].flatMap(([, words = '']) => words.trim().split(', '))
  const nouns = words.filter((word) => word !== 'word' && !word.startsWith('-'))
  expect(nouns.length).toBeGreaterThan(35)
  expect(nouns.filter((word, index) => nouns.indexOf(word) !== index)).toEqual([])
})

/** Words of before, and of those that the glossary says are not used the ones that mean nothing else. */
const BANNED = new Set(
  [
    'honeytoken',
    'notifier',
    'door',
    'doors',
    'knock',
    'knocks',
    'deed',
    'deeds',
    'hush',
    'hushed',
    'told',
    'tell',
  ].concat(['telling', 'speaker', 'voice', 'party', 'parties', 'porch', 'incident', 'incidents']),
)

/** `isToldTwice` -> is, told, twice */
const wordsOf = (name: string): readonly string[] =>
  name.split(/(?<=[a-z0-9])(?=[A-Z])|_/).map((word) => word.toLowerCase())

/** Names that a text of TypeScript declares: of variables, functions, types, parameters and properties. */
const declared = (code: string): readonly string[] => {
  const names: string[] = []
  const visit = (node: ts.Node): void => {
    const { name } = node as { readonly name?: ts.Node }
    if (name && ts.isIdentifier(name) && !ts.isPropertyAccessExpression(node)) names.push(name.text)
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile('a.ts', code, ts.ScriptTarget.Latest))
  return names
}

const dialect = (code: string): readonly string[] =>
  declared(code).filter((name) => wordsOf(name).some((word) => BANNED.has(word)))

test('it looks', () => {
  expect(dialect('const isTold = 1; interface Deed { voice: string }; const f = (tell: string) => tell')).toEqual([
    ...['isTold', 'Deed', 'voice', 'tell'],
  ])
  expect(dialect('const toldest = 1; const indoors = story.tell()')).toEqual([])
})

/** What other programs and older stores call theirs. */
const THEIRS: Readonly<Record<string, readonly string[]>> = {
  'src/stores/dynamodb/items.ts': ['told'],
}

test('no name is of a private dialect', () => {
  const files = readdirSync(at('src'), { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.ts') && !path.endsWith('.test.ts'),
  )
  expect(files.length).toBeGreaterThan(400)
  const found = files.flatMap((file) =>
    dialect(readFileSync(at(`src/${file}`), 'utf8'))
      .filter((name) => !THEIRS[`src/${file}`]?.includes(name))
      .map((name) => `src/${file}: ${name}`),
  )
  expect(found).toEqual([])
})
