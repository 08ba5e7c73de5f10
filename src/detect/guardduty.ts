/** A GuardDuty finding, as the event bus hands it over -> a Finding of ours. */
import { type Event, type Principal, type PrincipalKind, withoutArn } from '../core/event.ts'
import type { Finding } from '../core/finding.ts'
import { child, isObject, type Json, type JsonObject, own, text } from '../core/json.ts'
import type { Level } from '../core/rule.ts'
import { type Enrichment, factsOf } from './finding.ts'

/** "Severity levels for GuardDuty findings": low 1.0 to 3.9, medium 4.0 to 6.9, high 7.0 to 8.9, critical 9.0 to 10.0. */
const levelOf = (severity: Json | undefined): Level => {
  if (typeof severity !== 'number') return 'medium'
  return severity >= 9 ? 'critical' : severity >= 7 ? 'high' : severity >= 4 ? 'medium' : 'low'
}

/**
 * Undefined when it is none. A finding that GuardDuty sees again comes again under its id (user guide, "Processing GuardDuty
 * findings with Amazon EventBridge"): it counts each time it was seen.
 */
export const guardDutyFinding = (envelope: JsonObject, file: string, enrichment: Enrichment): Finding | undefined => {
  const detail = own(envelope, 'detail')
  if (!isObject(detail)) return undefined
  const type = text(detail, 'type') ?? 'unknown type'
  const service = child(detail, 'service')
  const call = child(child(service, 'action'), 'awsApiCallAction')
  const seen = text(service, 'eventLastSeen') ?? text(detail, 'updatedAt') ?? text(envelope, 'time') ?? ''
  const id = text(detail, 'id') ?? text(envelope, 'id')
  const errorCode = text(call, 'errorCode')
  const accountId = text(detail, 'accountId') ?? text(envelope, 'account') ?? ''
  const event: Event = {
    id: id === undefined ? '' : `${id} ${seen}`.trim(),
    time: seen,
    accountId,
    region: text(detail, 'region') ?? text(envelope, 'region') ?? '',
    source: 'guardduty.amazonaws.com',
    name: text(call, 'api') ?? type,
    principal: principalOf(child(detail, 'resource'), accountId),
    sourceIp: remoteAddress(child(service, 'action')),
    userAgent: '',
    raw: detail,
    errorCode,
  }
  const { principal } = event
  const facts = factsOf(event)
  const context = enrichment.context(event)
  const rule = {
    id: `guardduty ${type}`,
    title: `GuardDuty: ${text(detail, 'title') ?? type}`,
    level: levelOf(own(detail, 'severity')),
    tags: ['guardduty'],
  }
  return {
    rule: { ...rule, status: 'stable', language: 'guardduty' },
    level: enrichment.level(rule, context),
    ...facts,
    principal: { ...facts.principal, accountId: event.accountId || null },
    who: principal.name === '' ? 'someone' : principal.name,
    sourceIp: event.sourceIp,
    tool: '',
    context,
    message: text(detail, 'description') ?? text(detail, 'title') ?? type,
    annotation: null,
    eventIds: event.id === '' ? [] : [event.id],
    group: null,
    file,
  }
}

/** `userType` (GuardDuty API reference, "AccessKeyDetails") has the names of CloudTrail's `userIdentity.type`. */
const KINDS: readonly PrincipalKind[] = [
  'Root',
  'IAMUser',
  'AssumedRole',
  'Role',
  'FederatedUser',
  'AWSService',
  'AWSAccount',
  'Directory',
]

/** Whoever used the key; where no key was used, the resource that it is about. GuardDuty gives no ARN. */
const principalOf = (resource: JsonObject | undefined, accountId: string): Principal => {
  const access = child(resource, 'accessKeyDetails')
  const user = text(access, 'userName')
  if (!access || user === undefined) {
    const name = resourceName(resource)
    return { kind: 'Unknown', identity: withoutArn('Unknown', accountId, text(resource, 'resourceType'), name), name }
  }
  const type = text(access, 'userType')
  const kind = KINDS.find((one) => one === type) ?? 'Unknown'
  // Of a role it is "the id of the role, a colon, and the name of the session" (IAM user guide, "Unique identifiers").
  const principalId = text(access, 'principalId') ?? ''
  const [uniqueId, behind] = principalId.split(':', 2)
  return {
    kind,
    identity: withoutArn(kind, accountId, uniqueId),
    name: user,
    accessKeyId: text(access, 'accessKeyId'),
    session: kind === 'AssumedRole' && behind ? behind : undefined,
  }
}

/** Where it lies in `resource` (GuardDuty API reference, "Resource"), the most telling first. */
const NAMES: readonly (readonly [place: string, key: string])[] = [
  ['instanceDetails', 'instanceId'],
  ['s3BucketDetails', 'name'],
  ['lambdaDetails', 'functionName'],
  ['rdsDbInstanceDetails', 'dbInstanceIdentifier'],
  ['eksClusterDetails', 'name'],
  ['ecsClusterDetails', 'name'],
  ['containerDetails', 'name'],
  ['accessKeyDetails', 'accessKeyId'],
]

const resourceName = (resource: JsonObject | undefined): string => {
  for (const [place, key] of NAMES) {
    const name = text(firstOf(resource, place), key)
    if (name !== undefined) return name
  }
  return text(resource, 'resourceType') ?? ''
}

/** The kinds of `action` that know who was at the other end (GuardDuty API reference, "Action"). */
const REMOTE = [
  'awsApiCallAction',
  'networkConnectionAction',
  'kubernetesApiCallAction',
  'rdsLoginAttemptAction',
] as const

const remoteAddress = (action: JsonObject | undefined): string => {
  const probe = firstOf(child(action, 'portProbeAction'), 'portProbeDetails')
  for (const one of [...REMOTE.map((kind) => child(action, kind)), probe]) {
    const details = child(one, 'remoteIpDetails')
    const address = text(details, 'ipAddressV4') ?? text(details, 'ipAddressV6')
    if (address !== undefined) return address
  }
  return ''
}

/** An object, or the first one of a list. */
const firstOf = (holder: JsonObject | undefined, key: string): JsonObject | undefined => {
  const value = holder && own(holder, key)
  const first = Array.isArray(value) ? value[0] : value
  return isObject(first) ? first : undefined
}
