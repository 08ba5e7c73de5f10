/** Property tests draw the same cases on every machine (`FC_SEED=7 npm test` draws others), and no file leaves a trace in the next. */
import fc from 'fast-check'
import { afterAll, beforeEach, vi } from 'vitest'

let tags: readonly string[] = []
beforeEach(({ task }) => {
  tags = task.tags ?? []
})

fc.configureGlobal({
  seed: Number(process.env.FC_SEED ?? 1),
  beforeEach: () => {
    if (!tags.includes('property')) throw new Error("a test that draws its cases has { tags: 'property' }")
  },
})

afterAll(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  vi.useRealTimers()
})
