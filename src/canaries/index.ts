/** The registry of canary kinds: one line each. */
import type { CanaryKind } from './define.ts'
import { iamAccessKey } from './iam-access-key.ts'
import { iamRole } from './iam-role.ts'
import { s3Bucket } from './s3-bucket.ts'
import { secret } from './secret.ts'

export const canaryKinds: readonly CanaryKind[] = [iamAccessKey, iamRole, s3Bucket, secret]
