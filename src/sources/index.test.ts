import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { sources } from './index.ts'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')

test('every source is in the registry, has a test of the contract, and is on the page with its keys and permissions', () => {
  const names = readdirSync(new URL('.', import.meta.url))
    .filter((name) => /^[\w-]+\.ts$/.test(name) && read(name).includes('= defineSource('))
    .map((name) => name.replace(/\.ts$/, ''))
  expect(names.length).toBeGreaterThanOrEqual(3)
  expect(sources.map(({ type }) => type).sort()).toEqual(names.sort())
  const page = read('../../docs/sources.md')
  for (const { type, config, permissions } of sources) {
    expect(read(`${type}.test.ts`)).toContain('sourceContract(')
    expect(page).toContain(`type = "${type}"`)
    expect(Object.keys(config.shape).filter((key) => !new RegExp(`\\b${key} = "`).test(page))).toEqual([])
    expect(permissions.filter((action) => !page.includes(`\`${action}\``))).toEqual([])
  }
})
