/** What was acted upon: the things that a record names in its request, else in its refusal, else in its resources. */
import type { Event } from '../../core/event.ts'
import { child, isObject, type Json, type JsonObject, own, text } from '../../core/json.ts'
import { plain } from './plain.ts'
import { readName } from './words.ts'

/** `{ kind: 'bucket', name: 'invoices' }` */
export interface Thing {
  readonly kind: string
  readonly name: string
}

/** Request parameters that name a thing, the owner before the part: user before group, role before policy. */
const PARAMETERS: readonly (readonly [key: string, kind: string])[] = [
  ['bucketName', 'bucket'],
  ['bucket', 'bucket'],
  ['secretId', 'secret'],
  ['functionName', 'function'],
  ['trailName', 'trail'],
  ['detectorId', 'detector'],
  ['userName', 'user'],
  ['roleName', 'role'],
  ['roleArn', 'role'],
  ['instanceProfileName', 'instance profile'],
  ['groupName', 'group'],
  ['accessKeyId', 'access key'],
  ['serialNumber', 'MFA device'],
  ['openIDConnectProviderArn', 'identity provider'],
  ['sAMLProviderArn', 'identity provider'],
  ['policyArn', 'policy'],
  ['policyName', 'policy'],
  ['instanceId', 'instance'],
  ['target', 'instance'],
  ['imageId', 'image'],
  ['snapshotId', 'snapshot'],
  ['volumeId', 'volume'],
  ['groupId', 'security group'],
  ['flowLogId', 'flow log'],
  ['vpcId', 'VPC'],
  ['subnetId', 'subnet'],
  ['keyName', 'key pair'],
  ['dBClusterIdentifier', 'DB cluster'],
  ['dBInstanceIdentifier', 'DB instance'],
  ['dBClusterSnapshotIdentifier', 'DB cluster snapshot'],
  ['dBSnapshotIdentifier', 'DB snapshot'],
  ['tableName', 'table'],
  ['queueUrl', 'queue'],
  ['topicArn', 'topic'],
  ['repositoryName', 'repository'],
  ['stackName', 'stack'],
  ['clusterName', 'cluster'],
  ['cluster', 'cluster'],
  ['logGroupName', 'log group'],
  ['documentName', 'document'],
  ['alarmName', 'alarm'],
  ['hostedZoneId', 'hosted zone'],
  ['distributionId', 'distribution'],
  ['domainName', 'domain'],
  ['accountId', 'account'],
  ['keyId', 'key'],
  ['autoScalingGroupName', 'auto scaling group'],
  ['networkInterfaceId', 'network interface'],
  ['internetGatewayId', 'internet gateway'],
  ['routeTableId', 'route table'],
  ['networkAclId', 'network ACL'],
  ['launchTemplateName', 'launch template'],
  ['fileSystemId', 'file system'],
  ['clusterIdentifier', 'cluster'],
  ['certificateArn', 'certificate'],
  ['projectName', 'project'],
  ['configRuleName', 'config rule'],
  ['ruleId', 'rule'],
  ['deliveryStreamName', 'delivery stream'],
  ['resourceArn', 'resource'],
  ['resourceId', 'resource'],
]

/** What a bare `name` is a name of, where the API's own name does not say it. */
const NAMES_OF: Readonly<Record<string, string>> = {
  'cloudtrail.amazonaws.com': 'trail',
  'sts.amazonaws.com': 'session',
}

/** Every thing that the record names, the owner first; empty when it names none. */
export const thingsIn = (event: Event): readonly Thing[] => {
  const found = namedBy(requestOf(event), event)
  if (found.length > 0) return found
  const thing = refusedThing(event) ?? resourceThing(event)
  return thing ? [thing] : []
}

/** `bucket invoices`; `undefined` when the record names nothing. */
export const describeTarget = (event: Event): string | undefined => {
  const thing = thingsIn(event)[0]
  return thing && `${thing.kind} ${thing.name}`
}

/** A refused call often has no request parameters, but its message says: is not authorized to perform ... on resource: user dana because ... */
const refusedThing = (event: Event): Thing | undefined => {
  const message = text(event.raw, 'errorMessage')?.slice(0, 2000) ?? ''
  const found = / on resource: "?(?:(user|role|group|policy|instance profile) )?([^\s"]{1,400})/.exec(message)
  const [, kind, name = ''] = found ?? []
  if (name.startsWith('arn:')) return fromArn(name, event)
  return kind === undefined ? undefined : named(kind, plain(name))
}

const resourceThing = (event: Event): Thing | undefined => {
  const resources = own(event.raw, 'resources')
  const first = Array.isArray(resources) ? resources[0] : undefined
  // A record's are objects, those of another event of the bus are the ARNs themselves ("Event structure", EventBridge events reference).
  const arn = isObject(first) ? text(first, 'ARN') : first
  return typeof arn === 'string' ? fromArn(arn, event) : undefined
}

/** EC2 wraps the parameters of its newer calls once more, in capitals: `{"DeleteFlowLogsRequest": {"FlowLogId": ...}}`. */
const requestOf = ({ raw, name }: Event): JsonObject => {
  const request = child(raw, 'requestParameters')
  return child(request, `${name}Request`) ?? request ?? {}
}

const capitalised = (key: string): string => key.charAt(0).toUpperCase() + key.slice(1)

const namedBy = (request: JsonObject, event: Event): readonly Thing[] => {
  const things: Thing[] = []
  const add = (kind: string, value: Json | undefined): void => {
    const name = nameIn(value, event)
    if (name !== undefined && !things.some((thing) => thing.kind === kind)) things.push({ kind, name })
  }
  add('instance', itemsOf(request, 'instancesSet', 'instanceId'))
  add('instance', itemsOf(child(event.raw, 'responseElements'), 'instancesSet', 'instanceId'))
  for (const [key, kind] of PARAMETERS) add(kind, own(request, key) ?? own(request, capitalised(key)))
  if (event.source === 's3.amazonaws.com') add('object', own(request, 'key'))
  const noun = readName(event.name)?.noun
  add(NAMES_OF[event.source] ?? (noun || 'resource'), own(request, 'name'))
  return things
}

const itemsOf = (object: JsonObject | undefined, set: string, key: string): Json => {
  const items = own(child(object, set) ?? {}, 'items')
  return Array.isArray(items) ? items.flatMap((item: Json) => (isObject(item) ? (text(item, key) ?? []) : [])) : null
}

const nameIn = (value: Json | undefined, event: Event): string | undefined => {
  if (Array.isArray(value)) {
    const first = nameIn(Array.isArray(value[0]) ? undefined : value[0], event)
    return first === undefined || value.length === 1 ? first : `${first} and ${value.length - 1} more`
  }
  // EC2 writes an XML list element as {"tag": 1, "content": "fl-..."}.
  if (isObject(value)) return plain(own(value, 'content'))
  return typeof value === 'string' && value.startsWith('arn:') ? fromArn(value, event)?.name : plain(value)
}

/**
 * `arn:aws:iam::123456789012:role/Deploy` is role `Deploy`, with its account when that is another than the event's
 * (IAM user guide, "Amazon Resource Names": partition, service, Region, account, then `type/name`, `type:name` or `name`).
 */
const fromArn = (arn: string, event: Event): Thing | undefined => {
  const [scheme, , service, , account, ...rest] = arn.slice(0, 400).split(':')
  if (scheme !== 'arn' || rest.length === 0) return named('resource', plain(arn))
  const resource = rest.join(':')
  const foreign = account && /^\d{12}$/.test(account) && account !== event.accountId ? ` of account ${account}` : ''
  if (service === 's3') return named('bucket', plain(resource.split('/')[0]))
  // `user/` and `user/*` stand for all users.
  if (/(?:^|[/:])\*?$/.test(resource)) return undefined
  // A log group is `log-group:NAME:*` or `log-group:NAME:log-stream:STREAM`, a web ACL `regional/webacl/NAME/ID`.
  const path = resource.replace(/^(?:regional|global)\//, '').replace(/^(log-group:[^:]*):.*$/s, '$1')
  const parts = /^([a-z][a-z-]{0,40})[/:](.+)$/s.exec(path)
  const name = plain(parts?.[2] ?? path)
  return named(parts?.[1]?.replaceAll('-', ' ') ?? 'resource', name && name + foreign)
}

const named = (kind: string, name: string | undefined): Thing | undefined =>
  name === undefined ? undefined : { kind, name }
