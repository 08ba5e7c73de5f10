/** What one event ties together: who called with which key from where, what it issued, and what it made. */
import type { Event } from '../../core/event.ts'
import { child, isObject, type JsonObject, own, text } from '../../core/json.ts'
import { networkTest } from '../filter/networks.ts'

/** An identity or a thing that an event made. */
export interface Made {
  readonly kind: 'user' | 'role' | 'instance' | 'function' | 'task' | 'build'
  /** An ARN for users and roles; the session's name for what gets a session of a role. */
  readonly value: string
  /** The role that it runs as, where the event says so. */
  readonly role?: string
}

/** A credential that an event handed out. */
export interface Issued {
  readonly key: string
  /** ARN of the session or the user that it belongs to, where the event says. */
  readonly to?: string
}

export interface Links {
  readonly event: Event
  readonly key: string | undefined
  /** Empty when there is none; a private one with the account that it is in. */
  readonly address: string
  readonly arn: string | undefined
  /** ARN of the role behind a session, of the user behind a federated one. */
  readonly behind: string | undefined
  readonly issued: readonly Issued[]
  readonly made: readonly Made[]
  /** ARN of the role that the caller assumed, or tried to. */
  readonly assumes: string | undefined
  /** AWS itself called: no principal of the account did. */
  readonly byService: boolean
}

/** Longer texts are no names. */
const MAX_NAME = 2048
const short = (value: string | undefined): string | undefined =>
  value !== undefined && value.length <= MAX_NAME ? value : undefined

export const linksOf = (event: Event): Links => {
  const { principal, raw } = event
  const identity = child(raw, 'userIdentity')
  const failed = event.errorCode !== undefined
  const request = child(raw, 'requestParameters')
  const response = failed ? undefined : child(raw, 'responseElements')
  const roleArn = /^AssumeRole/.test(event.name) ? short(text(request, 'roleArn')) : undefined
  return {
    event,
    key: short(principal.accessKeyId),
    address: addressOf(event),
    // A session of `AssumeRoot` is not the root user whose ARN it has: its key leads to whoever opened it.
    arn: principal.assumedRoot ? undefined : short(principal.arn),
    behind: short(principal.sessionOf?.arn),
    issued: response ? issuedBy(event, request, response) : [],
    made: failed ? [] : madeBy(event, request, response),
    assumes: roleArn,
    byService:
      principal.kind === 'AWSService' ||
      (principal.arn === undefined &&
        principal.accessKeyId === undefined &&
        text(identity, 'invokedBy') !== undefined &&
        isServiceAddress(event.sourceIp)),
  }
}

/** RFC 1918, RFC 6598, RFC 4193: each network has its own. */
const isPrivate = networkTest(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'])

/**
 * Calls through VPC endpoints come from private addresses, and the same address in another account is another machine. The
 * endpoint says less: each service has its own ("AWS services that integrate with AWS PrivateLink").
 */
const addressOf = (event: Event): string => {
  const address = short(event.sourceIp) ?? ''
  if (text(event.raw, 'vpcEndpointId') === undefined || !isPrivate(address)) return address
  const account = text(event.raw, 'vpcEndpointAccountId') ?? text(child(event.raw, 'userIdentity'), 'accountId')
  return `${address}@${short(account) ?? event.accountId}`
}

/** The address as records write it. */
export const plainAddress = (address: string): string => /^[^@]*/.exec(address)?.[0] ?? ''

/** `AWS Internal`, or the DNS name of a service ("CloudTrail record contents", `sourceIPAddress`). */
export const isServiceAddress = (address: string): boolean =>
  address === '' ||
  address === 'AWS Internal' ||
  /\.(?:amazonaws|amazon|aws)(?:\.com)?(?:\.cn)?$/.test(address.slice(-60))

/** "Understanding unique ID prefixes": AKIA is an access key, ASIA one of STS. */
export const isKey = (value: string): boolean => /^A(?:KIA|SIA)[A-Z0-9]{12,124}$/.test(value)

/** Where answers of STS, IAM, Roles Anywhere, Cognito and IAM Identity Center hold a key that they hand out. */
const issuedBy = (event: Event, request: JsonObject | undefined, response: JsonObject): readonly Issued[] => {
  const made = child(response, 'accessKey')
  if (event.name === 'CreateAccessKey') {
    const key = text(made, 'accessKeyId')
    const user = text(made, 'userName') ?? text(request, 'userName')
    const to = user === undefined ? event.principal.arn : userArn(event, user)
    return key === undefined || !isKey(key) ? [] : [{ key, ...(to === undefined ? {} : { to }) }]
  }
  const set = own(response, 'credentialSet')
  const places = [
    child(response, 'credentials'),
    child(response, 'roleCredentials'),
    ...(Array.isArray(set)
      ? set.slice(0, 8).map((entry) => (isObject(entry) ? child(entry, 'credentials') : undefined))
      : []),
  ]
  const to = text(child(response, 'assumedRoleUser'), 'arn') ?? text(child(response, 'federatedUser'), 'arn')
  // A session token of a user has no name of its own.
  const owner = to ?? (event.name === 'GetSessionToken' ? event.principal.arn : undefined)
  return places.flatMap((place) => {
    const key = text(place, 'accessKeyId')
    return key !== undefined && isKey(key) ? [{ key, ...(owner === undefined ? {} : { to: owner }) }] : []
  })
}

const madeBy = (event: Event, request: JsonObject | undefined, response: JsonObject | undefined): readonly Made[] => {
  switch (event.name) {
    case 'CreateUser':
      return named('user', text(child(response, 'user'), 'arn') ?? userArn(event, text(request, 'userName')))
    case 'CreateRole':
      return named('role', text(child(response, 'role'), 'arn') ?? roleArnOf(event, text(request, 'roleName')))
    case 'RunInstances':
    case 'RequestSpotInstances':
      return itemsOf(child(response, 'instancesSet')).flatMap((item) => named('instance', text(item, 'instanceId')))
    case 'RunTask':
    case 'StartTask':
      return itemsOf(response, 'tasks').flatMap((task) => named('task', lastPart(text(task, 'taskArn'))))
    case 'StartBuild':
    case 'RetryBuild':
      return buildOf(child(response, 'build'))
    default:
      break
  }
  if (/^CreateFunction\d*/.test(event.name) && event.source === 'lambda.amazonaws.com') {
    const role = text(request, 'role') ?? text(response, 'role')
    return named('function', text(request, 'functionName') ?? text(response, 'functionName')).map((made) => ({
      ...made,
      ...(role === undefined ? {} : { role }),
    }))
  }
  return []
}

/** A build `project:<uuid>` calls with the service role of its project, as `AWSCodeBuild-<uuid>`. */
const buildOf = (build: JsonObject | undefined): readonly Made[] => {
  const [, id] = /:([\da-f-]{36})$/.exec(text(build, 'id')?.slice(-40) ?? '') ?? []
  const role = text(build, 'serviceRole')
  return named('build', id && `${BUILD}${id}`).map((made) => ({ ...made, ...(role === undefined ? {} : { role }) }))
}

const BUILD = 'AWSCodeBuild-'

const named = (kind: Made['kind'], value: string | undefined): readonly Made[] =>
  value === undefined || value.length > MAX_NAME ? [] : [{ kind, value }]

const itemsOf = (where: JsonObject | undefined, key = 'items'): readonly JsonObject[] => {
  const items = where && own(where, key)
  return Array.isArray(items) ? items.filter(isObject) : []
}

const lastPart = (arn: string | undefined): string | undefined => arn?.slice(arn.lastIndexOf('/') + 1) || undefined

const partitionOf = (event: Event): string => /^arn:([^:]*):/.exec(event.principal.arn ?? '')?.[1] ?? 'aws'

const userArn = (event: Event, name: string | undefined): string | undefined =>
  name === undefined || event.accountId === ''
    ? undefined
    : `arn:${partitionOf(event)}:iam::${event.accountId}:user/${name}`

const roleArnOf = (event: Event, name: string | undefined): string | undefined =>
  name === undefined || event.accountId === ''
    ? undefined
    : `arn:${partitionOf(event)}:iam::${event.accountId}:role/${name}`

/** `arn:aws:iam::1:role/path/Name` -> `arn:aws:sts::1:assumed-role/Name/`: what the ARNs of its sessions begin with. */
export const sessionsOfRole = (roleArn: string): string | undefined => {
  const found = /^arn:([^:]*):iam::(\d*):role\/(?:.*\/)?([^/]+)$/.exec(short(roleArn) ?? '')
  return found ? `arn:${found[1]}:sts::${found[2]}:assumed-role/${found[3]}/` : undefined
}

/** In a trust policy: everybody. */
export const ANYBODY = '*'

/** Every name by which a trust policy may let the caller assume a role. */
export const callerNames = ({ event, arn, behind }: Links): ReadonlySet<string> => {
  const identity = child(event.raw, 'userIdentity')
  const names = [
    ANYBODY,
    text(identity, 'accountId'),
    arn,
    behind,
    text(identity, 'identityProvider'),
    // "AssumeRoleWithSAML": the provider is asked for by its ARN.
    text(child(event.raw, 'requestParameters'), 'principalArn'),
  ]
  return new Set(names.filter((name) => name !== undefined))
}

/** What the ARNs of all sessions of its role begin with. */
export const sessionsIn = (arn: string | undefined): string | undefined => {
  const at = arn?.indexOf(':assumed-role/') ?? -1
  const end = at === -1 ? -1 : (arn as string).indexOf('/', at + ':assumed-role/'.length)
  return end === -1 ? undefined : arn?.slice(0, end + 1)
}

/** The last part of a session's ARN: the session's name. */
export const sessionNameOf = (arn: string | undefined): string | undefined =>
  arn?.includes(':assumed-role/') ? lastPart(arn) : undefined

/** Who works on a template with a role of CloudFormation's is called so ("AWS CloudFormation service role"). */
export const STACKS = 'AWSCloudFormation'

/**
 * By what the records of its making name what a session works for: a machine, task, build or function. Others call their
 * sessions as they like.
 */
export const workloadOf = ({ arn, event }: Links): string | undefined => {
  const name = sessionNameOf(arn)
  if (name === undefined) return undefined
  if (/^(?:i-[\da-f]{8,17}|[\da-f]{32})$/.test(name)) return name
  if (name.startsWith(BUILD)) return name.slice(BUILD.length) || undefined
  return /\bexec-env\/AWS_Lambda_/.test(event.userAgent.slice(0, 1024)) ? name : undefined
}

/** The role that an operation on a stack gives to CloudFormation. */
export const stackRoleOf = ({ event }: Links): string | undefined =>
  event.source === 'cloudformation.amazonaws.com' &&
  event.errorCode === undefined &&
  /^(?:Create|Update|Delete)Stack$/.test(event.name)
    ? text(child(event.raw, 'requestParameters'), 'roleARN')
    : undefined

/** The group that Amazon EC2 Auto Scaling launches machines for ("Tag Auto Scaling groups and instances"). */
export const groupOf = ({ event }: Links): string | undefined => {
  const request = child(event.raw, 'requestParameters')
  if (event.source === 'autoscaling.amazonaws.com') return short(text(request, 'autoScalingGroupName')) || undefined
  if (event.name !== 'RunInstances') return undefined
  const tags = itemsOf(child(request, 'tagSpecificationSet'))
    .slice(0, 8)
    .flatMap((item) => itemsOf(item, 'tags').slice(0, 100))
  const tag = tags.find((one) => text(one, 'key') === 'aws:autoscaling:groupName')
  return short(text(tag, 'value')) || undefined
}

/** Functions and tasks call from addresses that they share with others ("Networking and VPC configurations", Lambda). */
export const isPooled = ({ event, arn }: Links): boolean =>
  arn?.includes(':assumed-role/') === true && /\bexec-env\/AWS_(?:Lambda|ECS)_/.test(event.userAgent.slice(0, 1024))

/** The agents that AWS puts on instances: they call whether anybody sits there or not. */
export const isAgent = ({ event }: Links): boolean =>
  /amazon-ssm-agent|ssm-agent|amazon-cloudwatch-agent|CWAgent|ec2-instance-connect|aws-codedeploy-agent/i.test(
    event.userAgent.slice(0, 1024),
  ) ||
  /^(?:UpdateInstanceInformation|ListInstanceAssociations|UpdateInstanceAssociationStatus|RequestManagedInstanceRoleToken|PutInventory|PutComplianceItems|OpenControlChannel|CreateControlChannel|GetDeployablePatchSnapshotForInstance)$/.test(
    event.name,
  )
