import { expect, test } from 'vitest'
import type { VerifyFault, VerifyFaultKind, VerifyReport } from '../core/verify.ts'
import { evidenceOf } from './evidence.ts'

const fault = (file: string, kind: VerifyFaultKind, checked = true): VerifyFault => ({
  kind,
  checked,
  file,
  account: '123456789012',
  region: 'eu-west-1',
  trail: 'org-trail',
  since: '',
  until: '',
  detail: `${kind} it is`,
})
const REPORT: VerifyReport = {
  chains: [],
  faults: [fault('changed', 'log-modified'), fault('no key', 'no-key', false), fault('gone', 'log-missing')],
  verified: ['good', 'changed'],
  uncovered: 0,
  failures: [],
  interrupted: false,
}

const CASES: readonly (readonly [string, VerifyReport | undefined, string, string])[] = [
  ['good', REPORT, 'verified', 'as CloudTrail wrote it'],
  ['changed', REPORT, 'wrong', 'log-modified it is'],
  ['no key', REPORT, 'unknown', 'no-key it is'],
  ['other', REPORT, 'unknown', 'no digest proves it'],
  ['good', undefined, 'unknown', 'not checked'],
]
test.each(CASES)('%s', (file, report, state, detail) => {
  expect(evidenceOf([{ file, sha256: 'a1', bytes: 1 }], report)[0]).toEqual({
    file,
    sha256: 'a1',
    bytes: 1,
    state,
    detail,
  })
})

test('a log that is missing is listed too', () => {
  expect(evidenceOf([], REPORT)).toEqual([
    { file: 'gone', sha256: null, bytes: null, state: 'wrong', detail: 'log-missing it is' },
  ])
})
