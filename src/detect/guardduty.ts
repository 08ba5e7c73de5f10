/** A GuardDuty finding, as the event bus hands it over -> a Finding of ours. */

import type { Event } from '../core/event.ts'
import type { Finding } from '../core/finding.ts'
import { child, isObject, type Json, type JsonObject, own, text } from '../core/json.ts'
import type { Level } from '../core/rule.ts'
import type { Words } from './finding.ts'

/** "Severity levels for GuardDuty findings": low 1.0 to 3.9, medium 4.0 to 6.9, high 7.0 to 8.9, critical 9.0 to 10.0. */
const levelOf = (severity: Json | undefined): Level => {
  if (typeof severity !== 'number') return 'medium'
  return severity >= 9 ? 'critical' : severity >= 7 ? 'high' : severity >= 4 ? 'medium' : 'low'
}

/** Undefined when it is none. A finding that GuardDuty updates comes again under its id: it counts each time it was seen. */
export const guardDutyFinding = (envelope: JsonObject, file: string, words: Words): Finding | undefined => {
  const detail = own(envelope, 'detail')
  if (!isObject(detail)) return undefined
  const type = text(detail, 'type') ?? 'unknown type'
  const service = child(detail, 'service')
  const access = child(child(detail, 'resource'), 'accessKeyDetails')
  const action = child(service, 'action')
  const call = child(action, 'awsApiCallAction')
  const remote = [
    call,
    child(action, 'networkConnectionAction'),
    firstOf(child(action, 'portProbeAction'), 'portProbeDetails'),
  ]
    .map((one) => text(child(one, 'remoteIpDetails'), 'ipAddressV4'))
    .find((address) => address !== undefined)
  const level = levelOf(own(detail, 'severity'))
  const name = text(access, 'userName') ?? resourceName(child(detail, 'resource'))
  const event: Event = {
    id: `${text(detail, 'id') ?? ''} ${text(service, 'eventLastSeen') ?? ''}`.trim(),
    time: text(service, 'eventLastSeen') ?? text(detail, 'updatedAt') ?? text(envelope, 'time') ?? '',
    accountId: text(detail, 'accountId') ?? text(envelope, 'account') ?? '',
    region: text(detail, 'region') ?? text(envelope, 'region') ?? '',
    source: 'guardduty.amazonaws.com',
    name: text(call, 'api') ?? type,
    principal: { kind: access ? 'IAMUser' : 'Unknown', name, ...keyOf(access) },
    sourceIp: remote ?? '',
    userAgent: '',
    raw: detail,
  }
  const context = words.context(event)
  const rule = {
    id: `guardduty ${type}`,
    title: `GuardDuty: ${text(detail, 'title') ?? type}`,
    level,
    tags: ['guardduty'],
  }
  return {
    rule: { ...rule, status: 'stable', language: 'guardduty' },
    level: words.level(rule, context),
    event: {
      id: event.id,
      time: event.time,
      accountId: event.accountId,
      region: event.region,
      source: event.source,
      name: event.name,
      errorCode: null,
    },
    principal: {
      kind: event.principal.kind,
      name,
      arn: null,
      accountId: event.accountId || null,
      accessKeyId: event.principal.accessKeyId ?? null,
      session: null,
    },
    who: name === '' ? 'someone' : name,
    sourceIp: event.sourceIp,
    tool: '',
    context,
    message: text(detail, 'description') ?? text(detail, 'title') ?? type,
    annotation: null,
    eventIds: event.id === '' ? [] : [event.id],
    group: null,
    file,
    ...(words.keepsRecord && { record: detail }),
  }
}

const keyOf = (access: JsonObject | undefined) => {
  const accessKeyId = text(access, 'accessKeyId')
  return accessKeyId === undefined ? {} : { accessKeyId }
}

const resourceName = (resource: JsonObject | undefined): string =>
  text(child(resource, 'instanceDetails'), 'instanceId') ??
  text(firstOf(resource, 's3BucketDetails'), 'name') ??
  text(resource, 'resourceType') ??
  ''

const firstOf = (holder: JsonObject | undefined, key: string): JsonObject | undefined => {
  const list = holder && own(holder, key)
  const first = Array.isArray(list) ? list[0] : undefined
  return isObject(first) ? first : undefined
}
