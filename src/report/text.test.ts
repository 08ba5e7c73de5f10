import pc from 'picocolors'
import { expect, test } from 'vitest'
import type { Finding } from '../core/finding.ts'
import type { ScanSummary } from '../core/scan.ts'
import { foldStories, number, renderStory, renderSummary } from './text.ts'

const plain = pc.createColors(false)

const finding = (time: string, session: string, changes: Partial<Finding> = {}): Finding => ({
  rule: {
    id: 'r1',
    title: 'Secrets were listed',
    level: 'low',
    tags: ['attack.t1555.006', 'attack.credential-access'],
    language: 'sigma',
  },
  event: {
    id: `e-${time}`,
    time: `2026-03-04T${time}Z`,
    accountId: '123456789012',
    region: 'eu-west-1',
    source: 'secretsmanager.amazonaws.com',
    name: 'ListSecrets',
    errorCode: null,
  },
  principal: {
    kind: 'AssumedRole',
    name: 'ci',
    arn: `arn:aws:sts::123456789012:assumed-role/ci/${session}`,
    accountId: '123456789012',
    accessKeyId: null,
    session,
  },
  who: `${session} (role ci)`,
  sourceIp: '198.51.100.7',
  tool: 'aws-cli',
  message: `${session} listed secrets`,
  annotation: null,
  eventIds: [`e-${time}`],
  group: null,
  file: 'a.json',
  ...changes,
})

test('one principal and rule is one story, told where its newest finding is', () => {
  const stories = foldStories([finding('01:00:00', 'dana'), finding('02:00:00', 'erik'), finding('03:00:00', 'dana')])
  expect(stories.map(({ last, count, firstTime }) => [last.who, count, firstTime])).toEqual([
    ['erik (role ci)', 1, '2026-03-04T02:00:00Z'],
    ['dana (role ci)', 2, '2026-03-04T01:00:00Z'],
  ])
})

const FAMILIES: readonly (readonly [string, string, boolean])[] = [
  ['dana', 'dana', true],
  ['build-4711', 'build-4712', true],
  ['i-0abc12def3456789a', 'i-0ffffffffffffffff', true],
  ['dana', 'erik', false],
  ['build-4711', 'deploy-4711', false],
]
test.each(FAMILIES)('sessions %s and %s are one principal to a reader: %s', (first, second, same) => {
  expect(foldStories([finding('01:00:00', first), finding('02:00:00', second)])).toHaveLength(same ? 1 : 2)
})

test('a story on a screen', () => {
  const [story] = foldStories([finding('02:11:40', 'dana'), finding('02:13:02', 'dana')])
  expect(story && renderStory(story, plain, 100)).toBe(
    `LOW       Secrets were listed  ×2                                 2026-03-04 02:11:40 – 02:13:02 UTC
          dana listed secrets
          in 123456789012 eu-west-1, from 198.51.100.7, aws-cli
          ATT&CK T1555.006 · event e-02:13:02
`,
  )
})

test('a long line goes on below the indent; a long word stays whole', () => {
  const message = `dana ${'did something '.repeat(10)}${'x'.repeat(90)}`
  const text = renderStory({ last: finding('01:00:00', 'dana', { message }), firstTime: '', count: 1 }, plain, 80)
  const lines = text.trimEnd().split('\n').slice(1)
  expect(lines.every((line) => line.startsWith(' '.repeat(10)))).toBe(true)
  expect(lines.filter((line) => line.length > 80)).toEqual([' '.repeat(10) + 'x'.repeat(90)])
  expect(lines.map((line) => line.trim()).join(' ')).toContain(message)
})

test('what only informs is one story a rule, before the rest', () => {
  const rule = { ...finding('', '').rule, id: 'i', level: 'informational' as const }
  const stories = foldStories([
    finding('01:00:00', 'dana'),
    finding('02:00:00', 'erik', { rule }),
    finding('03:00:00', 'dana', { rule }),
  ])
  expect(stories.map(({ last, count }) => [last.rule.level, count])).toEqual([
    ['informational', 2],
    ['low', 1],
  ])
  expect(stories[0] && renderStory(stories[0], plain, 80)).toContain('last: dana listed secrets')
})

test('an error is told once, a correlation tells its group and how many events', () => {
  const denied = finding('01:00:00', 'dana', { message: 'dana tried to list secrets: denied (AccessDenied)' })
  const event = { ...denied.event, errorCode: 'AccessDenied' }
  const render = (one: Finding): string => renderStory({ last: one, firstTime: one.event.time, count: 1 }, plain, 100)
  expect(render({ ...denied, event }).match(/AccessDenied/g)).toHaveLength(1)
  expect(render({ ...denied, event, message: 'x' }).match(/AccessDenied/g)).toHaveLength(1)
  expect(
    render(finding('01:00:00', 'dana', { group: { sourceIPAddress: '198.51.100.7' }, eventIds: ['a', 'b', 'c'] })),
  ).toContain('sourceIPAddress 198.51.100.7 · 3 events, first a')
})

const summary: ScanSummary = {
  files: 2,
  records: 12_345,
  evaluated: 12_000,
  skipped: { duplicate: 5, digest: 339 },
  failed: 1,
  failures: [{ file: 'bad.json', reason: 'gzip: unexpected end of data' }],
  rules: 3,
  levels: { critical: 1, high: 0, medium: 0, low: 2, informational: 0 },
  principals: 2,
  accounts: 1,
  ruleErrors: [{ rule: 'broken', count: 2, example: 'cannot index number' }],
  readEverything: ['by address'],
  interrupted: true,
  filesLeft: 7,
}

test('the summary reconciles and names what failed', () => {
  const text = renderSummary(summary, plain, 80, '1.0 s')
  for (const part of [
    '1 critical  2 low        in 2 principals, 1 account',
    'records 12,345 = evaluated 12,000 + skipped 344 (digest 339, duplicate 5) + failed 1',
    'rules that read every record: by address',
    'rule "broken" failed on 2 records: cannot index number',
    'failed  bad.json: gzip: unexpected end of data',
    'interrupted: 7 files not read',
  ])
    expect(text).toContain(part)
})

test('numbers', () => {
  expect([0, 999, 1000, 1_234_567].map(number)).toEqual(['0', '999', '1,000', '1,234,567'])
})
