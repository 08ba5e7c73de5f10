import { expect, test } from 'vitest'
import type { Case } from '../../core/case.ts'
import { partialOf } from './partial.ts'

const failures = [{ file: 'bad.json.gz', reason: 'gzip: unexpected end of data' }]
const LIMIT = 'the limit of rounds ended it, and what is not followed says where to go on'
const CASES: readonly (readonly [Case['ended'], typeof failures, string | undefined])[] = [
  [null, [], undefined],
  [null, failures, 'not all of the logs could be read'],
  ['limit', [], LIMIT],
  ['interrupted', [], 'it was interrupted'],
  ['limit', failures, `not all of the logs could be read; ${LIMIT}`],
]
test.each(CASES)('ended by %s, %j', (ended, unread, expected) => {
  expect(partialOf({ ended, searched: { failures: unread } })).toBe(expected)
})
