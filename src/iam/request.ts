/** A record as the request that IAM had to decide on: actions, resources, and the keys of its context. */
import type { Event } from '../core/event.ts'
import { child, isObject, type Json, type JsonObject, text } from '../core/json.ts'
import { parseAddress } from '../notation/address.ts'
import { actionsOf } from './actions.ts'

export interface Request {
  readonly actions: readonly string[]
  /** ARNs; none when the record does not say which. */
  readonly resources: readonly string[]
  /** By keys in lower case: what is known of them; `undefined` for a key that is not there. Any other key is not known. */
  readonly context: ReadonlyMap<string, Value>
}
export type Value = string | readonly string[] | undefined

/** IAM User Guide, "AWS global condition context keys". */
export const requestOf = (event: Event): Request => ({
  actions: actionsOf(event),
  resources: resourcesOf(event),
  context: new Map([...networkOf(event), ...callerOf(event), ...circumstancesOf(event)]),
})

type Keys = readonly (readonly [string, Value])[]

/** "This key is included … except when the requester uses a VPC endpoint"; of a service that calls on, only its name is in the record. */
const networkOf = ({ sourceIp, raw, principal }: Event): Keys => {
  const endpoint = text(raw, 'vpcEndpointId')
  const isVia = principal.kind !== 'AWSService' && principal.invokedBy !== undefined
  const address = parseAddress(sourceIp) && sourceIp
  const direct: Keys =
    endpoint !== undefined
      ? [
          ['aws:sourceip', undefined],
          ['aws:sourcevpce', endpoint],
          ...(address ? [['aws:vpcsourceip', address] as const] : []),
        ]
      : [
          ...(address ? [['aws:sourceip', address] as const] : []),
          ['aws:sourcevpce', undefined],
          ['aws:sourcevpc', undefined],
          ['aws:vpcsourceip', undefined],
        ]
  const service = isVia && principal.invokedBy?.includes('.') ? principal.invokedBy : undefined
  return [
    // Of what a service calls on, the address is not the caller's, and the record does not say which it is.
    ...(isVia ? direct.filter(([key]) => key !== 'aws:sourceip') : direct),
    ['aws:viaawsservice', String(isVia)],
    ...(service !== undefined
      ? ([
          ['aws:calledvia', [service]],
          ['aws:calledvialast', service],
        ] as const)
      : isVia
        ? []
        : ([
            ['aws:calledvia', undefined],
            ['aws:calledviafirst', undefined],
            ['aws:calledvialast', undefined],
          ] as const)),
  ]
}

const callerOf = ({ principal, raw }: Event): Keys => {
  const identity = child(raw, 'userIdentity')
  const session = child(child(identity, 'sessionContext'), 'attributes')
  const isTemporary = session !== undefined || ['AssumedRole', 'FederatedUser'].includes(principal.kind)
  const issued = text(session, 'creationDate')
  const mfa = text(session, 'mfaAuthenticated')
  const arn = principal.kind === 'AssumedRole' ? principal.sessionOf?.arn : principal.arn
  return [
    ...(arn === undefined ? [] : [['aws:principalarn', arn] as const]),
    ...(principal.accountId === undefined ? [] : [['aws:principalaccount', principal.accountId] as const]),
    ['aws:principalisawsservice', String(principal.kind === 'AWSService')],
    ['aws:username', principal.kind === 'IAMUser' ? principal.name : undefined],
    ...(text(identity, 'principalId') === undefined ? [] : [['aws:userid', text(identity, 'principalId')] as const]),
    ...(isTemporary && issued === undefined ? [] : [['aws:tokenissuetime', issued] as const]),
    ...(isTemporary && mfa === undefined ? [] : [['aws:multifactorauthpresent', mfa] as const]),
  ]
}

const circumstancesOf = ({ time, region, userAgent, raw }: Event): Keys => [
  ['aws:currenttime', time],
  ['aws:epochtime', String(Math.floor(Date.parse(time) / 1000))],
  ['aws:requestedregion', region],
  ['aws:useragent', userAgent],
  ...(child(raw, 'tlsDetails') === undefined ? [] : [['aws:securetransport', 'true'] as const]),
]

/** Service -> field of the request -> the rest of the ARN behind the account; `?` stands for the value. */
const NAMED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  dynamodb: { tableName: 'table/?' },
  lambda: { functionName: 'function:?' },
  kms: { keyId: 'key/?' },
  sns: { topicArn: '?', targetArn: '?' },
  sts: { roleArn: '?' },
  iam: { policyArn: '?' },
}

const resourcesOf = ({ source, region, accountId, raw }: Event): readonly string[] => {
  const service = source.split('.')[0] ?? ''
  const request = child(raw, 'requestParameters')
  const bucket = text(request, 'bucketName')
  if (service === 's3' && bucket !== undefined) {
    const key = text(request, 'key')
    return [`arn:aws:s3:::${bucket}${key === undefined ? '' : `/${key}`}`]
  }
  const listed = arnsIn(raw.resources)
  if (listed.length > 0) return listed
  return Object.entries(NAMED[service] ?? {}).flatMap(([field, rest]) => {
    const value = text(request, field)
    if (value === undefined) return []
    return [value.startsWith('arn:') ? value : `arn:aws:${service}:${region}:${accountId}:${rest.replace('?', value)}`]
  })
}

const arnsIn = (resources: Json | undefined): readonly string[] =>
  (Array.isArray(resources) ? (resources as readonly Json[]) : []).flatMap((one) => {
    const arn = isObject(one) ? (text(one, 'ARN') ?? text(one as JsonObject, 'arn')) : undefined
    return arn === undefined ? [] : [arn]
  })
