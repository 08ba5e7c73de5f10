/** Data is copied under a key that only the attacker has, the originals are deleted, and the keys scheduled to go. */
import { DAY, spoken } from '../clock.ts'
import { FOREIGN_ACCOUNT, HOME } from '../company.ts'
import { hex, uuid } from '../random.ts'
import { defineStory } from './stage.ts'

const OBJECTS = 24

export const ransom = defineStory({
  name: 'ransom',
  title: 'A bucket is encrypted for ransom',
  describes:
    "The session of a batch instance suspends versioning of the exports bucket, lets everything expire in a day, re-encrypts objects with a foreign account's key, deletes the rest, leaves a note and schedules keys for deletion.",
  play: (stage) => {
    const { prod } = stage.company
    const bucket = 'example-prod-exports'
    const gang = stage.instance('batch-worker', stage.address())
    const xmlns = 'http://s3.amazonaws.com/doc/2006-03-01/'
    const foreignKey = `arn:aws:kms:us-east-1:${FOREIGN_ACCOUNT}:key/${uuid(stage.from)}`
    const keys = Array.from({ length: OBJECTS }, () => `exports/${hex(stage.from, 8)}.parquet`)
    const bucketResource = { accountId: prod.id, type: 'AWS::S3::Bucket', ARN: `arn:aws:s3:::${bucket}` }

    stage.step(gang, 'sts.GetCallerIdentity', { after: 300 })
    stage.step(gang, 's3.ListBuckets', {
      request: { Host: `s3.${HOME}.amazonaws.com` },
      host: `s3.${HOME}.amazonaws.com`,
    })
    stage.s3(gang, 'GetBucketVersioning', bucket, { request: { versioning: '' } })
    stage.s3(gang, 'PutBucketVersioning', bucket, {
      request: { VersioningConfiguration: { xmlns, Status: 'Suspended' }, versioning: '' },
      bytes: [124, 0],
    })
    stage.s3(gang, 'PutBucketLifecycle', bucket, {
      request: {
        LifecycleConfiguration: {
          xmlns,
          Rule: { ID: 'cleanup', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 1 } },
        },
        lifecycle: '',
      },
      bytes: [246, 0],
    })
    stage.s3(gang, 'ListObjects', bucket, {
      request: { 'list-type': '2', prefix: '', 'encoding-type': 'url' },
      data: true,
    })
    for (const key of keys) {
      stage.s3(gang, 'CopyObject', bucket, {
        after: 1 + stage.from.below(3),
        key,
        data: true,
        request: {
          'x-amz-copy-source': `${bucket}/${key}`,
          'x-amz-server-side-encryption': 'aws:kms',
          'x-amz-server-side-encryption-aws-kms-key-id': foreignKey,
        },
        response: {
          'x-amz-server-side-encryption': 'aws:kms',
          'x-amz-server-side-encryption-aws-kms-key-id': foreignKey,
        },
      })
    }
    for (let batch = 0; batch < 2; batch++) {
      // The record of a batch names no keys, only the prefix.
      stage.s3(gang, 'DeleteObjects', bucket, {
        data: true,
        request: { delete: '', 'x-id': 'DeleteObjects' },
        resources: [{ type: 'AWS::S3::Object', ARNPrefix: `arn:aws:s3:::${bucket}/` }, bucketResource],
        bytes: [18_000, 21_000],
      })
    }
    stage.s3(gang, 'PutObject', bucket, { key: 'READ-ME-TO-RESTORE.txt', data: true, bytes: [612, 0] })
    for (const id of prod.kmsKeys.slice(0, 2)) {
      const arn = `arn:aws:kms:${HOME}:${prod.id}:key/${id}`
      stage.step(gang, 'kms.ScheduleKeyDeletion', {
        request: { keyId: id, pendingWindowInDays: 7 },
        response: (now) => ({
          keyId: arn,
          deletionDate: spoken(now + 7 * DAY),
          keyState: 'PendingDeletion',
          pendingWindowInDays: 7,
        }),
        resources: [{ accountId: prod.id, type: 'AWS::KMS::Key', ARN: arn }],
        touches: [arn],
      })
    }
  },
})
