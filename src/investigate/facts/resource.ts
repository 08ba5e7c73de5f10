/** What records call a resource of which somebody has the ARN: most hold an id or a name instead. */
import { isObject, type Json, type JsonObject, own, text } from '../../core/json.ts'
import { holdsText, isOwnId } from '../filter/filter.ts'
import { sessionNameOf } from './links.ts'

/** A resource that its records may name without its ARN. */
export interface Named {
  /** The words to search for; each of them is a name of the resource only where `isMeant` says so. */
  readonly names: readonly string[]
  /** The record is of the resource's service, account and Region, and a field for such names holds this one and nothing else. */
  readonly isMeant: (record: JsonObject) => boolean
}

/** "Amazon Resource Names (ARNs)": partition, service, Region, account, resource. */
const ARN = /^arn:[^:]*:([\w-]+):([\w-]*):(\d*):(.+)$/s
const MAX_ARN = 2048

/**
 * Where the name stands in the resources of a service ("Service Authorization Reference", resource types of each service); a
 * service that is listed has no other names.
 */
const NAMES: ReadonlyMap<string, RegExp> = new Map([
  ['apigateway', /^\/(?:restapis|apis)\/([^/]+)/],
  ['autoscaling', /:autoScalingGroupName\/(.+)$/],
  ['cloudformation', /^stack\/([^/]+)/],
  ['dynamodb', /^table\/([^/]+)/],
  ['ecr', /^repository\/(.+)$/],
  ['ecs', /^(?:cluster|task-definition)\/(.+)$/],
  ['events', /^rule\/(?:[^/]+\/)?([^/]+)$/],
  ['iam', /^(?:group|instance-profile)\/(?:.*\/)?([^/]+)$/],
  ['kms', /^(alias\/.+)$/],
  ['lambda', /^function:([^:]+)/],
  ['logs', /^log-group:([^:]+)$/],
  ['rds', /^[^:]+:(.+)$/],
  ['s3', /^([^/:]+)$/],
  // "The ARN includes the name of the secret followed by six random characters" (CreateSecret).
  ['secretsmanager', /^secret:(.+)-[A-Za-z0-9]{6}$/],
  ['ssm', /^(?:parameter(?=\/)|document\/)(.+)$/],
])
/** `type/name`, `type:name`, or the name alone. */
const ANY_NAME = /^(?:[\w-]+[/:])?([^/:]+)$/

/** What events of a service call it, where it is not what ARNs do. */
const SOURCES: ReadonlyMap<string, string> = new Map([['cloudwatch', 'monitoring']])

/** Ids that AWS makes up: each stands for one thing only, wherever it stands. */
const ID = /^(?:[a-z]+(?:-[a-z]+)*-[0-9a-f]{17}|(?:mrk-)?[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/
/** "Amazon EC2 longer IDs": what was made before has eight digits. */
const SHORT_ID = /^[a-z]+-[0-9a-f]{8}$/

/** An ARN of a log group may end in `:*`, which no name does ("CloudWatch Logs resources and operations"). */
const partsOf = (arn: string): readonly string[] | undefined =>
  arn.length > MAX_ARN ? undefined : ARN.exec(arn.replace(/:\*$/, ''))?.slice(1)

/** The resource as it is asked for: by the id that AWS gave it, where its ARN ends in one. */
export const plainResource = (value: string): string => {
  const [service = '', , , resource = ''] = partsOf(value) ?? []
  const last = resource.slice(Math.max(resource.lastIndexOf('/'), resource.lastIndexOf(':')) + 1)
  const isId = ID.test(last) || (service === 'ec2' && SHORT_ID.test(last))
  if (isId && !NAMES.get(service)?.test(resource)) return last
  return value.startsWith('arn:') ? value.replace(/:\*$/, '') : value
}

/** Undefined for what is no ARN with a name in it. */
export const namedBy = (value: string): Named | undefined => {
  const [service, region, account, resource = ''] = partsOf(value) ?? []
  if (service === undefined) return undefined
  const [, name] = (NAMES.get(service) ?? ANY_NAME).exec(resource) ?? []
  if (name === undefined) return undefined
  // "arn:aws:ssm:...:parameter/name" is the parameter `name` as well as `/name` (Systems Manager, "Parameter").
  const names = new Set(service === 'ssm' && name.lastIndexOf('/') === 0 ? [name, name.slice(1)] : [name])
  const source = `${SOURCES.get(service) ?? service}.`
  // A queue is named by its URL ("Amazon SQS queue and message identifiers").
  const urls = [...names].map((one) => `/${account}/${one}`)
  const isField = fieldTest(resource)
  return {
    names: [...names],
    isMeant: (record) =>
      text(record, 'eventSource')?.startsWith(source) === true &&
      isSame(region, text(record, 'awsRegion')) &&
      isSame(account, text(record, 'recipientAccountId')) &&
      someText(record, isField, (found) => names.has(found) || urls.some((url) => found.endsWith(url))),
  }
}

/** Whether a record names the resource, in whatever way. */
export const aboutTest = (value: string): ((record: JsonObject) => boolean) => {
  const named = namedBy(value)
  return (record) => holdsText(record, value) || named?.isMeant(record) === true
}

/** The name of the sessions that a function calls with ("Lambda execution role"). */
export const functionIn = (value: string): string | undefined => {
  const [service, , , resource = ''] = partsOf(value) ?? []
  return service === 'lambda' ? NAMES.get(service)?.exec(resource)?.[1] : undefined
}

/** Whether an identity is the resource at work: a machine by its id, a function by its ARN. */
export const isSessionOf = (arn: string | undefined, resource: string): boolean => {
  const session = sessionNameOf(arn)
  if (arn === undefined || session === undefined) return false
  return session === resource || (session === functionIn(resource) && arn.includes(`:${partsOf(resource)?.[2]}:`))
}

/** Buckets and the like have no account or Region in their ARN. */
const isSame = (named: string | undefined, found: string | undefined): boolean =>
  named === '' || found === undefined || named === found

/** Fields that name what an event is about without saying what kind of thing that is. */
const PLAIN_FIELD = /^(?:(?:resource)?(?:names?|ids?|arns?|identifiers?)|keyid|resources)$/i
const ANY_FIELD = /(?:names?|url|bucket)$/i

/** Whether a field by that name holds names of such resources: `tableName` for `table/orders`, but no `statementId`. */
const fieldTest = (resource: string): ((field: string) => boolean) => {
  const [, type] = /^\/?([\w-]+)[/:]/.exec(resource) ?? []
  if (type === undefined) return (field) => ANY_FIELD.test(field)
  const words = type.toLowerCase().replace(/s$/, '').split('-')
  return (field) => {
    const lower = field.toLowerCase()
    return PLAIN_FIELD.test(field) || words.some((word) => word !== '' && lower.includes(word))
  }
}

/** Looks at the fields of a record that may name a resource: not at who called, and not at tags, which say anything. */
const someText = (
  record: JsonObject,
  isField: (key: string) => boolean,
  isName: (found: string) => boolean,
): boolean => {
  const open: { readonly value: Json; readonly isNaming: boolean }[] = []
  for (const key of Object.keys(record))
    if (!isOwnId(key) && key !== 'userIdentity') open.push({ value: own(record, key) as Json, isNaming: false })
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, isNaming } = next
    if (typeof value === 'string') {
      if (isNaming && isName(value)) return true
    } else if (Array.isArray(value)) for (const item of value as readonly Json[]) open.push({ value: item, isNaming })
    else if (isObject(value))
      for (const key of Object.keys(value))
        if (!/^tag/i.test(key)) open.push({ value: own(value, key) as Json, isNaming: isField(key) })
  }
  return false
}
