/** Every action is in the registry, stays small, and keeps the contract over the samples of its golden. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { actionContract, type Sample, worldOf } from '../../test/contracts/action.ts'
import type { Step } from './define.ts'
import { actions } from './index.ts'

const at = (path: string): URL => new URL(path, import.meta.url)
const goldenOf = (action: string): URL => at(`../../test/golden/containment/${action}.json`)
const files = readdirSync(at('.')).filter(
  (name) => /\.ts$/.test(name) && / = defineAction\(/.test(readFileSync(at(name), 'utf8')),
)

test('every action of the folder is in the registry, under the name of its file, and stays small', () => {
  expect(files.length).toBeGreaterThanOrEqual(3)
  expect(actions.map(({ action }) => `${action}.ts`).sort()).toEqual(files.sort())
  expect(files.filter((name) => readFileSync(at(name), 'utf8').split('\n').length > 81)).toEqual([])
})

test('every action has a golden, and no golden is left over', () => {
  const goldens = readdirSync(at('../../test/golden/containment')).map((name) => name.replace(/\.json$/, ''))
  expect(goldens.sort()).toEqual(actions.map(({ action }) => action).sort())
})

describe.each(actions.filter(({ action }) => existsSync(goldenOf(action))))('$action', (action) => {
  const golden = JSON.parse(readFileSync(goldenOf(action.action), 'utf8')) as (Sample & { readonly plan?: unknown })[]
  for (const sample of golden) actionContract(action, sample)

  test('what is planned is the golden one', async () => {
    const plans: { plan: unknown }[] = []
    for (const sample of golden) {
      const step = await action.plan(sample.target, worldOf(sample).get, sample.known)
      plans.push({ plan: 'refused' in step ? step : summary(step) })
    }
    if (process.env.UPDATE_GOLDEN) {
      const made = golden.map((sample, index) => ({ ...sample, ...plans[index] }))
      writeFileSync(goldenOf(action.action), `${JSON.stringify(made, null, 2)}\n`)
    } else expect(plans).toEqual(golden.map(({ plan }) => ({ plan })))
  })
})

/** Sentences are read in the code. */
const summary = ({ does, undoes, warnings }: Step) => ({ does, undoes, warnings })
