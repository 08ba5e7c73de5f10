/** What an event of the case leads to, and how long after it still does. */
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../core/json.ts'
import {
  call,
  HOME,
  INTRUDER,
  INTRUDER2,
  idsOf,
  issued,
  keyId,
  MADE,
  OFFICE,
  ROLE,
  reachOver,
  roleArn,
  seed,
  session,
  sessionArn,
  theft,
  user,
} from '../testing/scene.ts'

const SECOND = 1 / 60

describe('a session is taken into a browser', () => {
  const who = (key: string): JsonObject => session('Ops', 'x', key)
  const link = (minutes: number, address: string): JsonObject =>
    call('link', minutes, who(ROLE), address, 'signin:GetSigninToken')
  const login = (minutes: number, address: string, more: JsonObject = {}): JsonObject =>
    call('login', minutes, who(''), address, 'signin:ConsoleLogin', { userAgent: 'Mozilla/5.0', ...more })
  const failed: JsonObject = { responseElements: { ConsoleLogin: 'Failure' } }
  const cases: readonly (readonly [string, readonly JsonObject[], 'link' | 'login', boolean])[] = [
    ['at once', [link(1000, INTRUDER), login(1000, INTRUDER2)], 'link', true],
    ['fifteen minutes later', [link(1000, INTRUDER), login(1015, INTRUDER2)], 'link', true],
    ['a second after that', [link(1000, INTRUDER), login(1015 + SECOND, INTRUDER2)], 'link', false],
    ['back, fifteen minutes', [link(1000, INTRUDER), login(1015, INTRUDER2)], 'login', true],
    ['back, a second more', [link(1000, INTRUDER), login(1015 + SECOND, INTRUDER2)], 'login', false],
    ['before the link was made', [login(999, INTRUDER2), link(1000, INTRUDER)], 'link', false],
    ['a sign-in that failed', [link(1000, INTRUDER), login(1001, INTRUDER2, failed)], 'link', false],
    ['a link that was refused', [{ ...link(1000, INTRUDER), errorCode: 'x' }, login(1001, INTRUDER2)], 'login', false],
  ]
  test.each(cases)('%s', (_, records, from, isTaken) => {
    const { closure } = reachOver(records, seed('address', from === 'link' ? INTRUDER : INTRUDER2))
    expect(idsOf(closure)).toBe(isTaken ? 'link login' : from)
  })
})

describe('a password that the case set', () => {
  const set = call('set', 1002, theft[5]?.userIdentity as JsonObject, INTRUDER, 'iam:UpdateLoginProfile', {
    requestParameters: { userName: 'workshop' },
  })
  const login = (id: string, minutes: number, address: string, more: JsonObject = {}): JsonObject =>
    call(id, minutes, user('workshop'), address, 'signin:ConsoleLogin', more)
  const cases: readonly (readonly [string, readonly JsonObject[], string])[] = [
    ['the next sign-in, from a new address', [login('x', 1003, INTRUDER2)], 'set x'],
    ['in the same second: it was under way', [login('x', 1002, INTRUDER2)], 'set'],
    ['from where the user signed in before', [login('h', 20, OFFICE), login('x', 1003, OFFICE)], 'set'],
    ['from where it signed in that second', [login('h', 1002, INTRUDER2), login('x', 1003, INTRUDER2)], 'h set x'],
    ['the next one only', [login('x', 1003, INTRUDER2), login('y', 1004, HOME)], 'set x'],
    ['a sign-in that failed', [login('x', 1003, INTRUDER2, { errorMessage: 'Failed authentication' })], 'set'],
  ]
  test.each(cases)('%s', (_, logins, ids) => {
    expect(idsOf(reachOver([...theft, set, ...logins], seed('address', INTRUDER)).closure)).toBe(`a1 a2 ${ids}`)
  })
})

test('a role that is assumed across accounts is in the logs of both, and both are of the case', () => {
  const shared: JsonObject = { sharedEventID: 'shared', requestParameters: { roleArn: roleArn('Far') } }
  const records = [
    ...theft,
    call('a3', 1002, theft[5]?.userIdentity as JsonObject, INTRUDER, 'sts:AssumeRole', {
      ...shared,
      ...issued(MADE.replace('AKIA', 'ASIA'), sessionArn('Far', 'x')),
    }),
    call('a4', 1002, { type: 'AWSAccount', accountId: '999999999999' }, 'AWS Internal', 'sts:AssumeRole', {
      ...shared,
      recipientAccountId: '999999999999',
    }),
    call('h9', 1002, user('dana', keyId('AKIA', 'dana')), OFFICE, 'sts:AssumeRole', {
      ...shared,
      sharedEventID: 'other',
    }),
  ]
  expect(idsOf(reachOver(records, seed('address', INTRUDER)).closure)).toBe('a1 a2 a3 a4')
})
