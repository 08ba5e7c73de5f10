/** A new trail of all Regions, and the bucket that it writes to. */
import { ACCOUNT, arnOf, joined, nameOf, PARTITION, parameter, REGION, type Reference, STACK } from './expressions.ts'
import type { Resources, Statement } from './model.ts'
import type { DeploySettings } from './settings.ts'
import { denyPlainText } from './statements.ts'

export const trail = ({ org }: DeploySettings): Resources => ({
  NewBucket: { kind: 'bucket', kept: true, expirationDays: parameter('TrailDays'), noncurrentDays: 30 },
  NewBucketPolicy: { kind: 'policy', on: 'NewBucket', statements: bucketStatements(org) },
  NewTrail: { kind: 'trail', after: 'NewBucketPolicy', name: STACK, bucket: 'NewBucket', organization: org },
})

/** The name of the bucket that is read: the new one, or the one that was there. */
export const trailBucket = ({ bucket }: DeploySettings): Reference =>
  bucket === undefined ? nameOf('NewBucket') : parameter('TrailBucket')

/** CloudTrail User Guide, "Amazon S3 bucket policy for CloudTrail" and "Creating a trail for an organization with the AWS CLI". */
const bucketStatements = (org: boolean): readonly Statement[] => {
  const bucket = arnOf('NewBucket')
  const Principal = { Service: 'cloudtrail.amazonaws.com' }
  const fromTrail = { 'aws:SourceArn': joined`arn:${PARTITION}:cloudtrail:${REGION}:${ACCOUNT}:trail/${STACK}` }
  const write = (Sid: string, owner: Reference): Statement => ({
    ...{ Sid, Effect: 'Allow', Principal, Action: 's3:PutObject' },
    Resource: joined`${bucket}/AWSLogs/${owner}/*`,
    Condition: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', ...fromTrail } },
  })
  return [
    {
      ...{ Sid: 'CheckAcl', Effect: 'Allow', Principal, Action: 's3:GetBucketAcl', Resource: bucket },
      Condition: { StringEquals: fromTrail },
    },
    write('Write', ACCOUNT),
    ...(org ? [write('WriteOrganization', parameter('OrganizationId'))] : []),
    denyPlainText('s3:*', [bucket, joined`${bucket}/*`]),
  ]
}
