import { expect, test } from 'vitest'
import { reasonOf } from '../core/reason.ts'
import { isRetryable } from './retry.ts'

const sdk = (name: string, status?: number, message = 'said'): Error =>
  Object.assign(new Error(message), { name, $fault: 'client', $metadata: { httpStatusCode: status } })

const CASES: readonly (readonly [string, unknown, boolean, string])[] = [
  ['throttled by SNS', sdk('ThrottledException', 429), true, 'ThrottledException: said'],
  ['throttled by SQS', sdk('RequestThrottled', 403), true, 'RequestThrottled: said'],
  ['throttled by EventBridge', sdk('ThrottlingException', 400), true, 'ThrottlingException: said'],
  ['throttled by SES', sdk('TooManyRequestsException', 429), true, 'TooManyRequestsException: said'],
  ['SES limit for the day', sdk('LimitExceededException', 400), true, 'LimitExceededException: said'],
  ['an internal error', sdk('InternalErrorException', 500), true, 'InternalErrorException: said'],
  ['unavailable', sdk('Unknown', 503), true, 'Unknown: said'],
  ['an expired token', sdk('ExpiredTokenException', 403), true, 'ExpiredTokenException: said'],
  ['no credentials', sdk('CredentialsProviderError'), true, 'CredentialsProviderError: said'],
  ['refused', Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }), true, 'connect ECONNREFUSED'],
  ['without a message', Object.assign(new Error(''), { code: 'ECONNRESET' }), true, 'ECONNRESET'],
  ['timed out', Object.assign(new Error('late'), { name: 'TimeoutError' }), true, 'late'],
  [
    'an answer that broke off half-way',
    Object.assign(sdk('TimeoutError', 200, 'socket hang up'), { code: 'ECONNRESET' }),
    true,
    'TimeoutError: socket hang up',
  ],
  ['the same, without its name', Object.assign(sdk('Error', 206, 'reset'), { code: 'ECONNRESET' }), true, 'reset'],
  [
    'in words, because it was throttled',
    new Error('cannot be read', { cause: sdk('SlowDown', 503) }),
    true,
    'cannot be read',
  ],
  ['in words, because it is denied', new Error('denied', { cause: sdk('AccessDenied', 403) }), false, 'denied'],
  ['given up', Object.assign(new Error('aborted'), { name: 'AbortError' }), true, 'aborted'],
  ['denied', sdk('AccessDeniedException', 403), false, 'AccessDeniedException: said'],
  ['denied by SNS', sdk('AuthorizationErrorException', 403), false, 'AuthorizationErrorException: said'],
  ['no such topic', sdk('NotFoundException', 404), false, 'NotFoundException: said'],
  ['no such queue', sdk('QueueDoesNotExist', 400), false, 'QueueDoesNotExist: said'],
  ['a wrong parameter', sdk('InvalidParameterException', 400), false, 'InvalidParameterException: said'],
  ['rejected by SES', sdk('MessageRejected', 400), false, 'MessageRejected: said'],
  ['a mistake of ours', new TypeError('x is not a function'), false, 'x is not a function'],
  ['no error at all', 'thrown', false, 'thrown'],
]
test.each(CASES)('%s', (_, error, retry, reason) => {
  expect([isRetryable(error), reasonOf(error)]).toEqual([retry, reason])
})
