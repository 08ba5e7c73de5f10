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
  ].map((sentence, at) => ({ sentence, name: at === 4 ? 'ListUsers' : 'ListRoles', at }))
  expect(foldAlike(events).map((alike) => alike.map(({ at }) => at))).toEqual([[0, 2], [1], [3], [4], [5]])
})

test.each(['x1', 'x', '1 ', ' '])('a long text of %j is no trouble', (part) => {
  expect(foldAlike([{ sentence: part.repeat(500_000), name: '' }])).toHaveLength(1)
})
