/** Other accounts and everybody are taken out of the policy of a bucket that an intruder changed. */
import { text } from '../core/json.ts'
import { callsAt, defineAction } from './define.ts'
import { withoutOutsiders } from './outsiders.ts'

export const closeBucketPolicy = defineAction({
  action: 'close-bucket-policy',
  title: 'Close the bucket policy to other accounts',
  targets: ['policy of bucket'],
  permissions: ['s3:GetBucketPolicy', 's3:PutBucketPolicy', 's3:DeleteBucketPolicy'],
  plan: async (target, get) => {
    const { name: Bucket, account, region } = target
    const before = text(await get('s3', 'GetBucketPolicy', { Bucket }, region), 'Policy')
    const { outsiders, statements } = withoutOutsiders(before ?? '{}', account)
    const call = callsAt('s3', target)
    const put = (Policy: string) => call('PutBucketPolicy', { Bucket, Policy })
    const closed =
      statements.length > 0
        ? put(JSON.stringify({ ...(JSON.parse(before ?? '{}') as object), Statement: statements }))
        : call('DeleteBucketPolicy', { Bucket })
    return {
      does: outsiders.length > 0 ? [closed] : [],
      undoes: outsiders.length > 0 ? [put(before ?? '')] : [],
      stops: [`that ${outsiders.join(', ') || 'another account'} reaches the bucket by its policy`],
      doesNotStop: [
        'ACLs of the bucket and its objects, access points, and links that were signed',
        'principals of this account and services that its policy names, and what it denies: read what is left',
        'whoever may put another policy',
      ],
      warnings:
        outsiders.length === 0
          ? ['Its policy names no other account.']
          : ['An account that was let in rightly before is shut out too: the record does not say what the policy was.'],
    }
  },
})
