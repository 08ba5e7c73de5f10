/** Every emitter gives the same deployment: what is read back from its files is what the smallest emitter says. */
import { expect, test } from 'vitest'
import { deploymentOf } from './deployment.ts'
import type { EmittedFile } from './emitter.ts'
import { emitters } from './index.ts'
import { outline } from './testing/outline.ts'
import { readSam } from './testing/read-sam.ts'
import { VARIANTS, variant } from './testing/variants.ts'

/** type -> reads parameters, resources, permissions and wiring out of what was emitted. */
const READERS: Readonly<
  Record<(typeof emitters)[number]['type'], (files: readonly [EmittedFile, ...EmittedFile[]]) => string>
> = {
  sam: ([template]) => readSam(template.text),
}

test('it looked: what there is to compare', () => {
  const lines = Object.values(VARIANTS).flatMap((settings) => outline.emit(deploymentOf(settings))[0].text.split('\n'))
  expect(new Set(lines.filter((line) => line.includes(': may '))).size).toBeGreaterThan(30)
  expect(new Set(lines).size).toBeGreaterThan(100)
})

test.each(
  emitters.flatMap((emitter) => Object.entries(VARIANTS).map(([name, settings]) => ({ emitter, name, settings }))),
)('$emitter.type, $name: the same resources, permissions and wiring', ({ emitter, settings }) => {
  const deployment = deploymentOf(settings)
  expect(READERS[emitter.type](emitter.emit(deployment))).toBe(outline.emit(deployment)[0].text)
})

test.each(emitters)('$type: no file is emitted twice, and what is replaced names us', (emitter) => {
  const files = emitter.emit(deploymentOf(variant('a new trail')))
  expect(new Set(files.map(({ path }) => path)).size).toBe(files.length)
  expect(files.filter(({ once, text }) => !once && !text.includes('Tattletrail'))).toEqual([])
  expect(files[0].once).toBeUndefined()
})
