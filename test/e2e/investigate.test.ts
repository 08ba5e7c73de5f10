/** `tattletrail investigate`: from one indicator to the whole case, and what it says when it cannot. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { Case } from '../../src/core/case.ts'
import { event, workspace } from './command.ts'

const INTRUDER = '198.51.100.7'
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
    sourceIPAddress: INTRUDER,
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
    INTRUDER,
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
    expect(ids(json(INTRUDER, 'logs', '--to', '2026-03-04T02:01:30Z'))).toEqual(['11', '12'])
    expect(ids(json('198.51.100.0/24', 'logs'))).toEqual(['11', '12', '13', '14'])
  })

  test('the query for Athena', () => {
    expect(run(['investigate', INTRUDER, 'logs', '--athena-sql']).stdout).toContain(
      "sourceipaddress IN ('198.51.100.7'",
    )
  })
})

describe('a sign-in', () => {
  const { write, run } = workspace()
  const root = { type: 'Root', arn: 'arn:aws:iam::123456789012:root', accountId: '123456789012' }
  const signIn = (id: string, time: string, answer: string) =>
    call(id, time, 'ConsoleLogin', {
      userIdentity: root,
      eventSource: 'signin.amazonaws.com',
      responseElements: { ConsoleLogin: answer },
      ...(answer === 'Failure' ? { errorMessage: 'Failed authentication' } : {}),
    })
  const FAILED = [signIn('21', '02:00:00', 'Failure'), signIn('22', '02:00:05', 'Failure')]
  write('failed/a.json.gz', log(FAILED))
  write('in/a.json.gz', log([...FAILED, signIn('23', '02:00:09', 'Success')]))

  test('that failed has an error, and was refused', () => {
    const found: Case = JSON.parse(run(['investigate', INTRUDER, 'in', '--format', 'json']).stdout)
    const error = 'Failed authentication'
    expect(found.events.map(({ errorCode }) => errorCode)).toEqual([error, error, null])
    const [refusal] = found.refusals
    expect(refusal).toMatchObject({ call: 'ConsoleLogin', errorCode: error, count: 2, denied: true })
  })

  test('that worked is a line of its own', () => {
    const { stdout } = run(['investigate', INTRUDER, 'in', '--format', 'text'])
    expect(stdout).toContain('root user tried to sign in to the console: failed (Failed authentication) ×2\n')
    expect(stdout).toContain('root user signed in to the console\n')
    expect(stdout).toMatch(/stop by hand +root user of account 123456789012: change the password/)
  })

  test('that only failed opens nothing that is to be stopped', () => {
    expect(run(['investigate', INTRUDER, 'failed', '--format', 'text']).stdout).not.toContain('stop by hand')
  })
})

describe('a chain of roles that does not end', () => {
  const { write, run } = workspace()
  const key = (n: number): string => `ASIA${String(n).padStart(16, '0')}`
  const role = (n: number): string => `arn:aws:iam::123456789012:role/r${n}`
  const sessionOf = (n: number): string => `arn:aws:sts::123456789012:assumed-role/r${n}/x`
  const chain = Array.from({ length: 60 }, (_, n) =>
    call('00', `02:${String(n).padStart(2, '0')}:00`, 'AssumeRole', {
      ...(n > 0 && {
        userIdentity: {
          type: 'AssumedRole',
          arn: sessionOf(n),
          accountId: '123456789012',
          accessKeyId: key(n),
          sessionContext: { sessionIssuer: { type: 'Role', arn: role(n), userName: `r${n}` } },
        },
      }),
      eventSource: 'sts.amazonaws.com',
      eventID: `chain-${n}`,
      sourceIPAddress: `198.51.100.${n + 1}`,
      requestParameters: { roleArn: role(n + 1) },
      responseElements: {
        credentials: { accessKeyId: key(n + 1) },
        assumedRoleUser: { arn: sessionOf(n + 1) },
      },
    }),
  )
  write('logs/a.json.gz', log(chain))

  test('ends at the limit of rounds: exit code 3, with the reason', () => {
    const { code, stdout, stderr } = run(['investigate', KEY, 'logs', '--format', 'json'])
    const found = JSON.parse(stdout) as Case
    expect([code, found.partial, found.ended, found.searched.failures]).toEqual([3, true, 'limit', []])
    expect(stderr).toContain('the case is partial: the limit of rounds ended it')
    const text = run(['investigate', KEY, 'logs', '--format', 'text'])
    expect(text.code).toBe(3)
    expect(text.stdout).toContain('(partial: the limit of rounds ended it')
    expect(text.stdout).not.toContain('could be read')
  })
})

describe('what digest files prove', () => {
  const { write, run, folder } = workspace()
  run(['simulate', 'logs', '--events', '2000', '--days', '1', '--story', 'leaked-key'])
  const prove = (format: string, ...more: readonly string[]) =>
    run([
      ...['investigate', 'helper2', 'logs', '--format', format],
      ...['--digests', 'logs', '--keys', 'logs/digest-key.pem', ...more],
    ])

  test('is told in text and in JSON', () => {
    const text = prove('text')
    expect(text.stderr).toBe('')
    expect(text.stdout).toMatch(/evidence +(\d+) of \d+ files verified, with (\d+) of \2 events in scope\n/)
    const { evidence, events } = JSON.parse(prove('json', '--from', '2026-03-02T01:00:00Z').stdout)
    expect(evidence).toMatchObject({ wrong: 0, eventsVerified: events.length })
    expect([evidence.verified, evidence.unknown]).toEqual([evidence.files.length, 0])
    expect(evidence.files.filter(({ state }: { state: string }) => state === 'verified')).toHaveLength(
      evidence.verified,
    )
  })

  test('names a log that was changed', () => {
    const { evidence } = JSON.parse(prove('json').stdout)
    const { file } = evidence.files.find(({ events }: { events: number }) => events > 0)
    const path = join(folder, file)
    writeFileSync(path, gzipSync(gunzipSync(readFileSync(path)).toString().replace('"eventName"', ' "eventName"')))
    expect(prove('text').stdout).toMatch(/WRONG\s/)
    expect(JSON.parse(prove('json').stdout).evidence).toMatchObject({ wrong: 1 })
  })

  test.each<[string, readonly string[], RegExp]>([
    ['a path that is not there', ['--digests', 'no-such'], /--digests no-such: there is no such file or folder/],
    ['a folder without digests', ['--digests', 'other'], /there is no digest file/],
    ['a key that is not there', ['--digests', 'logs', '--keys', 'no-such.pem'], /no-such\.pem/],
  ])('%s is told before the hunt begins', (_, options, message) => {
    write('other/a.json.gz', log([]))
    const { code, stdout, stderr } = run(['investigate', 'nobody-of-that-name', 'logs', ...options])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(message)
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
    ['empty logs', [INTRUDER, 'empty'], /nothing in these logs is called so/],
    ['standard input', [INTRUDER, '-'], /reads its logs several times/],
    ['an unknown kind', [INTRUDER, 'logs', '--kind', 'person'], /Allowed choices are address, network, key/],
  ])('%s', (_, args, message) => {
    const { code, stderr, stdout } = run(['investigate', ...args])
    expect(stderr).toMatch(message)
    expect([code, stdout]).toEqual([2, ''])
  })

  test('one corrupt file among others is named, and the case is partial', () => {
    const { code, stdout } = run(['investigate', INTRUDER, 'bad', '--format', 'json'])
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
