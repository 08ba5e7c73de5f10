import { expect, test } from 'vitest'
import { toEvent } from '../cloudtrail/event.ts'
import { errorOf, isRefusedSignIn } from './failure.ts'
import type { JsonObject } from './json.ts'

const signIn = (eventName: string, more: JsonObject): JsonObject => ({
  eventSource: 'signin.amazonaws.com',
  eventName,
  ...more,
})
const CASES: readonly (readonly [what: string, JsonObject, error: string | undefined, refused: boolean])[] = [
  ['a sign-in', signIn('ConsoleLogin', { responseElements: { ConsoleLogin: 'Success' } }), undefined, false],
  [
    'a failed sign-in',
    signIn('ConsoleLogin', { errorMessage: 'Failed authentication', responseElements: { ConsoleLogin: 'Failure' } }),
    'Failed authentication',
    true,
  ],
  [
    'one that AWS denied',
    signIn('ConsoleLogin', { errorCode: 'AccessDenied', responseElements: { ConsoleLogin: 'Failure' } }),
    'AccessDenied',
    true,
  ],
  ['a role not switched to', signIn('SwitchRole', { responseElements: { SwitchRole: 'Failure' } }), 'Failure', true],
  ['a role left', signIn('ExitRole', { responseElements: { ExitRole: 'Success' } }), undefined, false],
  ['a code that is wrong', signIn('CheckMfa', { responseElements: { CheckMfa: 'Failure' } }), 'Failure', true],
  ['a hostile name', signIn('__proto__', { responseElements: { ConsoleLogin: 'Failure' } }), undefined, false],
  ['hostile types', signIn('ConsoleLogin', { errorMessage: 7, responseElements: ['Failure'] }), undefined, false],
  ['a refused call', { eventSource: 'iam.amazonaws.com', errorCode: 'AccessDenied' }, 'AccessDenied', false],
  ['a call', { eventSource: 'iam.amazonaws.com', eventName: 'ListUsers', responseElements: null }, undefined, false],
]
test.each(CASES)('%s', (_, record, error, refused) => {
  expect([errorOf(toEvent(record)), isRefusedSignIn(toEvent(record))]).toEqual([error, refused])
})
