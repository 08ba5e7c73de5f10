import pc from 'picocolors'
import { expect, test } from 'vitest'
import { type Finding, NO_CONTEXT } from '../core/finding.ts'
import type { ScanSummary } from '../core/scan.ts'
import { foldFindings, number, renderFinding, renderSummary } from './text.ts'

const plain = pc.createColors(false)

const finding = (time: string, session: string, changes: Partial<Finding> = {}): Finding => ({
  rule: {
    id: 'r1',
    title: 'Secrets were listed',
    level: 'low',
    status: 'stable',
    tags: ['attack.t1555.006', 'attack.credential-access'],
    language: 'sigma',
  },
  level: 'low',
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
    identity: 'arn:aws:iam::123456789012:role/ci',
    name: 'ci',
    arn: `arn:aws:sts::123456789012:assumed-role/ci/${session}`,
    principalId: null,
    accountId: '123456789012',
    accessKeyId: null,
    session,
  },
  who: `${session} (role ci)`,
  sourceIp: '198.51.100.7',
  tool: 'aws-cli',
  context: NO_CONTEXT,
  message: `${session} listed secrets`,
  annotation: null,
  eventIds: [`e-${time}`],
  group: null,
  file: 'a.json',
  ...changes,
})

test('one principal and rule is one, shown where its newest finding is', () => {
  const folded = foldFindings([finding('01:00:00', 'dana'), finding('02:00:00', 'erik'), finding('03:00:00', 'dana')])
  expect(folded.map(({ last, count, firstTime }) => [last.who, count, firstTime])).toEqual([
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
  expect(foldFindings([finding('01:00:00', first), finding('02:00:00', second)])).toHaveLength(same ? 1 : 2)
})

test('a finding on a screen', () => {
  const [one] = foldFindings([finding('02:11:40', 'dana'), finding('02:13:02', 'dana')])
  expect(one && renderFinding(one, plain, 100)).toBe(
    `LOW       Secrets were listed  ×2                                 2026-03-04 02:11:40 – 02:13:02 UTC
          dana listed secrets
          in 123456789012 eu-west-1, from 198.51.100.7, aws-cli
          ATT&CK T1555.006 · event e-02:13:02
`,
  )
})

test('a long line goes on below the indent; a long word stays whole', () => {
  const message = `dana ${'did something '.repeat(10)}${'x'.repeat(90)}`
  const text = renderFinding({ last: finding('01:00:00', 'dana', { message }), firstTime: '', count: 1 }, plain, 80)
  const lines = text.trimEnd().split('\n').slice(1)
  expect(lines.every((line) => line.startsWith(' '.repeat(10)))).toBe(true)
  expect(lines.filter((line) => line.length > 80)).toEqual([' '.repeat(10) + 'x'.repeat(90)])
  expect(lines.map((line) => line.trim()).join(' ')).toContain(message)
})

test('what only informs is one for each rule, before the rest', () => {
  const level = 'informational' as const
  const rule = { ...finding('', '').rule, id: 'i', level }
  const folded = foldFindings([
    finding('01:00:00', 'dana'),
    finding('02:00:00', 'erik', { rule, level }),
    finding('03:00:00', 'dana', { rule, level }),
  ])
  expect(folded.map(({ last, count }) => [last.level, count])).toEqual([
    ['informational', 2],
    ['low', 1],
  ])
  expect(folded[0] && renderFinding(folded[0], plain, 80)).toContain('last: dana listed secrets')
})

test('an error is told once, a correlation tells its group and how many events', () => {
  const denied = finding('01:00:00', 'dana', { message: 'dana tried to list secrets: denied (AccessDenied)' })
  const event = { ...denied.event, errorCode: 'AccessDenied' }
  const render = (one: Finding): string => renderFinding({ last: one, firstTime: one.event.time, count: 1 }, plain, 100)
  expect(render({ ...denied, event }).match(/AccessDenied/g)).toHaveLength(1)
  expect(render({ ...denied, event, message: 'x' }).match(/AccessDenied/g)).toHaveLength(1)
  expect(
    render(finding('01:00:00', 'dana', { group: { sourceIPAddress: '198.51.100.7' }, eventIds: ['a', 'b', 'c'] })),
  ).toContain('sourceIPAddress 198.51.100.7 · 3 events, first a')
})

test('what a rule on trial finds is dim, and says that it is staged', () => {
  const one = (status: Finding['rule']['status']) => {
    const last = finding('02:13:02', 'dana')
    return { last: { ...last, rule: { ...last.rule, status } }, firstTime: last.event.time, count: 1 }
  }
  expect(renderFinding(one('experimental'), plain, 100)).toContain('Secrets were listed  staged')
  expect(renderFinding(one('test'), plain, 100)).not.toContain('staged')
  const lines = renderFinding(one('experimental'), pc.createColors(true), 100).trimEnd().split('\n')
  expect(lines.filter((line) => !line.startsWith('\u001b[2m'))).toEqual([])
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
  staged: 3,
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
    '1 critical  2 low  3 staged        in 2 principals, 1 account',
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

test('a technique is told with its name, when it has one', () => {
  const tags = ['attack.t1685.002', 'attack.impact', 'attack.t9999']
  const one = finding('01:00:00', 'dana', { rule: { ...finding('01:00:00', 'dana').rule, tags } })
  const nameOf = (id: string): string | undefined => (id === 'T1685.002' ? 'Disable or Modify Cloud Log' : undefined)
  expect(renderFinding({ last: one, firstTime: one.event.time, count: 1 }, plain, 100, nameOf)).toContain(
    'ATT&CK T1685.002 Disable or Modify Cloud Log, T9999 · event',
  )
})
