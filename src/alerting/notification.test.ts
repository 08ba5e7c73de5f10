/** Which decisions an alert remembers. */
import { expect, test } from 'vitest'
import type { Decision } from '../core/alert.ts'
import { withDecisions } from './notification.ts'
import { createLife, finding } from './testing/life.ts'

const decision = (written: string): Decision => {
  const [reason, destination, at] = written.split(' ')
  return { reason: reason as Decision['reason'], destination, at: Number(at), revision: 1 }
}

test.each<[string, readonly string[], readonly string[], readonly string[]]>([
  ['one after the other', ['first slack 1'], ['folded slack 2'], ['first slack 1', 'folded slack 2']],
  ['the same again, in its latest form', ['folded slack 1'], ['folded slack 2'], ['folded slack 2']],
  ['the same for another destination', ['folded slack 1'], ['folded mail 2'], ['folded slack 1', 'folded mail 2']],
  ['another for the same', ['folded slack 1'], ['acknowledged slack 2'], ['folded slack 1', 'acknowledged slack 2']],
  [
    'one of two again',
    ['folded slack 1', 'silenced slack 1'],
    ['folded mail 2', 'folded slack 2'],
    ['silenced slack 1', 'folded mail 2', 'folded slack 2'],
  ],
  ['the first of each episode', ['first slack 1'], ['first slack 2'], ['first slack 1', 'first slack 2']],
])('%s', (_, before, made, after) => {
  const { alert } = createLife().at(1, finding())
  const { decisions } = withDecisions({ ...alert, decisions: before.map(decision) }, made.map(decision))
  expect(decisions.map(({ reason, destination, at }) => `${reason} ${destination} ${at}`)).toEqual(after)
})
