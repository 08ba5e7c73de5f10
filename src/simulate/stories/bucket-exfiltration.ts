/** A bucket is opened to the world just long enough to be emptied by someone without credentials. */
import { S3_BROWSER } from '../agents.ts'
import { HOME } from '../company.ts'
import { hex } from '../random.ts'
import { type Actor, defineStory } from './stage.ts'

const OBJECTS = 60

export const bucketExfiltration = defineStory({
  name: 'bucket-exfiltration',
  title: 'A bucket is made public, copied and closed again',
  describes:
    'The session of a container of the orders service puts a public policy on the invoices bucket; its objects are listed and read, in part without any credentials; then the policy is deleted.',
  play: (stage) => {
    const { prod } = stage.company
    const bucket = 'example-prod-invoices'
    const ip = stage.address()
    const task = stage.session(prod, 'task-orders', 'orders-1', ip)
    // S3 names callers without credentials so (S3 user guide, "Amazon S3 CloudTrail events").
    const nobody: Actor = {
      account: prod,
      identity: '{"type":"AWSAccount","principalId":"","accountId":"anonymous"}',
      ip,
      agent: '',
      agentOf: () => S3_BROWSER,
    }
    const policy = {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'sync',
          Effect: 'Allow',
          Principal: '*',
          Action: ['s3:GetObject', 's3:ListBucket'],
          Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
        },
      ],
    }
    const list = { request: { 'list-type': '2', prefix: '', 'encoding-type': 'url' }, data: true } as const

    stage.step(task, 's3.ListBuckets', {
      request: { Host: `s3.${HOME}.amazonaws.com` },
      host: `s3.${HOME}.amazonaws.com`,
    })
    stage.s3(task, 'GetBucketPolicy', bucket, {
      request: { policy: '' },
      error: ['NoSuchBucketPolicy', 'The bucket policy does not exist'],
    })
    stage.s3(task, 'DeleteBucketPublicAccessBlock', bucket, { request: { publicAccessBlock: '' } })
    stage.s3(task, 'PutBucketPolicy', bucket, { request: { bucketPolicy: policy, policy: '' }, bytes: [311, 0] })
    stage.s3(task, 'ListObjects', bucket, list)
    stage.s3(nobody, 'ListObjects', bucket, list)
    for (let left = OBJECTS; left > 0; left--) {
      const reader = left % 3 === 0 ? task : nobody
      const key = `2026/02/${String(1 + (left % 28)).padStart(2, '0')}/${hex(stage.from, 16)}.pdf`
      stage.s3(reader, 'GetObject', bucket, {
        after: 1 + stage.from.below(4),
        key,
        data: true,
        bytes: [0, 20_000 + stage.from.below(900_000)],
      })
    }
    stage.s3(task, 'DeleteBucketPolicy', bucket, { after: 40, request: { policy: '' } })
  },
})
