/** A bucket: bait for whoever opens all that they may list. */
import { z } from 'zod'
import { defineCanary, nameOf } from './define.ts'

export const s3Bucket = defineCanary({
  kind: 's3_bucket',
  title: 'S3 bucket',
  source: 's3.amazonaws.com',
  isGlobal: true,
  config: z.strictObject({ name: nameOf(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'what the bucket is called') }),
  sees: [
    {
      ...{ grade: 'content', data: 'AWS::S3::Object', denied: 'request' },
      events: ['GetObject', 'PutObject', 'CopyObject', 'DeleteObject', 'DeleteObjects', 'GetObjectTorrent'],
    },
    {
      ...{ grade: 'content', data: 'AWS::S3::Object', denied: 'request' },
      events: ['ListObjects', 'ListObjectVersions', 'SelectObjectContent', 'RestoreObject', 'GetObjectAcl'],
    },
    {
      ...{ grade: 'content', denied: 'request' },
      events: ['PutBucketPolicy', 'PutBucketAcl', 'PutBucketReplication', 'DeleteBucket', 'PutBucketPublicAccessBlock'],
    },
    {
      ...{ grade: 'posture', data: 'AWS::S3::Object', denied: 'request' },
      events: ['HeadBucket', 'HeadObject'],
    },
    {
      ...{ grade: 'posture', denied: 'request' },
      events: ['GetBucketAcl', 'GetBucketPolicy', 'GetBucketPolicyStatus', 'GetBucketLocation', 'GetBucketTagging'],
    },
    {
      ...{ grade: 'posture', denied: 'request' },
      events: ['GetBucketVersioning', 'GetBucketLogging', 'GetBucketEncryption', 'GetBucketPublicAccessBlock'],
    },
  ],
  cannotSee: [
    'Reads of objects are data events: without a trail that logs them for this bucket only its settings are watched.',
  ],
  benign: ['macie.amazonaws.com', 'config.amazonaws.com', 'access-analyzer.amazonaws.com'],
  place: 'Its name beside those of your other buckets: in a list, a policy or a script of backups.',
  permissions: ['s3:CreateBucket', 's3:PutBucketPublicAccessBlock', 's3:PutEncryptionConfiguration', 's3:DeleteBucket'],
  resources: ({ name }) => ({
    Bucket: {
      Type: 'AWS::S3::Bucket',
      Properties: {
        BucketName: name,
        PublicAccessBlockConfiguration: {
          ...{ BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
        },
      },
    },
  }),
  names: ({ name }, { partition }) => {
    const bucket = `arn:${partition}:s3:::${name}`
    return { request: [{ bucketName: [name] }], arns: [bucket, `${bucket}/*`] }
  },
  bait: ({ name }) => ({ BACKUP_BUCKET: name }),
})
