/** Whoever is not the owner is taken out of the ACL of a bucket that an intruder changed. */
import { child, type JsonObject, text } from '../core/json.ts'
import { callsAt, defineAction, objectsIn } from './define.ts'

/** S3 writes its access logs as this group (S3 User Guide, "Access control list (ACL) overview", predefined groups). */
const LOGS = 'http://acs.amazonaws.com/groups/s3/LogDelivery'

export const closeBucketAcl = defineAction({
  action: 'close-bucket-acl',
  title: 'Close the bucket ACL to others',
  targets: ['ACL of bucket'],
  permissions: ['s3:GetBucketAcl', 's3:PutBucketAcl'],
  plan: async (target, get) => {
    const { name: Bucket, region } = target
    const acl = await get('s3', 'GetBucketAcl', { Bucket }, region)
    const Owner = child(acl, 'Owner') ?? {}
    const before = objectsIn(acl, 'Grants')
    const grantees = before.map((grant) => child(grant, 'Grantee') ?? {})
    const isTheirs = ({ ID, URI }: JsonObject): boolean =>
      (ID !== undefined && ID !== Owner.ID) || (URI !== undefined && URI !== LOGS)
    const others = grantees.filter(isTheirs).flatMap((grantee) => text(grantee, 'URI') ?? text(grantee, 'ID') ?? [])
    const call = callsAt('s3', target)
    const put = (Grants: readonly JsonObject[]) =>
      others.length === 0 ? [] : [call('PutBucketAcl', { Bucket, AccessControlPolicy: { Owner, Grants } })]
    return {
      does: put(before.filter((_, at) => !isTheirs(grantees[at] ?? {}))),
      undoes: put(before),
      stops: [`that ${[...new Set(others)].join(', ') || 'others'} reach the bucket by its ACL`],
      doesNotStop: [
        'ACLs of the objects in it, its policy, access points, and links that were signed',
        'whoever may put another ACL',
      ],
      warnings:
        others.length === 0
          ? ['Its ACL names nobody but the owner.']
          : [
              'Who was let in rightly before is shut out too, such as the log delivery of CloudFront: the record does not say what the ACL was.',
            ],
    }
  },
})
