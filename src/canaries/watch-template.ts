/** What watches canaries, as CloudFormation: a trail for their data events alone, and rules of the bus. Nothing in it says what for. */
import type { JsonObject } from '../core/json.ts'

const template = (Resources: JsonObject): JsonObject => ({ AWSTemplateFormatVersion: '2010-09-09', Resources })
const sub = (text: string): JsonObject => ({ 'Fn::Sub': text })

/**
 * A trail of its own, since selectors replace all that a trail has; it logs nothing but what is selected.
 * @param bucket of the logs that are read; absent: one of its own. @param name of the trail, which the policy of a bucket has to name
 */
export const trailTemplate = (
  selectors: readonly JsonObject[],
  { name, bucket }: { readonly name: string; readonly bucket: string | undefined },
): JsonObject => {
  const AdvancedEventSelectors = selectors.map((one) => ({ ...one }))
  const Trail = {
    Type: 'AWS::CloudTrail::Trail',
    ...(bucket === undefined && { DependsOn: 'BucketPolicy' }),
    Properties: {
      ...{ TrailName: name, IsLogging: true, IsMultiRegionTrail: false, EnableLogFileValidation: true },
      ...{ IncludeGlobalServiceEvents: false, AdvancedEventSelectors },
      S3BucketName: bucket ?? { Ref: 'Bucket' },
    },
  }
  return template(bucket === undefined ? { ...bucketFor(name), Trail } : { Trail })
}

/** CloudTrail user guide, "Amazon S3 bucket policy for CloudTrail". */
const bucketFor = (name: string): JsonObject => {
  const Principal = { Service: 'cloudtrail.amazonaws.com' }
  const trail = sub(`arn:\${AWS::Partition}:cloudtrail:\${AWS::Region}:\${AWS::AccountId}:trail/${name}`)
  const arn = { 'Fn::GetAtt': ['Bucket', 'Arn'] }
  const blocked = {
    BlockPublicAcls: true,
    BlockPublicPolicy: true,
    IgnorePublicAcls: true,
    RestrictPublicBuckets: true,
  }
  return {
    Bucket: {
      Type: 'AWS::S3::Bucket',
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
        LifecycleConfiguration: { Rules: [{ Status: 'Enabled', ExpirationInDays: 400 }] },
        NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
        PublicAccessBlockConfiguration: blocked,
      },
    },
    BucketPolicy: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: {
        Bucket: { Ref: 'Bucket' },
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              ...{ Sid: 'CheckAcl', Effect: 'Allow', Principal, Action: 's3:GetBucketAcl', Resource: arn },
              Condition: { StringEquals: { 'aws:SourceArn': trail } },
            },
            {
              ...{ Sid: 'Write', Effect: 'Allow', Principal, Action: 's3:PutObject' },
              Resource: { 'Fn::Sub': ['${Arn}/AWSLogs/${AWS::AccountId}/*', { Arn: arn }] },
              Condition: {
                StringEquals: { 'aws:SourceArn': trail, 's3:x-amz-acl': 'bucket-owner-full-control' },
              },
            },
          ],
        },
      },
    },
  }
}

/** Most touches are reads, and a rule is told of those in this state alone. @param queue the ARN of whatever takes the events */
export const rulesTemplate = (patterns: readonly JsonObject[], queue: string): JsonObject =>
  template(
    Object.fromEntries(
      patterns.map((EventPattern, at) => [
        `Rule${at + 1}`,
        {
          Type: 'AWS::Events::Rule',
          Properties: {
            State: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS',
            EventPattern,
            Targets: [{ Id: 'queue', Arn: queue }],
          },
        },
      ]),
    ),
  )
