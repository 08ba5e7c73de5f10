import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readConfig } from './config.ts'
import { destinationSchemas } from './destinations.ts'
import { parseDocument } from './document.ts'
import { BODIES, ruleSchema } from './schema.ts'

const PAGE = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8')

test('every example of the page is a valid configuration', () => {
  const examples = [...PAGE.matchAll(/```toml\n([\s\S]*?)```/g)].map(([, text]) => text as string)
  expect(examples.length).toBeGreaterThanOrEqual(2)
  const languages = new Set<string>()
  for (const text of examples) {
    const { config, problems } = readConfig([parseDocument(text, 'example.toml')])
    expect(problems).toEqual([])
    for (const { body } of config.rules) languages.add(body.language)
  }
  expect([...languages].sort()).toEqual(BODIES.map(({ language }) => language).sort())
})

test('the page names every key of a rule', () => {
  expect(Object.keys(ruleSchema.shape).filter((key) => !PAGE.includes(`| \`${key}\` |`))).toEqual([])
})

test('the page names every type of destination and its keys', () => {
  const types = Object.entries(destinationSchemas)
  expect(types.length).toBeGreaterThanOrEqual(3)
  for (const [type, { shape }] of types) {
    const row = PAGE.split('\n').find((line) => line.startsWith(`| \`${type}\` |`)) ?? ''
    expect(Object.keys(shape).filter((key) => !row.includes(`\`${key}\``))).toEqual([])
  }
})
