import { expect, test } from 'vitest'
import { foldAlike } from './fold.ts'

test('what differs only in ids and numbers is one', () => {
  const events = [
    'dana read the password of i-0abc12',
    'dana made role Deploy',
    'dana read the password of i-0def34',
    'dana made role Other',
    '',
    '',
  ].map((sentence, at) => ({ sentence, name: at === 4 ? 'ListUsers' : 'ListRoles', errorCode: null, at }))
  expect(foldAlike(events).map((alike) => alike.map(({ at }) => at))).toEqual([[0, 2], [1], [3], [4], [5]])
})

test('what failed is not told with what did not', () => {
  const events = [null, 'E1', 'E2', null].map((errorCode) => ({ sentence: 'root signed in', name: '', errorCode }))
  expect(foldAlike(events).map((alike) => alike.length)).toEqual([2, 1, 1])
})

test.each(['x1', 'x', '1 ', ' '])('a long text of %j is no trouble', (part) => {
  expect(foldAlike([{ sentence: part.repeat(500_000), name: '', errorCode: null }])).toHaveLength(1)
})
