/** What a case observes in scenes that are easily misread. */
import { describe, expect, test } from 'vitest'
import type { Case, Indicator } from '../../core/case.ts'
import { isObject, type JsonObject } from '../../core/json.ts'
import {
  bot,
  call,
  caseOf,
  INTRUDER,
  keyId,
  LEAKED,
  roleArn,
  seed,
  session,
  sessionArn,
  user,
} from '../testing/scene.ts'

const caseFrom = (records: readonly JsonObject[], value = INTRUDER, kind: Indicator['kind'] = 'address'): Case =>
  caseOf(records, seed(kind, value))
const peopleIn = ({ people }: Case) => people.map(({ name, keys, addresses }) => [name, keys, addresses])

describe('people', () => {
  const OFFICE = '203.0.113.9'
  const named = (name: string): JsonObject => user(name, keyId('AKIA', name))

  test('who meets only behind a shared address is somebody else', () => {
    const others = Array.from({ length: 14 }, (_, at) =>
      call(`o${at}`, at, named(`dana${at}`), OFFICE, 's3:ListBuckets'),
    )
    const made = { accessKey: { userName: 'helper2', accessKeyId: keyId('AKIA', 'made') } }
    const found = caseFrom(
      [
        ...others,
        call('1', 20, named('kim'), OFFICE, 'iam:CreateUser', { requestParameters: { userName: 'helper2' } }),
        call('2', 21, named('kim'), OFFICE, 'iam:CreateAccessKey', {
          requestParameters: { userName: 'helper2' },
          responseElements: made,
        }),
        call('3', 22, user('helper2', keyId('AKIA', 'made')), OFFICE, 's3:ListBuckets'),
        call('4', 23, named('lee'), OFFICE, 'iam:CreateUser', { requestParameters: { userName: 'helper3' } }),
      ],
      OFFICE,
    )
    expect(found.frontier.map(({ entity }) => entity.value)).toContain(`everyone at ${OFFICE}`)
    const people = peopleIn(found)
    expect(people).toContainEqual(['user kim', 2, [OFFICE]])
    expect(people.length).toBeGreaterThan(1)
    expect(people.map(([name]) => name)).not.toContain('user helper2')
  })

  test('what one person made and then used is that person: a function, and the user that it made', () => {
    const work = keyId('ASIA', 'work')
    const found = caseFrom([
      call('1', 0, bot, INTRUDER, 'lambda:CreateFunction20150331', {
        requestParameters: { functionName: 'updater', role: roleArn('Admin') },
      }),
      call('2', 5, session('Admin', 'updater', work), '203.0.113.50', 'iam:CreateUser', {
        requestParameters: { userName: 'helper2' },
      }),
      call('3', 30, user('helper2', keyId('AKIA', 'other')), '198.51.100.99', 's3:ListBuckets'),
    ])
    expect(peopleIn(found)).toEqual([['user build-bot', 3, expect.arrayContaining([INTRUDER, '198.51.100.99'])]])
    expect(found.movement).toEqual([
      { text: 'passed role Admin to updater, which then acted with it (once)', proof: ['1', '2'] },
    ])
  })

  test('a session of AssumeRoot is of whoever opened it, and no root user is in the case', () => {
    const task = keyId('ASIA', 'task')
    const member = '111122223333'
    const root = {
      ...{ type: 'Root', arn: `arn:aws:iam::${member}:root`, accountId: member, accessKeyId: task },
      sessionContext: { assumedRoot: 'true' },
    }
    const opened = call('1', 0, session('Admin', 'dana', keyId('ASIA', 'dana')), INTRUDER, 'sts:AssumeRoot', {
      requestParameters: { targetPrincipal: member },
      responseElements: { credentials: { accessKeyId: task } },
    })
    const used = call('2', 5, root, '198.51.100.99', 's3:DeleteBucketPolicy', { recipientAccountId: member })
    for (const found of [caseFrom([opened, used]), caseFrom([opened, used], task, 'key')]) {
      expect(found.events.map(({ id, arn }) => [id, arn])).toEqual([
        ['1', sessionArn('Admin', 'dana')],
        ['2', null],
      ])
      expect(found.entities.map(({ label }) => label)).not.toContain('the root user')
      expect(peopleIn(found)).toEqual([['session dana of Admin', 2, [INTRUDER, '198.51.100.99']]])
      expect(found.movement.map(({ text }) => text)).toEqual([
        `became root of account ${member}, for one task each time (AssumeRoot)`,
      ])
    }
    const alone = caseFrom([used], task, 'key')
    expect(alone.access[0]?.text).toMatch(/^a session of AssumeRoot in account 111122223333 was used from/)
  })

  test('a machine of the case hands out what is the same hands', () => {
    const found = caseFrom([
      call('1', 0, bot, INTRUDER, 'ec2:RunInstances', {
        requestParameters: { iamInstanceProfile: { name: 'admin-box' } },
        responseElements: { instancesSet: { items: [{ instanceId: 'i-0123456789abcdef0' }] } },
      }),
      call(
        '2',
        5,
        session('Admin', 'i-0123456789abcdef0', keyId('ASIA', 'box')),
        '203.0.113.50',
        'iam:CreateAccessKey',
        {
          requestParameters: { userName: 'dana' },
          responseElements: { accessKey: { userName: 'dana', accessKeyId: keyId('AKIA', 'dana') } },
        },
      ),
      call('3', 30, user('dana', keyId('AKIA', 'dana')), '198.51.100.99', 's3:ListBuckets'),
    ])
    expect(found.people.map(({ name }) => name)).toEqual(['user build-bot'])
    expect(found.movement[0]?.text).toBe(
      'passed instance profile admin-box to i-0123456789abcdef0, which then acted with it (once)',
    )
  })

  test('two people with sessions of one role are two', () => {
    const found = caseFrom(
      ['dana', 'kim'].map((name, at) =>
        call(name, at, session('Developer', name, keyId('ASIA', name)), `203.0.113.${at}`, 's3:ListBuckets'),
      ),
      roleArn('Developer'),
      'role',
    )
    expect(found.people.map(({ name }) => name)).toEqual(['session dana of Developer', 'session kim of Developer'])
  })
})

describe('how they came in', () => {
  const context = (more: JsonObject): JsonObject => {
    const who = session('Deploy', 'x', keyId('ASIA', 'deploy'))
    const { sessionContext } = who
    return { ...who, sessionContext: { ...(isObject(sessionContext) ? sessionContext : {}), ...more } }
  }
  const login = (id: string, minutes: number, answer: string): JsonObject =>
    call(id, minutes, user('workshop'), INTRUDER, 'signin:ConsoleLogin', {
      responseElements: { ConsoleLogin: answer },
      ...(answer === 'Failure' ? { errorMessage: 'Failed authentication' } : {}),
    })
  test.each<[string, readonly JsonObject[], RegExp]>([
    [
      'most sessions hold an empty web identity',
      [call('1', 0, context({ webIdFederationData: {} }), INTRUDER, 's3:ListBuckets')],
      /^a session of role Deploy \(x\) was used/,
    ],
    [
      'a session of a web identity',
      [
        call(
          '1',
          0,
          context({
            webIdFederationData: { federatedProvider: 'arn:aws:iam::123456789012:oidc-provider/example.com' },
          }),
          INTRUDER,
          's3:ListBuckets',
        ),
      ],
      /from a web identity/,
    ],
    [
      'the web identity itself',
      [
        call('1', 0, { type: 'WebIdentityUser', userName: 'repo:x' }, INTRUDER, 'sts:AssumeRoleWithWebIdentity', {
          requestParameters: { roleArn: roleArn('Deploy') },
        }),
      ],
      /a web identity .* took role Deploy/,
    ],
    ['nobody, so far', [login('1', 0, 'Failure'), login('2', 1, 'Failure')], /^nobody came in: .*\(2 times\)$/],
    [
      'a key, whatever passwords failed',
      [login('1', 0, 'Failure'), call('2', 1, bot, INTRUDER, 's3:ListBuckets')],
      /^the long-lived key AKIALEAKED/,
    ],
  ])('%s', (_, records, words) => {
    expect(
      caseFrom(records)
        .access.map(({ text }) => text)
        .join(),
    ).toMatch(words)
  })
})

test('one call that two accounts log is one step', () => {
  const role = 'arn:aws:iam::111122223333:role/Deploy'
  const assumed = { requestParameters: { roleArn: role }, sharedEventID: 'shared' }
  const copy = { type: 'AWSAccount', accountId: '123456789012' }
  const found = caseFrom([
    call('a', 0, copy, INTRUDER, 'sts:AssumeRole', { ...assumed, recipientAccountId: '111122223333' }),
    call('b', 0, bot, INTRUDER, 'sts:AssumeRole', assumed),
    call('c', 1, bot, INTRUDER, 's3:ListBuckets', { sharedEventID: 'other' }),
  ])
  expect(found.events.map(({ id, copyOf }) => [id, copyOf])).toEqual([
    ['a', 'b'],
    ['b', undefined],
    ['c', undefined],
  ])
  expect(found.movement.map(({ proof }) => proof)).toEqual([['b']])
})

test('what still stands: the strongest of it, new accounts, and what a build project was set to do', () => {
  const trail = { requestParameters: { name: 'main' } }
  const found = caseFrom([
    call('1', 0, bot, INTRUDER, 'cloudtrail:StopLogging', trail),
    call('2', 1, bot, INTRUDER, 'cloudtrail:DeleteTrail', trail),
    call('3', 2, bot, INTRUDER, 'organizations:CreateAccount', {
      responseElements: { createAccountStatus: { id: 'car-0123456789abcdef' } },
    }),
    call('4', 3, bot, INTRUDER, 'codebuild:UpdateProject', {
      requestParameters: { name: 'web', source: { buildspec: 'version: 0.2' } },
    }),
    call('5', 4, bot, INTRUDER, 'codebuild:UpdateProject', { requestParameters: { name: 'docs', description: 'x' } }),
  ])
  expect(found.standing.map(({ what }) => what).sort()).toEqual([
    'account made by request car-0123456789abcdef',
    'changed build project web',
    'deleted trail main',
  ])
  expect(found.events.find(({ name }) => name === 'CreateAccount')?.tactics).toEqual(['persistence'])
})

test.each<[string, readonly string[], boolean]>([
  ['deleted', ['DeleteAccessKey'], true],
  ['inactive', ['UpdateAccessKey Inactive'], true],
  ['inactive, and active again', ['UpdateAccessKey Inactive', 'UpdateAccessKey Active'], false],
])('a key that is %s', (_, calls, ended) => {
  const records = calls.map((what, at) => {
    const [name, status = ''] = what.split(' ')
    return call(`${at}`, at, bot, INTRUDER, `iam:${name}`, { requestParameters: { accessKeyId: LEAKED, status } })
  })
  const key = caseFrom(records).entities.find(({ value }) => value === LEAKED)
  expect(key?.ended === true).toBe(ended)
})

test('a password that the case set is not tried out by who fails with it', () => {
  const login = (id: string, minutes: number, address: string, answer: string): JsonObject =>
    call(id, minutes, user('helper2'), address, 'signin:ConsoleLogin', {
      responseElements: { ConsoleLogin: answer },
      ...(answer === 'Failure' ? { errorMessage: 'Failed authentication' } : {}),
    })
  const found = caseFrom([
    call('1', 0, bot, INTRUDER, 'iam:UpdateLoginProfile', { requestParameters: { userName: 'helper2' } }),
    login('2', 5, '203.0.113.5', 'Failure'),
    login('3', 9, '198.51.100.99', 'Success'),
  ])
  expect(found.events.map(({ id }) => id)).toEqual(['1', '3'])
})
