/** `tattletrail investigate`: from one indicator to the whole case, and what it says when it cannot. */
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { Case } from '../../src/core/case.ts'
import { event, workspace } from './command.ts'

const THIEF = '198.51.100.7'
const KEY = 'AKIAIOSFODNN7EXAMPLE'
const MADE = 'AKIAI44QH8DHBEXAMPLE'
const bot = (accessKeyId = KEY, userName = 'build-bot') => ({
  type: 'IAMUser',
  arn: `arn:aws:iam::123456789012:user/${userName}`,
  accountId: '123456789012',
  accessKeyId,
  userName,
})
const call = (id: string, time: string, eventName: string, more: Record<string, unknown> = {}) =>
  event({
    userIdentity: bot(),
    eventName,
    eventSource: 'iam.amazonaws.com',
    eventTime: `2026-03-04T${time}Z`,
    eventID: `6f0c0000-0000-4000-8000-0000000000${id}`,
    sourceIPAddress: THIEF,
    requestParameters: null,
    ...more,
  })
const RECORDS = [
  ...[5, 6, 7].map((day) =>
    call(`0${day}`, '10:00:00', 'ListMetrics', {
      sourceIPAddress: '203.0.113.10',
      eventSource: 'monitoring.amazonaws.com',
      eventTime: `2026-03-0${day}T10:00:00Z`,
      readOnly: true,
    }),
  ),
  call('11', '02:00:00', 'GetCallerIdentity', { eventSource: 'sts.amazonaws.com', readOnly: true }),
  call('12', '02:01:00', 'CreateUser', { requestParameters: { userName: 'helper2' } }),
  call('13', '02:02:00', 'CreateAccessKey', {
    requestParameters: { userName: 'helper2' },
    responseElements: { accessKey: { accessKeyId: MADE, userName: 'helper2', status: 'Active' } },
  }),
  call('14', '03:00:00', 'ListUsers', {
    userIdentity: bot(MADE, 'helper2'),
    sourceIPAddress: '198.51.100.8',
    readOnly: true,
  }),
  call('91', '04:00:00', 'ListUsers', {
    userIdentity: bot('AKIAIOSFODNN7OTHERS1', 'dana'),
    sourceIPAddress: '203.0.113.11',
  }),
]
const log = (records: readonly unknown[]): Buffer => gzipSync(JSON.stringify({ Records: records }))
const ids = (found: Case): readonly string[] => found.events.map(({ id }) => id.slice(-2))

describe('a case', () => {
  const { write, run } = workspace()
  write('logs/a.json.gz', log(RECORDS.slice(0, 5)))
  write('logs/b.json.gz', log(RECORDS.slice(4)))
  const json = (...args: readonly string[]): Case =>
    JSON.parse(run(['investigate', ...args, '--format', 'json']).stdout)

  test.each([
    THIEF,
    KEY,
    MADE,
    'build-bot',
    'helper2',
    'arn:aws:iam::123456789012:user/helper2',
    '6f0c0000-0000-4000-8000-000000000012',
  ])('from %s', (indicator) => {
    const found = json(indicator, 'logs')
    expect(ids(found)).toEqual(['11', '12', '13', '14'])
    expect(found.searched.records).toBeGreaterThanOrEqual(RECORDS.length)
    expect(found.edges.every(({ proof }) => proof.length > 0)).toBe(true)
  })

  test('as text', () => {
    const { stdout, code } = run(['investigate', KEY, 'logs', '--format', 'text'])
    expect(code).toBe(0)
    for (const part of [
      '4 events in scope',
      'user build-bot created user helper2',
      `key ${MADE}`,
      'not followed    203.0.113.10',
    ])
      expect(stdout).toContain(part)
  })

  test('--follow, a time and a range', () => {
    expect(ids(json(KEY, 'logs', '--follow', '203.0.113.10')).length).toBe(7)
    expect(ids(json(THIEF, 'logs', '--to', '2026-03-04T02:01:30Z'))).toEqual(['11', '12'])
    expect(ids(json('198.51.100.0/24', 'logs'))).toEqual(['11', '12', '13', '14'])
  })

  test('the query for Athena', () => {
    expect(run(['investigate', THIEF, 'logs', '--athena-sql']).stdout).toContain("sourceipaddress IN ('198.51.100.7'")
  })
})

describe('what cannot be investigated', () => {
  const { write, run } = workspace()
  write('logs/a.json.gz', log(RECORDS))
  write('bad/a.json.gz', log(RECORDS))
  write('bad/b.json.gz', log(RECORDS).subarray(0, 200))
  write('empty/a.json.gz', log([]))

  test.each<[string, readonly string[], RegExp]>([
    ['a name with a slip', ['biuld-bot', 'logs'], /nothing in these logs is called so: did you mean "build-bot"/],
    ['a key with a slip', ['AKIAIOSFODNN7EXAMPLF', 'logs'], /did you mean "AKIAIOSFODNN7EXAMPLE"/],
    ['empty logs', [THIEF, 'empty'], /nothing in these logs is called so/],
    ['standard input', [THIEF, '-'], /reads its logs several times/],
    ['an unknown kind', [THIEF, 'logs', '--kind', 'person'], /Allowed choices are address, network, key/],
  ])('%s', (_, args, message) => {
    const { code, stderr, stdout } = run(['investigate', ...args])
    expect(stderr).toMatch(message)
    expect([code, stdout]).toEqual([2, ''])
  })

  test('one corrupt file among others is named, and the case is partial', () => {
    const { code, stdout } = run(['investigate', THIEF, 'bad', '--format', 'json'])
    const found = JSON.parse(stdout) as Case
    expect(code).toBe(3)
    expect(found.partial).toBe(true)
    expect(found.searched.failures.map(({ file }) => file)).toEqual(['bad/b.json.gz'])
    expect(ids(found)).toEqual(['11', '12', '13', '14'])
  })

  test('many people behind one address: their address is told, they are not followed', () => {
    const crowd = Array.from({ length: 3000 }, (_, n) =>
      call(String(n), '05:00:00', 'ListUsers', {
        userIdentity: bot(`AKIAIOSFODNN7${String(n).padStart(7, '0')}`, `person${n}`),
        eventID: `crowd-${n}`,
        sourceIPAddress: '203.0.113.99',
      }),
    )
    write('crowd/a.json.gz', log([...crowd, ...RECORDS]))
    const { stdout } = run(['investigate', '203.0.113.99', 'crowd', '--format', 'json'])
    const found = JSON.parse(stdout) as Case
    expect(found.events).toHaveLength(3000)
    expect(found.entities).toHaveLength(1)
    expect(found.frontier.map(({ reason }) => reason).join()).toMatch(/3000 other principals use it/)
  })
})
