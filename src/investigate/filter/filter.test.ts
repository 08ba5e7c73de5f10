import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Filter } from '../../core/event-query.ts'
import type { JsonObject } from '../../core/json.ts'
import { filterTest, holdsWord, NOTHING } from './filter.ts'

const asking = (any: Partial<Filter['any']>): ((record: JsonObject) => boolean) =>
  filterTest({ any: { ...NOTHING.any, ...any }, within: {} })

describe('mentions', () => {
  const cases: readonly (readonly [string, JsonObject, string, boolean])[] = [
    ['in a request', { requestParameters: { name: 'to helper2.' } }, 'helper2', true],
    ['deep in a list', { resources: [[{ a: ['x', 'helper2'] }]] }, 'helper2', true],
    ['only a part of a word', { requestParameters: { name: 'helper2-old' } }, 'helper2', false],
    ['the id of the record', { eventID: 'helper2' }, 'helper2', false],
    ['the shared id of the record', { sharedEventID: 'helper2' }, 'helper2', false],
    ['the id of its request', { requestID: 'helper2' }, 'helper2', false],
    ['an id that the request names', { requestParameters: { eventID: 'helper2' } }, 'helper2', true],
    ['who called', { userIdentity: { arn: 'arn:aws:iam::123456789012:user/helper2' } }, 'helper2', true],
    ['an identity of a wrong type', { userIdentity: ['helper2'] }, 'helper2', true],
    [
      "for whom the caller's credentials were made",
      { userIdentity: { type: 'AssumedRole', inScopeOf: { credentialsIssuedTo: 'function:helper2' } } },
      'helper2',
      false,
    ],
    ['the same words in a request', { requestParameters: { inScopeOf: 'helper2' } }, 'helper2', true],
    ['signs without any word', { errorMessage: 'a ::: b' }, ':::', true],
  ]
  test.each(cases)('%s', (_, record, value, expected) => {
    expect(asking({ mentions: [value] })(record)).toBe(expected)
    expect(asking({ mentions: [value, 'p1', 'p2', 'p3', 'p4', 'p5'] })(record)).toBe(expected)
  })

  test('many are found as one is, whatever the signs in them', { tags: 'property' }, () => {
    const piece = fc.constantFrom('a', 'b-', '_', ':', '/', '.', ' ', '::', 'é', 'aa')
    const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''))
    const value = text.filter((some) => some !== '')
    fc.assert(
      fc.property(text, fc.array(value, { minLength: 5, maxLength: 9 }), (where, mentions) => {
        const expected = mentions.some((one) => holdsWord(where, one))
        expect(asking({ mentions })({ errorMessage: where })).toBe(expected)
      }),
      { seed: 5, numRuns: 2000 },
    )
  })

  test('a list of any length is looked through', () => {
    const record = { resources: [...Array<string>(300_000).fill('x'), 'helper2'] }
    expect(asking({ mentions: ['helper2'] })(record)).toBe(true)
  })
})

test('a beginning is found among any number of them', { tags: 'property' }, () => {
  const text = fc.stringMatching(/^[ab*]{0,5}$/)
  fc.assert(
    fc.property(text, fc.array(text, { minLength: 1, maxLength: 6 }), (arn, beginnings) => {
      const matches = asking({ principals: beginnings.map((one) => `arn:${one}*`) })
      expect(matches({ userIdentity: { arn: `arn:${arn}` } })).toBe(beginnings.some((one) => arn.startsWith(one)))
    }),
    { seed: 6, numRuns: 2000 },
  )
})
