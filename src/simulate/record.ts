/** One API call as CloudTrail record text, keys in AWS's order (CloudTrail user guide, "Contents of a CloudTrail record"). */
import { iso } from './clock.ts'
import type { SimulatedCaller } from './identity.ts'
import { base64, type Random, upper36, uuid } from './random.ts'

/** What is called, and what came of it. Fields that end in `Json` hold finished JSON text. */
export interface Call {
  /** Without `.amazonaws.com`. */
  readonly service: string
  readonly name: string
  readonly readOnly: boolean
  readonly requestJson?: string | undefined
  readonly responseJson?: string | undefined
  readonly additionalJson?: string | undefined
  readonly resourcesJson?: string | undefined
  /** Failed sign-ins have a message but no code: then the code is empty. */
  readonly error?: readonly [code: string, message: string] | undefined
  /** The host that the caller's TLS connection asked for; the service's own in this Region when absent. */
  readonly host?: string | undefined
  /** Data events need a trail that asks for them; everything else is a management event. */
  readonly data?: true | undefined
  readonly sharedEventId?: string | undefined
  readonly eventType?: 'AwsConsoleSignIn' | 'AwsServiceEvent' | undefined
  readonly serviceEventJson?: string | undefined
}

/** The record versions that services write today; those not listed write 1.11. */
const VERSIONS: Readonly<Record<string, string>> = {
  sts: '1.08',
  signin: '1.08',
  sso: '1.08',
  ecs: '1.08',
  logs: '1.09',
  lambda: '1.09',
  autoscaling: '1.09',
  ec2: '1.10',
  elasticloadbalancing: '1.10',
}

/** Global services answer on a host without a Region. */
const GLOBAL_HOSTS: Readonly<Record<string, string>> = {
  iam: 'iam.amazonaws.com',
  organizations: 'organizations.us-east-1.amazonaws.com',
  cloudfront: 'cloudfront.amazonaws.com',
  route53: 'route53.amazonaws.com',
  signin: 'eu-west-1.signin.aws.amazon.com',
}

const hostOf = (service: string, region: string): string =>
  GLOBAL_HOSTS[service] ?? `${service === 'ecr' ? 'api.ecr' : service}.${region}.amazonaws.com`

/** The additional data of an S3 call. */
export const s3Additional = (from: Random, bytesIn: number, bytesOut: number): string =>
  `{"SignatureVersion":"SigV4","CipherSuite":"TLS_AES_128_GCM_SHA256","bytesTransferredIn":${bytesIn},"AuthenticationMethod":"AuthHeader","x-amz-id-2":"${base64(from, 38)}=","bytesTransferredOut":${bytesOut}}`

export const bucketResource = (account: string, bucket: string): string =>
  `[{"accountId":"${account}","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::${bucket}"}]`

export const objectResources = (account: string, bucket: string, key: string): string =>
  `[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::${bucket}/${key}"},{"accountId":"${account}","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::${bucket}"}]`

export interface Ids {
  readonly eventId: string
  /** Absent: made to fit the service. */
  readonly requestId?: string
}

/**
 * The text of one record.
 * @param recipient the account that the record is delivered to, when it is not the caller's
 */
export const record = (
  from: Random,
  caller: SimulatedCaller,
  region: string,
  second: number,
  call: Call,
  ids: Ids = { eventId: uuid(from) },
  recipient = caller.account.id,
): string => {
  const { service, name } = call
  const s3 = service === 's3'
  const [code, message] = call.error ?? ['', '']
  const error = message && `${code && `"errorCode":"${code}",`}"errorMessage":${JSON.stringify(message)},`
  const additional =
    call.additionalJson ?? (s3 ? s3Additional(from, 0, call.error ? 243 + from.below(80) : from.below(6000)) : '')
  const agent = s3 ? `[${caller.agent}]` : caller.agent
  // Calls that a service makes for someone carry the service's name, and no TLS details.
  const direct = !caller.agent.endsWith('.amazonaws.com') && caller.ip !== 'AWS Internal'
  const signIn = call.eventType === 'AwsConsoleSignIn'
  const request = signIn ? '' : `"requestID":"${ids.requestId ?? (s3 ? upper36(from, 16) : uuid(from))}",`
  return `{"eventVersion":"${VERSIONS[service] ?? '1.11'}","userIdentity":${caller.identity},"eventTime":"${iso(second)}","eventSource":"${service}.amazonaws.com","eventName":"${name}","awsRegion":"${region}","sourceIPAddress":"${caller.ip}","userAgent":"${direct ? agent : caller.agent}",${error}"requestParameters":${call.requestJson ?? 'null'},"responseElements":${call.responseJson ?? 'null'},${additional && `"additionalEventData":${additional},`}${request}"eventID":"${ids.eventId}","readOnly":${call.readOnly},${call.resourcesJson ? `"resources":${call.resourcesJson},` : ''}"eventType":"${call.eventType ?? 'AwsApiCall'}","managementEvent":${!call.data},"recipientAccountId":"${recipient}",${call.sharedEventId ? `"sharedEventID":"${call.sharedEventId}",` : ''}${call.serviceEventJson ? `"serviceEventDetails":${call.serviceEventJson},` : ''}"eventCategory":"${call.data ? 'Data' : 'Management'}"${direct ? `,"tlsDetails":{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256","clientProvidedHostHeader":"${call.host ?? hostOf(service, region)}"}` : ''}${caller.console ? ',"sessionCredentialFromConsole":"true"' : ''}}`
}
