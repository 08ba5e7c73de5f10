/** Event and Principal: a thin index over one untouched CloudTrail record. */
import type { JsonObject } from './json.ts'

/** The values of `userIdentity.type` (CloudTrail user guide, "CloudTrail userIdentity element"). Anything else, and a missing element, is `Unknown`. */
export const PRINCIPAL_KINDS = [
  'Root',
  'IAMUser',
  'AssumedRole',
  'Role',
  'FederatedUser',
  'WebIdentityUser',
  'SAMLUser',
  'IdentityCenterUser',
  'AWSService',
  'AWSAccount',
  'Directory',
  'Unknown',
] as const
export type PrincipalKind = (typeof PRINCIPAL_KINDS)[number]

/** An identity for which there is no ARN: its kind, and what else AWS says of it; nothing that its owner chooses. */
export const withoutArn = (kind: PrincipalKind, ...parts: readonly (string | undefined)[]): string =>
  [kind, ...parts.filter((part) => part)].join('/')

/**
 * The path is reserved: only IAM Identity Center makes such roles, lets people take them, and names each session after its
 * person (IAM Identity Center user guide, "Referencing permission sets in resource policies"). A role may be called like them.
 */
const PERMISSION_SET = /^arn:[\w-]+:iam::\d{12}:role\/aws-reserved\/sso\.amazonaws\.com\//

/** @param role its ARN, with the path, as `sessionIssuer` has it */
export const isPermissionSet = (role: string | undefined): boolean => role !== undefined && PERMISSION_SET.test(role)

/** Who did it. */
export interface Principal {
  readonly kind: PrincipalKind
  /**
   * Who it is, made of what only AWS sets: the ARN of the user, role or root (for a session: of who it is of), else the kind
   * with account and unique id. What groups findings and what silences and routes match; never a name that a caller chooses.
   */
  readonly identity: string
  /** A short name for people: user name, role name, service name, `root`, or the best identifier there is. */
  readonly name: string
  readonly arn?: string
  /** The unique id of the user or role, without the name of a session behind it: what is left to tell callers of other accounts apart. */
  readonly principalId?: string
  readonly accountId?: string
  readonly accessKeyId?: string | undefined
  /** Role session name, federated session name. */
  readonly session?: string | undefined
  /** Root for one task, by whoever called `AssumeRoot` in the management account; the root user has no part in it (IAM user guide, "Track privileged tasks"). */
  readonly assumedRoot?: true
  /** The long-lived identity a session came from: a role for AssumedRole, a user or root for FederatedUser. */
  readonly sessionOf?: Omit<Principal, 'identity'>
  /** Whether the session was made with MFA; absent when the record does not say. */
  readonly mfa?: boolean
  /** The AWS service that made the call for this principal (`userIdentity.invokedBy`), or that is the principal; the console is none. */
  readonly invokedBy?: string
}

export interface Event {
  /** `eventID`; empty when the record has none. */
  readonly id: string
  /** `eventTime` as written: ISO 8601, UTC; empty when missing. */
  readonly time: string
  /** The account that the event belongs to: `recipientAccountId`, else the caller's account, else empty. */
  readonly accountId: string
  readonly region: string
  /** `eventSource`, for example `iam.amazonaws.com`. */
  readonly source: string
  /** `eventName`, for example `CreateUser`. */
  readonly name: string
  readonly errorCode?: string | undefined
  readonly principal: Principal
  readonly sourceIp: string
  readonly userAgent: string
  readonly raw: JsonObject
}
