/** Policies of decoys: whoever gets hold of one can do nothing with it. */
import type { JsonObject } from '../core/json.ts'

const VERSION = '2012-10-17'

/** An explicit deny overrides every allow (IAM User Guide, "Policy evaluation logic"); only sts:GetCallerIdentity cannot be denied. */
export const DENY_ALL: JsonObject = { Version: VERSION, Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }] }

/** A trust policy: whoever of the account is allowed the action may try. */
export const ofAccount = (action: string): JsonObject => ({
  Version: VERSION,
  Statement: [{ Effect: 'Allow', Principal: { AWS: { Ref: 'AWS::AccountId' } }, Action: action }],
})
