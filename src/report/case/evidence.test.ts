import { expect, test } from 'vitest'
import type { VerifyFault, VerifyFaultKind, VerifyReport } from '../../core/verify.ts'
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
  uncovered: [],
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
  const files = evidenceOf([{ file, sha256: 'a1', bytes: 1 }], [{ file }, { file }, { file: 'elsewhere' }], report)
  expect(files.find((one) => one.file === file)).toEqual({
    file,
    sha256: 'a1',
    bytes: 1,
    state,
    detail,
    events: 2,
  })
})

test('a log that is missing is listed too', () => {
  expect(evidenceOf([], [], REPORT)).toEqual([
    { file: 'gone', sha256: null, bytes: null, state: 'wrong', detail: 'log-missing it is', events: 0 },
  ])
})

test('what is wrong comes first, then what the case is from', () => {
  const files = ['other', 'good', 'changed'].map((file) => ({ file, sha256: null, bytes: null }))
  const order = evidenceOf(files, [{ file: 'good' }], REPORT).map(({ file, events }) => `${file} ${events}`)
  expect(order).toEqual(['changed 0', 'gone 0', 'good 1', 'other 0'])
})
