/** Values of another shape than the field has: numbers for texts, networks for addresses, names as other tools write them. */
import type { Problem } from '../core/problem.ts'
import type { FieldClaim, WrittenValue } from '../notation/claim.ts'
import type { Names } from './names.ts'
import { problem } from './problem.ts'
import { busSource } from './vocabulary.ts'

/** As people know the field. */
export const said = (field: string): string => field.replace(/^envelope\./, '')

/** Written as something else is. */
export const odd = (
  field: string,
  value: string,
  names: Names,
): { readonly message: string; readonly hint: string } | undefined => {
  const never = `"${said(field)}" is never "${value}"`
  const [, action] = /^[a-z0-9-]+(?:\.amazonaws\.com)?:([A-Z]\w+)$/.exec(value) ?? []
  if (field === 'eventName' && action)
    return { message: 'an eventName has no service before it', hint: `write "${action}"` }
  if (field === 'envelope.source' && value.endsWith('.amazonaws.com'))
    return { message: never, hint: `write "${busSource(value)}"` }
  if (field === 'envelope.source' && names.sources.includes(`${value}.amazonaws.com`))
    return { message: never, hint: `write "aws.${value}"` }
  if (field === 'eventSource' && value.startsWith('aws.'))
    return { message: never, hint: `write "${value.slice(4)}.amazonaws.com"` }
  return undefined
}

const ACCOUNT_DIGITS = 12
/** `arn:partition:service:region:account:resource`. */
const ARN_ACCOUNT = /^arn:[^:]*:[^:]*:[^:]*:(\d+):/
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/
const ACCOUNT = /(?:^|\.)(?:recipientAccountId|accountId|account)$/
/** Fields that hold one text, whatever the call. */
const TEXT =
  /^(?:userIdentity\.(?:\w+Id|arn|userName|invokedBy)|sourceIPAddress|userAgent|error\w+|event\w+|awsRegion|recipientAccountId|envelope\.account|requestID)$/
/** Fields that hold more fields. */
const STRUCTURE: Readonly<Record<string, string>> = {
  userIdentity: 'userIdentity.type',
  requestParameters: 'requestParameters.userName',
  responseElements: 'responseElements.ConsoleLogin',
  additionalEventData: 'additionalEventData.MFAUsed',
  resources: 'resources.ARN',
  tlsDetails: 'tlsDetails.tlsVersion',
}

export const shapeFault = ({ field, exact, holds }: FieldClaim, { value, place }: WrittenValue): readonly Problem[] => {
  const say = (message: string, hint: string) => [problem(place, { message, hint, sure: true })]
  if (typeof value === 'number' && (ACCOUNT.test(field) || TEXT.test(field)) && !holds?.(asText(field, value)))
    return say(`"${said(field)}" is a text, never a number`, `write "${asText(field, value)}"`)
  if (exact && field === 'errorCode' && holds?.(value) && isNothing(value) && !holds(undefined))
    return say(
      'a call that worked has no errorCode at all',
      'ask whether it is there: null in Sigma and jq, { "exists": false } in a pattern',
    )
  if (typeof value !== 'string' || !holds?.(value)) return []
  const account = exact && ACCOUNT.test(field) ? /^\d+$/.exec(value)?.[0] : ARN_ACCOUNT.exec(value)?.[1]
  if (account !== undefined && account.length !== ACCOUNT_DIGITS)
    return say(
      `an account id has ${ACCOUNT_DIGITS} digits, and "${account}" has ${account.length}`,
      account.length < ACCOUNT_DIGITS
        ? `a leading zero may be lost: "${account.padStart(ACCOUNT_DIGITS, '0')}"`
        : 'leave out the digits that are too many',
    )
  if (exact && field === 'eventTime' && !TIME.test(value))
    return say(
      `"eventTime" is a time such as 2026-03-04T02:14:09Z, never "${value}"`,
      'ask how it begins, or whether it is before or after',
    )
  if (!exact && value === '' && holds('x'))
    return say('every text holds an empty one', `write what "${said(field)}" holds, or ask whether it is there`)
  if (field === 'sourceIPAddress' && /^[\d.:a-f]+\/\d{1,3}$/i.test(value))
    return say(
      'an address is compared with a network as if both were texts',
      'ask whether it is in the network: "cidr" in Sigma and in event patterns',
    )
  const inside = exact && Object.hasOwn(STRUCTURE, field) ? STRUCTURE[field] : undefined
  if (inside) return say(`"${field}" holds fields, and is never a text`, `ask for one of them, for example "${inside}"`)
  if (exact && TEXT.test(field) && value.length > 1 && value.includes('*'))
    return say(
      `"*" is a character like any other here: "${said(field)}" is never "${value}"`,
      'use a prefix, a wildcard or a regular expression',
    )
  return []
}

const isNothing = (value: unknown): boolean =>
  value === null || (typeof value === 'string' && /^(?:null|none|success|succeeded|ok)?$/i.test(value))

const asText = (field: string, value: number): string =>
  ACCOUNT.test(field) ? String(value).padStart(ACCOUNT_DIGITS, '0') : String(value)
