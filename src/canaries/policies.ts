/** Policies of decoys: whoever gets hold of one can do nothing with it. */
import type { JsonObject } from '../core/json.ts'

const document = (Statement: JsonObject): JsonObject => ({ Version: '2012-10-17', Statement: [Statement] })

/** An explicit deny overrides every allow (IAM User Guide, "Policy evaluation logic"); only sts:GetCallerIdentity cannot be denied. */
export const DENY_ALL = document({ Effect: 'Deny', Action: '*', Resource: '*' })

/** Whoever of the account is allowed the action by their own policies. @param resource of a policy that names one */
export const ofAccount = (action: string, resource?: string): JsonObject =>
  document({
    Effect: 'Allow',
    Principal: { AWS: { Ref: 'AWS::AccountId' } },
    Action: action,
    ...(resource !== undefined && { Resource: resource }),
  })

/** A trust policy for a service. */
export const ofService = (service: string): JsonObject =>
  document({ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' })
