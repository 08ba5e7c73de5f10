import { expect, test } from 'vitest'
import { cpuTime } from '../../test/cpu-time.ts'
import { suggest } from './suggest.ts'

test.each<[word: string, known: readonly string[], best: string | undefined]>([
  ['destination', ['description', 'destinations'], 'destinations'],
  ['hgih', ['low', 'high'], 'high'],
  ['fo', ['of'], 'of'],
  ['Name', ['name'], 'name'],
  ['Slak Warnings', ['Slack Warnings', 'Email'], 'Slack Warnings'],
  ['sms', ['ses', 'sns'], 'ses'],
  ['nme', ['id', 'name'], 'name'],
  ['selektion', ['filter', 'selection', 'selection2'], 'selection'],
  ['x', ['y'], undefined],
  ['', ['a'], undefined],
  ['zzzz', ['name', 'id'], undefined],
  ['name', [], undefined],
  ['x'.repeat(1_000_000), ['x'.repeat(1_000_000)], undefined],
  ['name', ['x'.repeat(1_000_000)], undefined],
])('%s', (word, known, best) => {
  expect(suggest(word, known)).toBe(best)
})

test('hopeless words are given up early', { tags: 'scale' }, () => {
  const known = Array.from({ length: 20_000 }, (_, index) => `${'q'.repeat(60)}${index}`)
  const cost = cpuTime(() => expect(suggest('z'.repeat(64), known)).toBeUndefined())
  expect(cost).toBeLessThan(2_000)
})
