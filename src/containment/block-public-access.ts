/** The block of public access that an intruder took off a bucket is put on again. */
import { child, type JsonObject } from '../core/json.ts'
import { callsAt, defineAction } from './define.ts'

/** S3 API reference, "PublicAccessBlockConfiguration". */
const ALL = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
} as const

export const blockPublicAccess = defineAction({
  action: 'block-public-access',
  title: 'Block public access again',
  targets: ['removed public access block of bucket'],
  permissions: ['s3:GetBucketLocation', 's3:GetBucketPublicAccessBlock', 's3:PutBucketPublicAccessBlock'],
  plan: async (target, get) => {
    const { name: Bucket, region } = target
    if ((await get('s3', 'GetBucketLocation', { Bucket }, region)) === undefined)
      return { refused: 'the bucket is not there any more' }
    const answer = await get('s3', 'GetPublicAccessBlock', { Bucket }, region)
    const before = child(answer, 'PublicAccessBlockConfiguration')
    const isWhole = before !== undefined && Object.keys(ALL).every((key) => before[key] === true)
    const call = callsAt('s3', target)
    const put = (PublicAccessBlockConfiguration: JsonObject) =>
      call('PutPublicAccessBlock', { Bucket, PublicAccessBlockConfiguration })
    const undo = before === undefined ? call('DeletePublicAccessBlock', { Bucket }) : put(before)
    return {
      does: isWhole ? [] : [put(ALL)],
      undoes: isWhole ? [] : [undo],
      stops: ['everybody and other accounts to whom ACLs or a public policy open the bucket'],
      doesNotStop: ['accounts that a policy names and that make it public to nobody', 'links that were signed'],
      warnings: isWhole
        ? ['All of it is blocked already.']
        : ['A bucket that is public by right, such as a website, is closed too.'],
    }
  },
})
