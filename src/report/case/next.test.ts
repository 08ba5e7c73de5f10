import { expect, test } from 'vitest'
import type { Case, CaseEvent, Entity, Standing } from '../../core/case.ts'
import { makeCase } from '../testing/case.ts'
import { KEYS, USER } from '../testing/events.ts'
import { seedOf } from './counts.ts'
import { containCommand, reportCommand, stopByHand } from './next.ts'

const found = makeCase({ events: 40 })
const calm: Case = { ...found, events: [], entities: [], standing: [] }
const ROOT = 'arn:aws:iam::123456789012:root'
const REFUSED = { errorCode: 'Failed authentication' }
const did = (name: string, arn: string, more: Partial<CaseEvent> = {}): CaseEvent => ({
  ...(found.events[0] as CaseEvent),
  ...{ name, arn, key: null, errorCode: null },
  ...more,
})
const standing = (kind: string, value: string): Standing => ({ ...(found.standing[0] as Standing), kind, value })
const federated: Entity = {
  ...(found.entities.find(({ kind }) => kind === 'session') as Entity),
  value: 'arn:aws:sts::123456789012:federated-user/zq',
}
const fromPortal: Entity = {
  ...federated,
  value: 'arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_PowerUser_0a1b2c3d4e5f6071/dana@example.com',
}
const namedLike: Entity = {
  ...(found.entities.find(({ kind }) => kind === 'role') as Entity),
  value: 'arn:aws:iam::123456789012:role/AWSReservedSSO_PowerUser_0a1b2c3d4e5f6071',
}
const only = (kind: string): Case => ({ ...calm, entities: found.entities.filter((entity) => entity.kind === kind) })

const STOPS: readonly (readonly [string, Case, readonly string[]])[] = [
  [
    'all of it',
    found,
    [
      'make keys AKIAIOSFODNN7EXAMPLE, AKIAI44QH8DHBEXAMPLE inactive',
      'revoke the sessions of role Deploy',
      'undo what still stands',
    ],
  ],
  ['a session key ends by itself: its role', only('session'), ['revoke the sessions of role Deploy']],
  [
    'a session of AssumeRoot: whoever opened it, not the root user',
    {
      ...calm,
      events: [did('AssumeRoot', USER), { ...did('DeleteBucketPolicy', ''), arn: null, key: 'ASIAIOSFODNN7EXAMPLE' }],
    },
    [`deny sts:AssumeRoot to principal ${USER}: the root sessions that it opened end by themselves within 15 minutes`],
  ],
  ['keys', only('key'), ['make key AKIAIOSFODNN7EXAMPLE inactive']],
  [
    'keys, but for those that the intruder deleted',
    { ...calm, entities: only('key').entities.map((entity) => ({ ...entity, ended: true as const })) },
    [],
  ],
  [
    'a role of IAM Identity Center, which IAM cannot change',
    { ...calm, entities: [fromPortal] },
    [
      'in IAM Identity Center, end the sessions of user dana@example.com and take away permission set PowerUser; what is open goes on until it expires, unless a service control policy denies it',
    ],
  ],
  [
    'a role that is only called like one of IAM Identity Center',
    { ...calm, entities: [fromPortal, namedLike] },
    ['revoke the sessions of role AWSReservedSSO_PowerUser_0a1b2c3d4e5f6071'],
  ],
  ['what was only assumed', only('role'), []],
  ['nothing', calm, []],
  [
    'the root user, whose keys are deleted',
    { ...only('key'), events: [did('ConsoleLogin', ROOT), did('ListUsers', ROOT, { key: KEYS[0] })] },
    ['root user of account 123456789012: change the password, delete its access keys, check its MFA devices'],
  ],
  [
    'nobody who was not let in',
    { ...calm, events: [did('ConsoleLogin', ROOT, REFUSED), did('ConsoleLogin', USER, REFUSED)] },
    [],
  ],
  [
    'who has a password that the intruder knows',
    {
      ...calm,
      standing: [standing('password of user', 'helper2'), standing('changed password of user', 'dana')],
      events: [did('ConsoleLogin', USER), did('ChangePassword', 'arn:aws:iam::123456789012:user/eng/kim')],
    },
    ['change or delete the password of users helper2, dana, build-bot, kim', 'undo what still stands'],
  ],
  [
    'sessions that a key does not end',
    { ...only('key'), events: [did('GetFederationToken', USER)] },
    [
      'make key AKIAIOSFODNN7EXAMPLE inactive',
      'deny everything to user build-bot by a policy, or delete it: sessions outlive a key that is made inactive',
    ],
  ],
  [
    'a federated session that was opened before the logs begin',
    { ...calm, entities: [federated] },
    ['deny everything by a policy to who opened federated session zq: it outlives a key that is made inactive'],
  ],
]
test.each(STOPS)('to stop %s', (_, one, expected) => {
  expect(stopByHand(one)).toEqual(expected)
})

const COMMANDS: readonly (readonly [readonly string[], string])[] = [
  [['investigate', 'dana', './logs', '-f', 'text'], 'investigate dana ./logs'],
  [['investigate', 'dana', './logs', '-ftext', '--all', '--no-color'], 'investigate dana ./logs'],
  [['investigate', '--format', 'text', '$(id)', '--from', '2026-03-04'], "investigate '$(id)' --from 2026-03-04"],
  [['investigate', 'a b', '', "it's"], "investigate 'a b' '' 'it'\\''s'"],
]
test.each(COMMANDS)('%j, for the report', (typed, expected) => {
  expect(reportCommand(found, typed)).toBe(`tattletrail ${expected} --format html > case-20260304-1.html`)
  expect(containCommand(found, typed)).toBe(
    `tattletrail ${expected} --format json > case-20260304-1.json && tattletrail contain plan case-20260304-1.json`,
  )
})

test('what it started from is called as people call it', () => {
  expect(seedOf({ ...found, seed: { kind: 'alert', value: 'one,two,three' } })).toBe('the alert')
  expect(seedOf({ ...found, seed: { kind: 'role', value: 'arn:aws:iam::123456789012:role/Deploy' } })).toBe(
    'role Deploy',
  )
  expect(seedOf({ ...found, seed: { kind: 'role', value: 'Unknown' } })).toBe('Unknown')
})
