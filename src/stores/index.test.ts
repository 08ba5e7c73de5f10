import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { stores } from './index.ts'

const at = (path: string): URL => new URL(path, import.meta.url)

test('every store is in the registry, has a test of the contract, and is on the page', () => {
  const names = readdirSync(at('.'), { encoding: 'utf8' })
    .filter((name) => /^\w+\.ts$/.test(name) && readFileSync(at(name), 'utf8').includes('= defineStore('))
    .map((name) => name.replace(/\.ts$/, ''))
  expect(names.length).toBeGreaterThanOrEqual(3)
  expect(stores.map(({ type }) => type).sort()).toEqual(names.sort())
  const page = readFileSync(at('../../docs/stores.md'), 'utf8')
  for (const name of names) {
    expect(readFileSync(at(`${name}.test.ts`), 'utf8')).toContain('storeContract(')
    expect(page).toContain(`| \`${name}\` |`)
  }
})

test('the page names every permission of a store', () => {
  const page = readFileSync(at('../../docs/stores.md'), 'utf8')
  const permissions = stores.flatMap((store) => store.permissions)
  expect(permissions.length).toBeGreaterThan(5)
  expect(permissions.filter((name) => !page.includes(`\`${name.replace('dynamodb:', '')}\``))).toEqual([])
})
