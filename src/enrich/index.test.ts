import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { enrichers } from './index.ts'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')

test('every enricher is in the registry, keeps the contract, and is on the page', () => {
  const files = readdirSync(new URL('.', import.meta.url)).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && read(name).includes('= defineEnricher('),
  )
  const keys = files.flatMap((name) => [...read(name).matchAll(/^ {2}key: '(\w+)'/gm)].map(([, key]) => key))
  expect(keys.length).toBeGreaterThanOrEqual(6)
  expect(enrichers.map(({ key }) => key).sort()).toEqual(keys.sort())
  for (const name of files) expect(read(name.replace(/\.ts$/, '.test.ts'))).toContain('enricherContract(')
  const page = read('../../docs/context.md')
  expect(enrichers.filter(({ key }) => !page.includes(`\`${key}`)).map(({ key }) => key)).toEqual([])
  const permissions = enrichers.flatMap((one) => one.permissions)
  expect(permissions.filter((action) => !page.includes(`\`${action}\``))).toEqual([])
})
