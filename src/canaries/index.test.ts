/** Every kind is in the registry, is small, and keeps the contract over the records of its golden. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { canaryContract, canaryOf, type Sample } from '../../test/contracts/canary.ts'
import { canaryKinds } from './index.ts'
import { patternsOf } from './patterns.ts'
import { templateOf } from './template.ts'

const at = (path: string): URL => new URL(path, import.meta.url)
const goldenOf = (kind: string): URL => at(`../../test/golden/canaries/${kind}.json`)
const files = readdirSync(at('.')).filter(
  (name) => /\.ts$/.test(name) && / = defineCanary\(/.test(readFileSync(at(name), 'utf8')),
)

test('every kind of the folder is in the registry, under the name of its file, and stays small', () => {
  expect(files.length).toBeGreaterThanOrEqual(4)
  const kinds = files.map((name) => name.replace(/\.ts$/, '').replaceAll('-', '_'))
  expect(canaryKinds.map(({ kind }) => kind).sort()).toEqual(kinds.sort())
  const long = files.filter((name) => readFileSync(at(name), 'utf8').split('\n').length > 81)
  expect(long).toEqual([])
})

test('every kind has a golden, and no golden is left over', () => {
  const goldens = readdirSync(at('../../test/golden/canaries')).map((name) => name.replace(/\.json$/, ''))
  expect(goldens.sort()).toEqual(canaryKinds.map(({ kind }) => kind).sort())
})

describe.each(canaryKinds.filter(({ kind }) => existsSync(goldenOf(kind))))('$kind', (kind) => {
  const golden = JSON.parse(readFileSync(goldenOf(kind.kind), 'utf8')) as Sample & { readonly made?: unknown }
  canaryContract(kind, golden)

  test('what is made of it is the golden one', () => {
    const { made: _, ...sample } = golden
    const canary = canaryOf(kind, sample)
    const decoy = kind.read(sample.settings).data
    if (!decoy) throw new Error('wrong settings')
    const made = {
      template: templateOf([decoy]).Resources,
      steps: decoy.steps(canary.deployed),
      patterns: patternsOf([decoy.names(canary.deployed)]),
      bait: decoy.bait(canary.deployed, 'SECRET'),
    }
    if (process.env.UPDATE_GOLDEN)
      writeFileSync(goldenOf(kind.kind), `${JSON.stringify({ ...sample, made }, null, 2)}\n`)
    else expect(made).toEqual(golden.made)
  })
})
