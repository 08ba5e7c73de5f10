import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { sections } from '../app/config/sections.ts'
import { enrichers } from '../enrich/index.ts'
import { readConfig } from './config.ts'
import { accountSchema, networkSchema } from './context.ts'
import { parseDocument } from './document.ts'

const PAGE = readFileSync(new URL('../../docs/context.md', import.meta.url), 'utf8')

test.each([
  [
    'tattletrail.yml',
    'account:\n  - { id: "123456789012", name: prod }\nnetwork:\n  - { name: a, kind: vpn, ranges: [192.0.2.1, "2001:db8::/32"] }\ncontext: { city_mmdb: c.mmdb, home_countries: [DE] }\nlevels: { Staging: lower }\n',
  ],
  [
    'tattletrail.json',
    '{"account": [{"id": "123456789012", "name": "prod"}], "network": [{"name": "a", "kind": "vpn", "ranges": ["192.0.2.1", "2001:db8::/32"]}], "context": {"city_mmdb": "c.mmdb", "home_countries": ["DE"]}, "levels": {"Staging": "lower"}}',
  ],
])('%s', (file, text) => {
  const { config, problems } = readConfig(sections, parseDocument(text, file))
  expect(problems).toEqual([])
  expect(config).toMatchObject({
    accounts: [{ id: '123456789012', name: 'prod' }],
    networks: [{ name: 'a', kind: 'vpn', ranges: ['192.0.2.1', '2001:db8::/32'] }],
    context: {
      enrichers: [{ key: 'city_mmdb', file: 'c.mmdb', path: ['context', 'city_mmdb'] }],
      homeCountries: ['DE'],
    },
    levels: { staging: 'lower' },
  })
})

test('one wrong account does not hide another, and what is right stays', () => {
  const text = '[[account]]\nid = "1"\n[[account]]\nid = "123456789012"\n[[account]]\nid = "2"\nnme = "x"\n'
  const { config, problems } = readConfig(sections, parseDocument(text, 't.toml'))
  expect(config.accounts).toEqual([{ id: '123456789012' }])
  expect(problems.map(({ line }) => line).sort()).toEqual([2, 6, 7])
})

test('the page names every key', () => {
  const keys = [
    ...[accountSchema, networkSchema].flatMap(({ shape }) => Object.keys(shape)),
    ...enrichers.map(({ key }) => key),
    'home_countries',
  ]
  expect(keys.length).toBeGreaterThan(12)
  expect(keys.filter((key) => !PAGE.includes(`\`${key}`))).toEqual([])
})
