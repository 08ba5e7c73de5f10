import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { sections } from '../app/config/sections.ts'
import { destinations } from '../destinations/index.ts'
import { readConfig } from './config.ts'
import { parseDocument } from './document.ts'
import { BODIES, ruleSchema } from './schema.ts'

const PAGE = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8')

test('every example of the page is a valid configuration', () => {
  const examples = [...PAGE.matchAll(/```toml\n([\s\S]*?)```/g)].map(([, text]) => text as string)
  expect(examples.length).toBeGreaterThanOrEqual(2)
  const languages = new Set<string>()
  for (const text of examples) {
    const { config, problems } = readConfig(sections, parseDocument(text, 'example.toml'))
    expect(problems).toEqual([])
    for (const { body } of config.rules) languages.add(body.language)
  }
  expect([...languages].sort()).toEqual(BODIES.map(({ language }) => language).sort())
})

test('the page names every key of a rule', () => {
  expect(Object.keys(ruleSchema.shape).filter((key) => !PAGE.includes(`| \`${key}\` |`))).toEqual([])
})

test('the page of destinations has a section for every type, with a valid example that names its keys', () => {
  const page = readFileSync(new URL('../../docs/destinations.md', import.meta.url), 'utf8')
  const pages = new Map(page.split(/^## /m).map((section) => [/^`([a-z_]+)`/.exec(section)?.[1], section]))
  expect(destinations.length).toBeGreaterThanOrEqual(16)
  for (const { type, config } of destinations) {
    const section = pages.get(type) ?? ''
    const example = /```toml\n([\s\S]*?)```/.exec(section)?.[1] ?? ''
    expect([type, readConfig(sections, parseDocument(example, 'example.toml')).problems]).toEqual([type, []])
    expect([type, ...Object.keys(config.shape).filter((key) => !section.includes(key))]).toEqual([type])
    expect(example).toContain(`type = "${type}"`)
  }
})
