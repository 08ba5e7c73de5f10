/** Vocabulary: what the fields of a record may hold, for those of which it is known ("CloudTrail record contents"). */
import type { Json } from '../core/json.ts'
import type { Names } from './names.ts'

export interface Words {
  readonly values: readonly Json[]
  /** There are no others. */
  readonly closed: boolean
}

const closed = (...values: Json[]): Words => ({ values, closed: true })
const open = (...values: Json[]): Words => ({ values, closed: false })

const FIXED: Readonly<Record<string, Words>> = {
  'userIdentity.type': closed(
    ...['Root', 'IAMUser', 'AssumedRole', 'Role', 'FederatedUser', 'Directory', 'AWSAccount', 'AWSService', 'Unknown'],
    ...['IdentityCenterUser', 'SAMLUser', 'WebIdentityUser'],
  ),
  'userIdentity.sessionContext.sessionIssuer.type': closed('Root', 'IAMUser', 'Role'),
  'userIdentity.sessionContext.attributes.mfaAuthenticated': closed('true', 'false'),
  'userIdentity.sessionContext.ec2RoleDelivery': closed('1.0', '2.0'),
  eventType: closed(
    ...[
      'AwsApiCall',
      'AwsServiceEvent',
      'AwsConsoleAction',
      'AwsConsoleSignIn',
      'AwsCloudTrailInsight',
      'AwsVpceEvent',
    ],
    ...['AwsMcpEvent'],
  ),
  eventCategory: closed('Management', 'Data', 'Insight', 'NetworkActivity', 'ActivityAuditLog'),
  readOnly: closed(true, false),
  managementEvent: closed(true, false),
  sessionCredentialFromConsole: closed('true'),
  'additionalEventData.MFAUsed': closed('Yes', 'No'),
  'additionalEventData.MobileVersion': closed('Yes', 'No'),
  'responseElements.ConsoleLogin': closed('Success', 'Failure'),
  'responseElements.SwitchRole': closed('Success', 'Failure'),
  errorCode: open(
    ...[
      'AccessDenied',
      'AccessDeniedException',
      'VpceAccessDenied',
      'Client.UnauthorizedOperation',
      'UnauthorizedOperation',
      'NoSuchBucket',
    ],
    ...[
      'NoSuchEntityException',
      'ThrottlingException',
      'InvalidClientTokenId',
      'ResourceNotFoundException',
      'ValidationException',
    ],
    ...[
      'Client.DryRunOperation',
      'NoSuchKey',
      'EntityAlreadyExistsException',
      'InvalidParameterException',
      'Throttling',
    ],
  ),
  'envelope.detail-type': open(
    ...['AWS API Call via CloudTrail', 'AWS Console Sign In via CloudTrail', 'AWS Console Action via CloudTrail'],
    ...['AWS Service Event via CloudTrail', 'AWS Insight via CloudTrail', 'AWS Network Activity Event via CloudTrail'],
  ),
}

const REGIONS = open(
  ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'ca-central-1', 'ca-west-1', 'mx-central-1', 'sa-east-1'],
  ...['eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-central-1', 'eu-central-2', 'eu-north-1', 'eu-south-1', 'eu-south-2'],
  ...['ap-south-1', 'ap-south-2', 'ap-east-1', 'ap-east-2', 'ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3'],
  ...['ap-southeast-1', 'ap-southeast-2', 'ap-southeast-3', 'ap-southeast-4', 'ap-southeast-5', 'ap-southeast-6'],
  ...['ap-southeast-7', 'af-south-1', 'me-south-1', 'me-central-1', 'il-central-1', 'us-gov-east-1', 'us-gov-west-1'],
  ...['cn-north-1', 'cn-northwest-1', 'eusc-de-east-1'],
)

/** Undefined where a field may hold anything. */
export const wordsOf = (field: string, names: Names): Words | undefined => {
  if (field === 'eventName') return { values: names.all, closed: false }
  if (field === 'eventSource') return { values: names.sources, closed: false }
  if (field === 'envelope.source') return { values: names.sources.map(busSource), closed: false }
  if (field === 'awsRegion' || field === 'envelope.region') return REGIONS
  return Object.hasOwn(FIXED, field) ? FIXED[field] : undefined
}

/** `iam.amazonaws.com` -> `aws.iam`. */
export const busSource = (source: string): string => `aws.${source.replace(/\.amazonaws\.com$/, '')}`
