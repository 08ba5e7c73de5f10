/** What the tests of AWS destinations share: the answers of the SDK, and the rules of message attributes. */
import { expect } from 'vitest'
import type { Expected } from '../../../test/contracts/destination.ts'
import type { Outside } from '../../core/destination.ts'
import { isObject, type Json, type JsonObject } from '../../core/json.ts'

interface Try {
  readonly name: string
  readonly outside: Partial<Outside>
  readonly expect: Expected
}

const sdkError = (name: string, httpStatusCode: number): Error =>
  Object.assign(new Error('said the service'), { name, $fault: 'client', $metadata: { httpStatusCode } })

const ERRORS: readonly (readonly [Error, Expected])[] = [
  [sdkError('ThrottlingException', 400), 'retry'],
  [sdkError('InternalFailure', 500), 'retry'],
  [sdkError('ServiceUnavailable', 503), 'retry'],
  [sdkError('ExpiredTokenException', 403), 'retry'],
  [Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }), 'retry'],
  [sdkError('AccessDeniedException', 403), 'dead'],
  [sdkError('NotFoundException', 404), 'dead'],
  [sdkError('InvalidParameterException', 400), 'dead'],
]

/** The call that must be made, answered with success and with each kind of error. */
export const sdkTries = (
  service: string,
  command: string,
  region?: string,
  answer: JsonObject = {},
): readonly Try[] => [
  {
    name: 'taken',
    outside: {
      aws: async (...[calledService, calledCommand, , calledRegion]) => {
        expect([calledService, calledCommand, calledRegion]).toEqual([service, command, region])
        return answer
      },
    },
    expect: 'ok',
  },
  ...ERRORS.map(([error, expected]) => ({
    name: `${error.name} ${error.message}`,
    outside: { aws: () => Promise.reject(error) },
    expect: expected,
  })),
]

/** At most ten, each with a type and a text that is not empty (SQS API reference, "MessageAttributeValue"). */
export const attributeFaults = (attributes: Json): readonly string[] => {
  const all = isObject(attributes) ? Object.entries(attributes) : []
  const wrong = all.filter(
    ([name, value]) => !/^[\w.-]+$/.test(name) || !isObject(value) || value.DataType !== 'String' || !value.StringValue,
  )
  return all.length > 0 && all.length <= 10 && wrong.length === 0 ? [] : [`attributes: ${JSON.stringify(attributes)}`]
}
