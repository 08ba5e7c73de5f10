/** What is legal in a pattern and most likely not meant: the warnings. */
import { expect, test } from 'vitest'
import type { JsonObject } from '../../core/json.ts'
import { eventPattern } from './index.ts'

const detail = { eventSource: ['iam.amazonaws.com'], eventName: ['CreateUser'] }
const cases: [name: string, pattern: JsonObject | string, message: RegExp | undefined, hint?: RegExp][] = [
  ['a good pattern', { source: ['aws.iam'], 'detail-type': ['AWS API Call via CloudTrail'], detail }, undefined],
  ['a bare pattern', { eventName: ['CreateUser'] }, undefined],
  [
    'requestParameters outside detail',
    { source: ['aws.iam'], detail, requestParameters: { userName: ['x'] } },
    /beside "detail"/,
    /inside: "detail"/,
  ],
  ['detail-type misspelt', { detailType: ['AWS API Call via CloudTrail'], detail }, /no field/, /"detail-type"/],
  ['detail type misspelt', { detail_type: ['AWS API Call via CloudTrail'], detail }, /no field/, /"detail-type"/],
  ['empty eventSource', { detail: { eventSource: [''], eventName: ['CreateUser'] } }, /empty eventSource/],
  ['source for eventSource', { detail: { eventSource: ['aws.iam'] } }, /never "aws.iam"/, /iam\.amazonaws\.com/],
  ['eventSource for source', { source: ['iam.amazonaws.com'], detail }, /never "iam.amazonaws.com"/, /aws\.iam/],
  ['they disagree', { source: ['aws.s3'], detail }, /disagree/, /aws\.iam/],
  [
    'unknown detail-type',
    { 'detail-type': ['AWS Console Signin via CloudTrail'], detail },
    /not a detail-type/,
    /Sign In/,
  ],
  ['empty suffix', { a: [{ suffix: '' }] }, /EventBridge refuses/],
  ['large number', { a: [{ numeric: ['>', 6e9] }] }, /-5e9 to 5e9/],
  ['account number', { account: [123456789012] }, undefined],
  ['a key given twice', '{"a": ["x"], "a": ["y"]}', /more than once/],
  ['$or as a field', { $or: ['x'] }, /name of a field/],
]
test.each(cases)('%s', (_, pattern, message, hint) => {
  const { warnings } = eventPattern.compile(pattern)
  expect(warnings.every((one) => one.warning)).toBe(true)
  expect(warnings.map((one) => one.message)).toEqual(message ? [expect.stringMatching(message)] : [])
  if (hint) expect(warnings[0]?.hint).toMatch(hint)
})
