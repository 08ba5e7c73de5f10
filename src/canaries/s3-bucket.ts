/** A bucket: bait for whoever opens all that they may list. */
import { z } from 'zod'
import { change, content, defineCanary, nameOf, posture } from './define.ts'

/** S3 writes the request of a denied call too. */
const KEPT = { denied: 'request' } as const
const DATA = { ...KEPT, data: 'AWS::S3::Object' } as const

export const s3Bucket = defineCanary({
  kind: 's3_bucket',
  title: 'S3 bucket',
  source: 's3.amazonaws.com',
  isGlobal: true,
  config: z.strictObject({ name: nameOf(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'what the bucket is called') }),
  sees: [
    content('GetObject PutObject CopyObject DeleteObject DeleteObjects ListObjects ListObjectVersions', DATA),
    content('GetObjectAcl PutObjectAcl GetObjectTagging SelectObjectContent RestoreObject CreateMultipartUpload', DATA),
    content(
      'GetObjectAttributes GetObjectTorrent GetObjectRetention GetObjectLegalHold UploadPart UploadPartCopy',
      DATA,
    ),
    content('ListMultipartUploads ListParts CompleteMultipartUpload AbortMultipartUpload PutObjectTagging', DATA),
    content('DeleteObjectTagging PutObjectRetention PutObjectLegalHold', DATA),
    change('PutBucketPolicy DeleteBucketPolicy PutBucketAcl PutBucketPublicAccessBlock PutBucketReplication', KEPT),
    change('PutBucketLifecycle PutBucketVersioning PutBucketNotification PutBucketTagging DeleteBucket', KEPT),
    change('PutBucketWebsite PutBucketCors PutBucketEncryption PutBucketOwnershipControls PutBucketLogging', KEPT),
    change('PutBucketRequestPayment PutBucketObjectLockConfiguration PutAccelerateConfiguration', KEPT),
    change('PutBucketInventoryConfiguration PutBucketAnalyticsConfiguration PutBucketMetricsConfiguration', KEPT),
    change('DeleteBucketWebsite DeleteBucketCors DeleteBucketEncryption DeleteBucketOwnershipControls', KEPT),
    change('DeleteBucketPublicAccessBlock DeleteBucketLifecycle DeleteBucketReplication DeleteBucketTagging', KEPT),
    change('DeleteBucketInventoryConfiguration DeleteBucketAnalyticsConfiguration', KEPT),
    change('DeleteBucketMetricsConfiguration', KEPT),
    posture('HeadBucket HeadObject', DATA),
    posture(
      'GetBucketAcl GetBucketPolicy GetBucketPolicyStatus GetBucketLocation GetBucketTagging GetBucketCors',
      KEPT,
    ),
    posture('GetBucketVersioning GetBucketLogging GetBucketEncryption GetBucketPublicAccessBlock', KEPT),
    posture('GetBucketNotification GetBucketLifecycle GetBucketReplication GetBucketWebsite', KEPT),
    posture('GetBucketOwnershipControls GetBucketRequestPayment GetBucketObjectLockConfiguration', KEPT),
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
    return {
      request: [
        { bucketName: [name] },
        { 'x-amz-copy-source': [`${name}/*`, `/${name}/*`, `${name}%2F*`, `/${name}%2F*`, `%2F${name}%2F*`] },
      ],
      arns: [bucket, `${bucket}/*`],
      logged: [`${bucket}/*`],
    }
  },
  touch: ({ name }) => ({ service: 's3', command: 'ListObjects', input: { Bucket: name } }),
  bait: ({ name }) => ({ BACKUP_BUCKET: name }),
})
