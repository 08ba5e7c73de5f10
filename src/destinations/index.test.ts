import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { sections } from '../app/config/sections.ts'
import { readConfig } from '../config/config.ts'
import { parseDocument } from '../config/document.ts'
import { destinations } from './index.ts'
import { splunkHec } from './splunk-hec.ts'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')
const files = readdirSync(new URL('.', import.meta.url)).filter(
  (name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && /= defineDestination\(/.test(read(name)),
)
const typeIn = (file: string): string => /defineDestination\(\{\s*type: '(\w+)'/.exec(read(file))?.[1] ?? file

test('every destination of the folder is in the registry', () => {
  expect(files.length).toBeGreaterThanOrEqual(16)
  expect(destinations.map(({ type }) => type).sort()).toEqual(files.map(typeIn).sort())
})

test('every destination keeps the contract, has golden payloads, and stays small', () => {
  const tests = readdirSync(new URL('.', import.meta.url)).filter((name) => name.endsWith('.test.ts'))
  const held = tests.flatMap((name) =>
    [...read(name).matchAll(/\bdestinationContract\((\w+)/g)].map(([, type]) => type),
  )
  for (const file of files) {
    expect(held).toContain(/export const (\w+) = defineDestination\(/.exec(read(file))?.[1])
    const golden = new URL(`../../test/golden/destinations/${typeIn(file)}.json`, import.meta.url)
    expect([file, existsSync(golden)]).toEqual([file, true])
    expect([file, read(file).split('\n').length <= 81]).toEqual([file, true])
  }
})

test('every destination has its section on the page, with every key', () => {
  const page = read('../../docs/destinations.md')
  for (const { type, config } of destinations) {
    const [, section = ''] = page.split(new RegExp(`^## \`${type}\`$`, 'm'))
    expect([type, section !== '']).toEqual([type, true])
    const own = section.split(/^## /m)[0] ?? ''
    expect([type, Object.keys(config.shape).filter((key) => !new RegExp(`\\b${key}\\b`).test(own))]).toEqual([type, []])
  }
})

test('every example on the page is a valid configuration, and every destination has one', () => {
  const examples = [...read('../../docs/destinations.md').matchAll(/```toml\n([\s\S]*?)```/g)].map(
    ([, text = '']) => text,
  )
  const configs = examples.map((text) => readConfig(sections, parseDocument(text, 'destinations.md')))
  expect(configs.flatMap(({ problems }) => problems)).toEqual([])
  const types = configs.flatMap(({ config }) => config.destinations.map(({ type }) => type))
  expect([...new Set(types)].sort()).toEqual(destinations.map(({ type }) => type).sort())
})

test('secrets are marked, so that they are never printed', () => {
  const secret = /_key$|token|secret|webhook_url|^url$|password/
  const marked = destinations.flatMap(({ type, config }) =>
    Object.entries(z.toJSONSchema(config, { io: 'input' }).properties ?? {}).flatMap(([key, schema]) =>
      secret.test(key) && !(typeof schema === 'object' && schema.secret === true) ? [`${type}.${key}`] : [],
    ),
  )
  // The address of a collector is none.
  expect(marked).toEqual(['splunk_hec.url'])
})

test('an address that is shown holds no user and no password', () => {
  const refused = (address: string): boolean => !splunkHec.read({ url: address, token: 'env:TOKEN' }).success
  expect(refused('https://splunk.example.com:8088')).toBe(false)
  expect(['https://dana:pass@splunk.example.com', 'https://dana@splunk.example.com'].map(refused)).toEqual([true, true])
})
