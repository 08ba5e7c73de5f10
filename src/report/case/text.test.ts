import pc from 'picocolors'
import { describe, expect, test } from 'vitest'
import type { Case } from '../../core/case.ts'
import type { JsonObject } from '../../core/json.ts'
import { buildCase } from '../../investigate/case/case.ts'
import { call, keyId, reachOver, user } from '../../investigate/testing/scene.ts'
import type { EvidenceFile } from './evidence.ts'
import { caseJson } from './json.ts'
import { renderCase } from './text.ts'

const plain = pc.createColors(false)
const INTRUDER = '198.51.100.7'
const LEAKED = keyId('AKIA', 'leaked')
const bot = user('build-bot', LEAKED)
const HOSTILE = '\u001b[31mred\u202e\u0007'

const caseOf = (records: readonly JsonObject[]): Case => {
  const seed = { kind: 'address', value: INTRUDER } as const
  const { closure, all, rounds } = reachOver(records, seed)
  const failures = [{ file: 'bad.json.gz', reason: 'gzip: unexpected end of data' }]
  const coverage = { records: 1000, files: 2, failures, periods: [] }
  return buildCase(
    { seed, closure, all, coverage, rounds, cut: false },
    { sentence: ({ name }) => `did ${name}`, who: () => 'build-bot', tool: () => 'aws-cli', network: () => undefined },
  )
}
const text = (found: Case, all = false, width = 100): string => renderCase(found, { all }, plain, width).join('\n')

const records = [
  ...[0, 1, 2, 3, 4].map((day) => call(`h${day}`, day * 1440 + 500, bot, '203.0.113.10', 'ecr:GetAuthorizationToken')),
  call('a1', 1000, bot, INTRUDER, 'sts:GetCallerIdentity'),
  call('a2', 1001, bot, INTRUDER, 'ec2:DescribeInstances'),
  call('a3', 1001, bot, INTRUDER, 'ec2:DescribeVpcs'),
  call('a4', 1002, bot, INTRUDER, 'iam:CreateUser', { requestParameters: { userName: `helper${HOSTILE}` } }),
  call('a5', 1003, bot, INTRUDER, 's3:ListBuckets', { errorCode: 'AccessDenied' }),
]

test('says what happened, what is left, and what is not known', () => {
  const shown = text(caseOf(records))
  for (const part of [
    '198.51.100.7: one pair of hands over 1 identity, 1 key, 1 address, 2026-03-04 16:40 – 16:43 UTC.',
    '5 events in scope out of 1,000',
    '16:40:00  discovery     build-bot looked around: 3 calls until 16:41:00, first GetCallerIdentity',
    '16:42:00  persistence   did CreateUser',
    'still standing  user helper',
    's3:ListAllMyBuckets (AccessDenied)',
    'not followed    203.0.113.10: user build-bot was used from it as ever',
    'not read        bad.json.gz: gzip: unexpected end of data',
    '(partial: not all of the logs could be read)',
  ])
    expect(shown).toContain(part.replace('user build-bot was used', `${LEAKED} was used`))
})

test.each([60, 80, 120])('no line is wider than %i columns, and no record reaches the terminal as it is', (width) => {
  const found = caseOf([
    ...records,
    call('a6', 1004, bot, INTRUDER, `iam:${'x'.repeat(300)}`, { requestParameters: { userName: HOSTILE } }),
    call('a7', 1005, bot, INTRUDER, 'iam:PutUserPolicy', {
      requestParameters: { userName: HOSTILE.repeat(40), policyName: 'zq' },
    }),
  ])
  for (const all of [false, true]) {
    const lines = renderCase(found, { all }, plain, width)
    expect(lines.filter((line) => line.length > width)).toEqual([])
    expect(lines.join('')).not.toMatch(/[\u0000-\u001f\u202e]/)
  }
})

describe('many events', () => {
  const many = Array.from({ length: 300 }, (_, n) =>
    call(`m${String(n).padStart(3, '0')}`, n, bot, INTRUDER, `iam:${n % 2 ? 'CreateUser' : 'DeleteUser'}`),
  )
  test('are cut in the middle, and the end says how to see them', () => {
    expect(text(caseOf(many))).toMatch(/… 240 more lines: --all/)
    expect(text(caseOf(many), true).match(/did (?:Create|Delete)User/g)).toHaveLength(300)
  })
})

test('what is read by two at the same time stands once for each, until somebody does something', () => {
  const other = user('other', keyId('AKIA', 'other'))
  const turns = Array.from({ length: 20 }, (_, n) =>
    call(
      `t${n}`,
      1010 + n,
      n % 2 ? other : bot,
      INTRUDER,
      n < 10 ? 's3:GetObject' : n % 4 ? 'ec2:DescribeVpcs' : 'iam:ListUsers',
    ),
  )
  const lines = text(
    caseOf([
      ...turns,
      call('t20', 1100, bot, INTRUDER, 'iam:CreateUser'),
      call('t21', 1101, bot, INTRUDER, 'iam:ListRoles'),
    ]),
  )
    .split('\n')
    .filter((line) => /^\d\d:/.test(line))
  expect(lines.map((line) => line.slice(24))).toEqual([
    'did GetObject, and 4 more GetObject until 16:58:00',
    'did GetObject, and 4 more GetObject until 16:59:00',
    'build-bot looked around: 5 calls until 17:08:00, first DescribeVpcs',
    'did DescribeVpcs, and 4 more DescribeVpcs until 17:09:00',
    'did CreateUser',
    'did ListRoles',
  ])
})

test('failed sign-ins never hide the one that worked, and stand as refused', () => {
  const root = { type: 'Root', arn: 'arn:aws:iam::123456789012:root', accountId: '123456789012' }
  const signIn = (id: string, minute: number, answer: string) =>
    call(id, minute, root, INTRUDER, 'signin:ConsoleLogin', {
      responseElements: { ConsoleLogin: answer },
      ...(answer === 'Failure' ? { errorMessage: 'Failed authentication' } : {}),
    })
  const found = caseOf([
    ...[0, 1, 2].map((n) => signIn(`f${n}`, 1000 + n, 'Failure')),
    signIn('s', 1003, 'Success'),
    call('g', 1004, root, INTRUDER, 'iam:ListUsers'),
  ])
  expect(found.events.map(({ errorCode }) => errorCode)).toEqual([
    ...['Failed authentication', 'Failed authentication', 'Failed authentication'],
    ...[null, null],
  ])
  const shown = text(found)
  expect(shown).toMatch(/16:40:00 .*did ConsoleLogin ×3\n16:43:00 .*did ConsoleLogin\n/)
  expect(shown).toContain('tried, refused  ConsoleLogin ×3 (Failed authentication)')
  expect(shown).toContain('stop by hand    root user of account 123456789012: change the password')
})

test('calls of one name on different things are not one thing done often', () => {
  const created = ['one', 'two', 'two'].map((userName, n) =>
    call(`c${n}`, 1000 + n, bot, INTRUDER, 'iam:CreateUser', { requestParameters: { userName } }),
  )
  const found = caseOf(created)
  const [first, ...rest] = found.events.map((event, n) => ({ ...event, sentence: `made ${n === 0 ? 'one' : 'two'}` }))
  if (!first) throw new Error('no event')
  expect(text({ ...found, events: [first, ...rest] })).toContain('made one, and 2 more CreateUser until 16:42:00')
  expect(text({ ...found, events: rest })).toContain('made two ×2')
})

test('why it is partial', () => {
  const found = caseOf(records)
  const whole = { ...found, searched: { ...found.searched, failures: [] }, partial: false }
  expect(text(whole)).not.toContain('partial')
  expect(text({ ...whole, partial: true, ended: 'limit' })).toContain('(partial: the limit of rounds ended it')
})

const proof = (file: string, state: EvidenceFile['state'], detail: string, events: number): EvidenceFile => ({
  ...{ file, sha256: 'a1', bytes: 1 },
  ...{ state, detail, events },
})
test('which evidence is verified, in text and in JSON', () => {
  const found = caseOf(records)
  const evidence = [
    proof('changed.json.gz', 'wrong', 'its hash is another', 1),
    proof('a.json.gz', 'verified', 'as CloudTrail wrote it', 3),
    proof('b.json.gz', 'verified', 'as CloudTrail wrote it', 0),
    proof('late.json.gz', 'unknown', 'no digest proves it', 1),
  ]
  const shown = renderCase(found, { all: false, evidence }, plain, 100).join('\n')
  for (const part of [
    'evidence        2 of 4 files verified, with 3 of 5 events in scope',
    'WRONG changed.json.gz: its hash is another',
    'not proven: 1 file (no digest proves it)',
  ])
    expect(shown).toContain(part)
  expect(text(found)).not.toContain('evidence')
  const { evidence: written } = JSON.parse(caseJson(found, evidence).join('\n'))
  expect(written).toEqual({ verified: 2, wrong: 1, unknown: 1, events: 5, eventsVerified: 3, files: evidence })
})

const TYPED: readonly (readonly [readonly string[], string])[] = [
  [['investigate', INTRUDER, './logs'], `tattletrail investigate ${INTRUDER} ./logs --format html > `],
  [
    ['investigate', INTRUDER, 'my logs', '--all', '-f', 'text'],
    `tattletrail investigate ${INTRUDER} 'my logs' --format html > `,
  ],
  [
    ['investigate', "it's", '--format=text', '--lake', 'l'],
    `tattletrail investigate 'it'\\''s' --lake l --format html > `,
  ],
]
test.each(TYPED)('the end says how to get the report of %j, and what to stop', (typed, expected) => {
  const found = caseOf(records)
  const lines = renderCase(found, { all: false, typed }, plain, 60)
  expect(lines.at(-1)).toBe(`report          ${expected}${found.id}.html`)
  expect(lines.join(' ').replace(/ +/g, ' ')).toContain(
    `stop by hand make key ${LEAKED} inactive undo what still stands`,
  )
})

test('nothing in scope is said in words', () => {
  expect(text(caseOf([]))).toContain('Nothing that was done belongs to 198.51.100.7.')
})

test('JSON parses to the case', () => {
  const found = caseOf(records)
  const lines = caseJson(found)
  expect(lines.join('')).not.toMatch(/[\u0000-\u001f\u202e]/)
  expect(JSON.parse(lines.join('\n'))).toEqual({ format: 'tattletrail-case-1', ...JSON.parse(JSON.stringify(found)) })
})
