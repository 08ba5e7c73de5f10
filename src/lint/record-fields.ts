/** What is meant by a field that no record has. */
import { OTHER_FIELDS, STRUCTURES, TEXT_FIELDS } from '../notation/record-fields.ts'
import { suggest } from '../notation/suggest.ts'

/** With what they are in. */
const KNOWN: readonly string[] = [...TEXT_FIELDS, ...STRUCTURES, ...OTHER_FIELDS].flatMap((path) => {
  const keys = path.split('.')
  return keys.map((_, at) => keys.slice(0, at + 1).join('.'))
})
const TOP = new Set([...KNOWN.filter((path) => !path.includes('.')), 'tattletrail'])
const NESTED = new Set(KNOWN.filter((path) => path.includes('.')))
/** Keys of these may be anything: conditions of a token. */
const FREE_BELOW = 'userIdentity.sessionContext.webIdFederationData.attributes.'
const STRICT = /^(?:userIdentity|tlsDetails|resources)\./

/** Names that other formats have for a field: ECS, OCSF, Athena's columns of earlier times. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'event.action': 'eventName',
  'event.provider': 'eventSource',
  'event.outcome': 'errorCode',
  'source.ip': 'sourceIPAddress',
  'source.address': 'sourceIPAddress',
  'cloud.region': 'awsRegion',
  'cloud.account.id': 'recipientAccountId',
  'user.name': 'userIdentity.userName',
  'user_agent.original': 'userAgent',
  'api.operation': 'eventName',
  'api.service.name': 'eventSource',
  'src_endpoint.ip': 'sourceIPAddress',
  'actor.user.name': 'userIdentity.userName',
  region: 'awsRegion',
  account: 'recipientAccountId',
  accountId: 'recipientAccountId',
  source: 'eventSource',
  sourceIP: 'sourceIPAddress',
  clientIP: 'sourceIPAddress',
  name: 'eventName',
  action: 'eventName',
  user: 'userIdentity.userName',
}

export interface FieldFault {
  readonly message: string
  readonly hint: string | undefined
  /** No record has it, so that what is asked of it never holds. */
  readonly sure: boolean
}

/** @param seen paths of records that are known, without the keys of lists */
export const fieldFault = (field: string, seen: ReadonlySet<string>): FieldFault | undefined => {
  const [top = '', ...rest] = field.split('.')
  if (top === 'envelope' || top === 'tattletrail' || seen.has(field)) return undefined
  if (!TOP.has(top)) return unknownTop(field, top, rest, seen)
  if (NESTED.has(field) || rest.length === 0 || field.startsWith(FREE_BELOW)) return undefined
  return STRICT.test(field) ? unknownNested(field) : undefined
}

const didYouMean = (meant: string | undefined): string | undefined =>
  meant === undefined ? undefined : `did you mean "${meant}"?`

const unknownTop = (field: string, top: string, rest: readonly string[], seen: ReadonlySet<string>): FieldFault => {
  const message = `no record has a field "${field}"`
  const inside = rest.join('.')
  if (TOP.has(rest[0] ?? ''))
    return {
      message: `${message}: rules read the record itself, not what is around it`,
      hint: didYouMean(inside),
      sure: true,
    }
  const elsewhere = field.startsWith('aws.cloudtrail.') ? undefined : ELSEWHERE[field]
  if (elsewhere !== undefined) return { message, hint: `CloudTrail calls it "${elsewhere}"`, sure: true }
  const folded = [...TOP].find((known) => known.toLowerCase() === top.toLowerCase())
  const meant = folded ?? (top.length > 3 ? suggest(top, TOP) : undefined)
  if (meant !== undefined)
    return {
      message: folded ? `${message}: case counts` : message,
      hint: didYouMean([meant, ...rest].join('.')),
      sure: true,
    }
  const deeper = [...NESTED, ...seen].find((known) => known.endsWith(`.${field}`))
  return {
    message,
    hint: didYouMean(deeper) ?? `fields are, for example, ${[...TOP].slice(1, 9).join(', ')}`,
    sure: deeper !== undefined,
  }
}

const unknownNested = (field: string): FieldFault => {
  const message = `no record has a field "${field}"`
  const folded = [...NESTED].find((known) => known.toLowerCase() === field.toLowerCase())
  if (folded) return { message: `${message}: case counts`, hint: didYouMean(folded), sure: true }
  const last = field.slice(field.lastIndexOf('.') + 1)
  const moved = [...NESTED].find(
    (known) => known.startsWith(field.slice(0, field.indexOf('.'))) && known.endsWith(`.${last}`),
  )
  const meant = moved ?? suggest(field, NESTED)
  return { message, hint: didYouMean(meant), sure: meant !== undefined }
}
