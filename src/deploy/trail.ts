/** A new trail of all Regions, and the bucket that it writes to. */
import type { JsonObject } from '../core/json.ts'
import { ACCOUNT, getAtt, PARTITION, REGION, ref, STACK, sub, value } from './intrinsics.ts'
import type { DeploySettings } from './settings.ts'

export const trail = ({ org }: DeploySettings): JsonObject => ({
  NewBucket: {
    Type: 'AWS::S3::Bucket',
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
    Properties: {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      VersioningConfiguration: { Status: 'Enabled' },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      PublicAccessBlockConfiguration: {
        ...{ BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
      },
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
      LifecycleConfiguration: {
        Rules: [
          {
            Id: 'Expire',
            Status: 'Enabled',
            ExpirationInDays: ref('TrailDays'),
            NoncurrentVersionExpiration: { NoncurrentDays: 30 },
          },
        ],
      },
    },
  },
  NewBucketPolicy: {
    Type: 'AWS::S3::BucketPolicy',
    Properties: {
      Bucket: ref('NewBucket'),
      PolicyDocument: { Version: '2012-10-17', Statement: bucketStatements(org) },
    },
  },
  NewTrail: {
    Type: 'AWS::CloudTrail::Trail',
    DependsOn: 'NewBucketPolicy',
    Properties: {
      TrailName: sub(STACK),
      S3BucketName: ref('NewBucket'),
      IsLogging: true,
      IsMultiRegionTrail: true,
      IncludeGlobalServiceEvents: true,
      EnableLogFileValidation: true,
      ...(org && { IsOrganizationTrail: true }),
    },
  },
})

/** CloudTrail User Guide, "Amazon S3 bucket policy for CloudTrail" and "Creating a trail for an organization with the AWS CLI". */
const bucketStatements = (org: boolean): JsonObject[] => {
  const Principal = { Service: 'cloudtrail.amazonaws.com' }
  const fromTrail = {
    'aws:SourceArn': sub(`arn:${PARTITION}:cloudtrail:${REGION}:${ACCOUNT}:trail/${STACK}`),
  }
  const write = (Sid: string, owner: string): JsonObject => ({
    ...{ Sid, Effect: 'Allow', Principal, Action: 's3:PutObject' },
    Resource: sub(`${value('NewBucket.Arn')}/AWSLogs/${owner}/*`),
    Condition: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', ...fromTrail } },
  })
  return [
    {
      ...{ Sid: 'CheckAcl', Effect: 'Allow', Principal, Action: 's3:GetBucketAcl' },
      Resource: getAtt('NewBucket', 'Arn'),
      Condition: { StringEquals: fromTrail },
    },
    write('Write', ACCOUNT),
    ...(org ? [write('WriteOrganization', value('OrganizationId'))] : []),
    {
      ...{ Sid: 'DenyPlainText', Effect: 'Deny', Principal: '*', Action: 's3:*' },
      Resource: [getAtt('NewBucket', 'Arn'), sub(`${value('NewBucket.Arn')}/*`)],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  ]
}
