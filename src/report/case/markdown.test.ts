import { expect, test } from 'vitest'
import { makeCase, makeContext } from '../testing/case.ts'
import { caseMarkdown } from './markdown.ts'

test('a small case: everything, in the order of need', () => {
  const markdown = caseMarkdown(makeCase({ events: 40 }), makeContext())
  const heads = markdown.split('\n').filter((line) => line.startsWith('#'))
  expect(heads).toEqual([
    '# case-20260304-1: `198.51.100.7`',
    '## Still standing',
    '## Timeline',
    '## How they came in',
    '## Movement',
    '## Tried and refused',
    '## Data',
    '## Who and what',
    '## May belong to it, and is not counted',
    '## Not followed',
    '## Hours without logs',
    '## Could not be read',
    '## Evidence',
  ])
  expect(markdown).toContain('**40 events** in scope out of 1,000,000')
  expect(markdown).toContain('1 person, 2 identities, 2 keys, 3 addresses.')
  expect(markdown).toContain('**Partial: not all of the logs could be read.**')
  expect(markdown).toMatch(
    /- \[ \] access key of user helper2 `AKIAI44QH8DHBEXAMPLE` \(123456789012 us-east-1\), shown by `0e5e/,
  )
  expect(markdown).toContain(
    '```sh\ntattletrail investigate 198.51.100.7 ./logs --format json > case.json && tattletrail contain plan case.json\n```',
  )
  expect(markdown).toContain('```sql\nSELECT eventtime, requestparameters\nFROM')
  expect(markdown).toContain(`\`${'a1'.repeat(32)}\` | 14 | verified`)
  const rows = markdown.split('\n').filter((line) => line.startsWith('| 2026-'))
  expect(rows.length).toBeGreaterThan(10)
  const times = (row: string): number => Number(/, (\d+) times/.exec(row)?.[1] ?? 1)
  expect(rows.reduce((sum, row) => sum + times(row), 0)).toBe(40)
})

test('a large case: what matters most, the same in one row', () => {
  const markdown = caseMarkdown(makeCase({ events: 2000 }), makeContext())
  expect(markdown).toContain('## What matters most')
  expect(markdown).toMatch(/stopped logging on trail org-trail, \d+ times/)
  expect(markdown.length).toBeLessThan(10_000)
})

test('nothing found', () => {
  expect(caseMarkdown(makeCase({ events: 0 }), { ...makeContext(), evidence: [] })).toBe(
    '# case-20260304-1: `198.51.100.7`\n\n**0 events** in scope out of 1,000,000. 0 people, 0 identities, 0 keys, 0 addresses.\n\nMade by tattletrail 0.1.0 at 2026-03-04 03:12:00 UTC.\n',
  )
})

const HOSTILE = [
  '![x](https://example.com/x.png)',
  '<img src=x onerror=alert(1)>',
  '| new | cells |',
  '`` ` ``` `code',
  '\n\n# heading\n- [x] done',
  '@everyone see #1',
  '\u202egnp.exe\u2028',
  'a\\|b|c',
  'x'.repeat(40_000),
]
test.each(HOSTILE)('no mark-up comes out of %j', (hostile) => {
  const markdown = caseMarkdown(makeCase({ events: 40, hostile }), makeContext({ hostile }))
  const calm = caseMarkdown(makeCase({ events: 40 }), makeContext())
  expect(markdown.split('\n').length).toBe(calm.split('\n').length)
  expect(markdown.length).toBeLessThan(60_000)
  // What is left outside code spans, which no escaped backtick opens, and escapes.
  const bare = markdown.replace(/(?<![\\`])(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, '').replace(/\\[!-/:-@[-`{-~]/g, '')
  expect(bare).not.toMatch(/https?:|<img|@|\]\(|`|\u202e|\u2028/)
  for (const line of bare.split('\n').filter((one) => one.startsWith('| 2026-')))
    expect(line.split('|')).toHaveLength(7)
})
