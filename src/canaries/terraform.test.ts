/** Terraform of all kinds together: every resource has its form, every reference leads to something that is there. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { JsonObject } from '../core/json.ts'
import type { Decoy } from './canary.ts'
import { canaryKinds } from './index.ts'
import { terraformOf } from './terraform.ts'

const golden = (name: string): URL => new URL(`../../test/golden/${name}.json`, import.meta.url)
const read = (name: string): unknown => JSON.parse(readFileSync(golden(name), 'utf8'))
const decoys = canaryKinds.flatMap((kind): readonly Decoy[] => {
  const { settings } = read(`canaries/${kind.kind}`) as { readonly settings: JsonObject }
  const decoy = kind.read(settings).data
  return decoy && Object.keys(decoy.resources).length > 0 ? [decoy] : []
})
const made = terraformOf(decoys) as Readonly<Record<'data' | 'resource', Readonly<Record<string, JsonObject>>>>
const text = JSON.stringify(made)

test('it is the golden one', () => {
  if (process.env.UPDATE_GOLDEN) writeFileSync(golden('canaries-terraform'), `${JSON.stringify(made, null, 2)}\n`)
  expect(existsSync(golden('canaries-terraform'))).toBe(true)
  expect(made).toEqual(read('canaries-terraform'))
})

test('every reference leads to what is there', () => {
  const references = [...text.matchAll(/(?<!\$)\$\{(data\.)?(\w+)\.(\w+)\.[\w.[\]]+\}/g)]
  expect(references.length).toBeGreaterThan(15)
  const missing = references.filter(
    ([, data, type = '', label = '']) => !made[data ? 'data' : 'resource'][type]?.[label],
  )
  expect(missing.map(([whole]) => whole)).toEqual([])
})

test('each decoy has as many resources as in CloudFormation, at least', () => {
  const count = Object.values(made.resource).flatMap((labels) => Object.keys(labels)).length
  expect(decoys.length).toBeGreaterThanOrEqual(14)
  expect(count).toBeGreaterThanOrEqual(decoys.flatMap(({ resources }) => Object.keys(resources)).length)
  expect(text).not.toMatch(/undefined|canary|honey|decoy|bait|tattletrail/i)
})

test('a text that looks like a template stays a text', () => {
  const decoy = canaryKinds
    .find(({ kind }) => kind === 'ssm_parameter')
    ?.read({ name: 'a', type: 'String', value: ['$', '{x} %{y}'].join('') }).data
  expect(JSON.stringify(terraformOf(decoy ? [decoy] : []))).toContain('"value":"$${x} %%{y}"')
})
