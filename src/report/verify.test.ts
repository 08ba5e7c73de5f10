import { expect, test } from 'vitest'
import type { VerifyReport } from '../core/verify.ts'
import { rendered } from './testing/rendered.ts'
import { verifyJsonl, verifyText } from './verify.ts'

const draw = (report: VerifyReport): Promise<string> => rendered(verifyText, report, { width: 60 })
const WHOLE: VerifyReport = {
  chains: [
    {
      account: '123456789012',
      region: 'eu-west-1',
      trail: 'audit-trail',
      backfill: false,
      digests: 24,
      validDigests: 24,
      logs: 311,
      validLogs: 311,
      periods: [{ from: '2026-03-04T01:00:00Z', to: '2026-03-05T01:00:00Z' }],
      before: 'AWSLogs/older.json.gz',
    },
  ],
  faults: [],
  verified: Array.from({ length: 311 }, (_, index) => `${index}.json.gz`),
  uncovered: [],
  failures: [],
  interrupted: false,
}

test('a whole chain', async () => {
  expect((await draw(WHOLE)).trimEnd().split('\n')).toEqual([
    '✓ 123456789012 eu-west-1 audit-trail  24 of 24 digests, 311 of 311 logs proven',
    '    2026-03-04T01:00:00Z to 2026-03-05T01:00:00Z',
    '    the chain goes on before that: older digests were not handed over',
    '─'.repeat(60),
    '  all is as CloudTrail wrote it: 24 digests in 1 chain, 311 logs proven unchanged',
  ])
})

test('a fault says what, which, and since when; a file name cannot write to the terminal', async () => {
  const report: VerifyReport = {
    ...WHOLE,
    faults: [
      {
        kind: 'log-modified',
        checked: true,
        file: 'a\u001b[2J.json.gz',
        account: '123456789012',
        region: 'eu-west-1',
        trail: 'audit-trail',
        since: '2026-03-04T01:00:00Z',
        until: '2026-03-04T02:00:00Z',
        detail: 'SHA-256 is 1, was 2',
      },
    ],
    uncovered: ['a\nb.json', 'c.json'],
  }
  const text = await draw(report)
  expect(text).toContain(
    'log was changed  123456789012 eu-west-1  2026-03-04T01:00:00Z to 2026-03-04T02:00:00Z\n    a\\u001b[2J.json.gz\n',
  )
  expect(text).toContain('  1 wrong: 24 digests')
  expect(text).toContain('no digest speaks of 2 files: nothing is known of them\n    a\\u000ab.json\n')
  const lines = (await rendered(verifyJsonl, report))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines.map(({ type }) => type)).toEqual(['fault', 'uncovered', 'uncovered', 'chain', 'summary'])
  expect(lines.at(-1)).toMatchObject({ verified: 311, wrong: 1, notChecked: 0, uncovered: 2 })
})

test('hundreds of one kind do not push the rest off the screen', async () => {
  const fault = (kind: 'log-missing' | 'gap', file: string) =>
    ({ kind, checked: true, file, account: '1', region: 'r', trail: 't', since: '', until: '', detail: '' }) as const
  const faults = [...Array.from({ length: 300 }, (_, index) => fault('log-missing', `${index}`)), fault('gap', 'g')]
  const text = await draw({ ...WHOLE, faults })
  expect(text).toContain('log is missing: 280 more; --format jsonl lists all of them')
  expect(text).toContain('not covered  1 r\n    g\n')
  expect(text.split('\n').length).toBeLessThan(80)
})

test.each([
  ['a file that no digest speaks of', { uncovered: ['a.json'] }],
  ['a place that cannot be read', { failures: [{ file: 'a', reason: 'permission denied' }] }],
  ['an interruption', { interrupted: true }],
])('%s: nothing is wrong, and not all is proven', async (_, more) => {
  const text = await draw({ ...WHOLE, ...more })
  expect(text).toContain('  nothing is wrong, and not all is proven: 24 digests')
  expect(text).not.toContain('all is as CloudTrail wrote it')
})
