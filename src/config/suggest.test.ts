import { expect, test } from 'vitest'
import { didYouMean, suggest } from './suggest.ts'

test.each<[word: string, known: readonly string[], best: string | undefined]>([
  ['destination', ['description', 'destinations'], 'destinations'],
  ['hgih', ['low', 'high'], 'high'],
  ['Name', ['name'], 'name'],
  ['Slak Warnings', ['Slack Warnings', 'Email'], 'Slack Warnings'],
  ['sms', ['ses', 'sns'], 'ses'],
  ['x', ['y'], undefined],
  ['zzzz', ['name', 'id'], undefined],
  ['name', [], undefined],
  ['x'.repeat(1_000_000), ['x'.repeat(1_000_000)], undefined],
])('%s', (word, known, best) => {
  expect(suggest(word, known)).toBe(best)
  expect(didYouMean(word, known)).toBe(best === undefined ? '' : `: did you mean "${best}"?`)
})
