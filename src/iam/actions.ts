/** Which actions of IAM a call needs: their names are not those of events. */
import type { Event } from '../core/event.ts'
import { child, isObject, type JsonObject } from '../core/json.ts'

/** `eventSource` without its domain -> prefix of actions, where they differ (Service Authorization Reference). */
const PREFIXES: Readonly<Record<string, string>> = {
  'agreement-marketplace': 'aws-marketplace',
  'application-insights': 'applicationinsights',
  'catalog.marketplace': 'aws-marketplace',
  'discovery-marketplace': 'aws-marketplace',
  dynamodbstreams: 'dynamodb',
  email: 'ses',
  'entitlement.marketplace': 'aws-marketplace',
  iotdata: 'iot',
  macie: 'macie2',
  'metering-marketplace': 'aws-marketplace',
  migrationhub: 'mgh',
  'models.lex': 'lex',
  monitoring: 'cloudwatch',
  pinpoint: 'mobiletargeting',
  'runtime.lex': 'lex',
  'servicecatalog-appregistry': 'servicecatalog',
  'streams.dynamodb': 'dynamodb',
  tagging: 'tag',
}

/** One row: the prefix, the event, the actions; `*` in both stands for the same text. The first row that fits decides. */
const ACTIONS = `
bedrock | Converse | InvokeModel
bedrock | ConverseStream | InvokeModelWithResponseStream
bedrock | InvokeModelWithBidirectionalStream | InvokeModelWithResponseStream
dynamodb | TransactGetItems | GetItem
dynamodb | TransactWriteItems | PutItem UpdateItem DeleteItem ConditionCheckItem
dynamodb | ExecuteStatement | PartiQLSelect PartiQLInsert PartiQLUpdate PartiQLDelete
dynamodb | BatchExecuteStatement | PartiQLSelect PartiQLInsert PartiQLUpdate PartiQLDelete
dynamodb | ExecuteTransaction | PartiQLSelect PartiQLInsert PartiQLUpdate PartiQLDelete
kms | ReEncrypt | ReEncryptFrom ReEncryptTo
lambda | Invoke | InvokeFunction
lambda | InvokeWithResponseStream | InvokeFunction
s3 | ListBuckets | ListAllMyBuckets
s3 | HeadBucket | ListBucket
s3 | ListObjects | ListBucket
s3 | ListObjectsV2 | ListBucket
s3 | ListObjectVersions | ListBucketVersions
s3 | HeadObject | GetObject
s3 | SelectObjectContent | GetObject
s3 | CopyObject | PutObject GetObject
s3 | UploadPartCopy | PutObject GetObject
s3 | UploadPart | PutObject
s3 | PostObject | PutObject
s3 | CreateMultipartUpload | PutObject
s3 | CompleteMultipartUpload | PutObject
s3 | DeleteObjects | DeleteObject
s3 | ListParts | ListMultipartUploadParts
s3 | ListMultipartUploads | ListBucketMultipartUploads
s3 | GetBucketEncryption | GetEncryptionConfiguration
s3 | PutBucketEncryption | PutEncryptionConfiguration
s3 | DeleteBucketEncryption | PutEncryptionConfiguration
s3 | GetBucketLifecycle | GetLifecycleConfiguration
s3 | GetBucketLifecycleConfiguration | GetLifecycleConfiguration
s3 | PutBucketLifecycle | PutLifecycleConfiguration
s3 | PutBucketLifecycleConfiguration | PutLifecycleConfiguration
s3 | DeleteBucketLifecycle | PutLifecycleConfiguration
s3 | GetBucketReplication | GetReplicationConfiguration
s3 | PutBucketReplication | PutReplicationConfiguration
s3 | DeleteBucketReplication | PutReplicationConfiguration
s3 | DeleteBucketCors | PutBucketCORS
s3 | DeleteBucketTagging | PutBucketTagging
s3 | DeleteBucketOwnershipControls | PutBucketOwnershipControls
s3 | GetPublicAccessBlock | GetBucketPublicAccessBlock
s3 | PutPublicAccessBlock | PutBucketPublicAccessBlock
s3 | DeletePublicAccessBlock | PutBucketPublicAccessBlock
s3 | DeleteBucketPublicAccessBlock | PutBucketPublicAccessBlock
s3 | DeleteAccountPublicAccessBlock | PutAccountPublicAccessBlock
s3 | GetBucketAccelerateConfiguration | GetAccelerateConfiguration
s3 | PutBucketAccelerateConfiguration | PutAccelerateConfiguration
s3 | GetBucketNotificationConfiguration | GetBucketNotification
s3 | PutBucketNotificationConfiguration | PutBucketNotification
s3 | GetObjectLockConfiguration | GetBucketObjectLockConfiguration
s3 | PutObjectLockConfiguration | PutBucketObjectLockConfiguration
s3 | GetBucketAnalyticsConfiguration | GetAnalyticsConfiguration
s3 | ListBucketAnalyticsConfigurations | GetAnalyticsConfiguration
s3 | PutBucketAnalyticsConfiguration | PutAnalyticsConfiguration
s3 | DeleteBucketAnalyticsConfiguration | PutAnalyticsConfiguration
s3 | GetBucketInventoryConfiguration | GetInventoryConfiguration
s3 | ListBucketInventoryConfigurations | GetInventoryConfiguration
s3 | PutBucketInventoryConfiguration | PutInventoryConfiguration
s3 | DeleteBucketInventoryConfiguration | PutInventoryConfiguration
s3 | GetBucketMetricsConfiguration | GetMetricsConfiguration
s3 | ListBucketMetricsConfigurations | GetMetricsConfiguration
s3 | PutBucketMetricsConfiguration | PutMetricsConfiguration
s3 | DeleteBucketMetricsConfiguration | PutMetricsConfiguration
s3 | GetBucketIntelligentTieringConfiguration | GetIntelligentTieringConfiguration
s3 | ListBucketIntelligentTieringConfigurations | GetIntelligentTieringConfiguration
s3 | PutBucketIntelligentTieringConfiguration | PutIntelligentTieringConfiguration
s3 | DeleteBucketIntelligentTieringConfiguration | PutIntelligentTieringConfiguration
sns | PublishBatch | Publish
sqs | SendMessageBatch | SendMessage
sqs | DeleteMessageBatch | DeleteMessage
sqs | ChangeMessageVisibilityBatch | ChangeMessageVisibility
`

export const renamedActions: ReadonlyMap<string, readonly string[]> = new Map(
  ACTIONS.trim()
    .split('\n')
    .map((row) => {
      const [prefix = '', name = '', actions = ''] = row.split(' | ')
      return [`${prefix}:${name}`, actions.split(' ').map((action) => `${prefix}:${action}`)] as const
    }),
)

/** API Gateway authorizes the method of HTTP (Service Authorization Reference, "Amazon API Gateway Management"). */
const METHODS: Readonly<Record<string, string>> = {
  ...{
    Get: 'GET',
    Create: 'POST',
    Import: 'POST',
    Test: 'POST',
    Generate: 'POST',
    Put: 'PUT',
    Reimport: 'PUT',
    Tag: 'PUT',
  },
  ...{ Update: 'PATCH', Delete: 'DELETE', Untag: 'DELETE', Flush: 'DELETE', Reset: 'DELETE' },
}

/** "No permissions are required", and no policy denies them (STS API reference; who has no identity yet has no policy either). */
const OF_NOBODY = /^sts:(?:GetCallerIdentity|GetSessionToken|AssumeRoleWith(?:SAML|WebIdentity))$/

/**
 * @param service `eventSource` without its domain, or the prefix itself
 * @returns several when one call needs several; none when IAM is not asked
 */
export const actionsNamed = (service: string, name: string): readonly string[] => {
  const prefix = PREFIXES[service] ?? service
  // Lambda, CloudFront and Cost Explorer put the version of their API behind the name.
  const plain = name.replace(/_?20\d{2}_?\d{2}_?\d{2}(?:v\d+)?$/, '')
  if (prefix === 'signin' || OF_NOBODY.test(`${prefix}:${plain}`)) return []
  const [verb = ''] = /^[A-Z][a-z]+/.exec(plain) ?? []
  if (prefix === 'apigateway' && METHODS[verb] !== undefined) return [`apigateway:${METHODS[verb]}`]
  return renamedActions.get(`${prefix}:${plain}`) ?? [`${prefix}:${plain}`]
}

/** What must be allowed for a call to go through. None for what AWS did by itself. */
export const actionsOf = ({ source, name, raw }: Event): readonly string[] => {
  const { eventType } = raw
  if (eventType !== undefined && eventType !== 'AwsApiCall') return []
  const service = source.replace(/\.amazonaws\.com(?:\.cn)?$/, '')
  const actions = actionsNamed(service, name)
  return actions.length > 0 && passesRole(service, child(raw, 'requestParameters'))
    ? [...actions, 'iam:PassRole']
    : actions
}

/** Who hands a role to a service needs `iam:PassRole`, which is in no record of its own (IAM User Guide, "Pass role permissions"). */
const passesRole = (service: string, request: JsonObject | undefined): boolean =>
  service !== 'iam' &&
  service !== 'sts' &&
  Object.entries(request ?? {}).some(
    ([key, value]) =>
      (/role(?:arn)?$/i.test(key) && typeof value === 'string' && /:role\//.test(value)) ||
      (key === 'iamInstanceProfile' && isObject(value)),
  )
