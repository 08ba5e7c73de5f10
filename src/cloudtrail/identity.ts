/**
 * Identity: who a `userIdentity` is, made of what only AWS sets. Names that callers choose (of role sessions and federated
 * sessions, SAML subjects, web identities, `sourceIdentity`, session tags) are no part of it.
 */
import { isPermissionSet, type PrincipalKind, withoutArn } from '../core/event.ts'
import { child, type JsonObject, text } from '../core/json.ts'

/** What an ARN must look like to be that of its kind (IAM user guide, "IAM identifiers"). */
const ARNS = {
  Root: /^arn:[\w-]+:iam::\d{12}:root$/,
  IAMUser: /^arn:[\w-]+:iam::\d{12}:user\/./,
  Role: /^arn:[\w-]+:iam::\d{12}:role\/./,
} as const

/** `arn:<partition>:sts::<account>:assumed-role/<role>/<session>`. */
const ROLE_SESSION = /^arn:([\w-]+):sts::(\d{12}):assumed-role\/([^/]+)\/.+$/s

/** @param userIdentity the element, or one within it that has its shape (`sessionIssuer`) */
export const identityOf = (kind: PrincipalKind, userIdentity: JsonObject): string => {
  const issuer = child(child(userIdentity, 'sessionContext'), 'sessionIssuer')
  switch (kind) {
    case 'Root':
    case 'Role':
      return arnOf(kind, userIdentity) ?? byUniqueId(kind, userIdentity)
    case 'IAMUser':
      return arnOf(kind, userIdentity) ?? notSignedIn(userIdentity)
    case 'AssumedRole':
      return ofRoleSession(userIdentity, issuer) ?? byUniqueId(kind, userIdentity)
    case 'FederatedUser':
      return (issuer && ofIssuer(issuer)) ?? withoutArn(kind, text(userIdentity, 'accountId'))
    case 'SAMLUser':
      return withoutArn(kind, text(userIdentity, 'identityProvider') ?? uniqueId(userIdentity))
    case 'WebIdentityUser':
      return withoutArn(kind, text(userIdentity, 'identityProvider'))
    case 'AWSService':
      return withoutArn(kind, text(userIdentity, 'invokedBy'))
    case 'IdentityCenterUser': {
      const person = child(userIdentity, 'onBehalfOf')
      const userId = text(person, 'userId')
      return userId === undefined
        ? byUniqueId(kind, userIdentity)
        : withoutArn(kind, text(person, 'identityStoreArn') ?? text(userIdentity, 'accountId'), userId)
    }
    default:
      return byUniqueId(kind, userIdentity)
  }
}

const arnOf = (kind: keyof typeof ARNS, identity: JsonObject): string | undefined => {
  const arn = text(identity, 'arn')
  return arn !== undefined && ARNS[kind].test(arn) ? arn : undefined
}

/** The role; of a permission set the person in it. Roles have unique names in an account, whatever their paths. */
const ofRoleSession = (identity: JsonObject, issuer: JsonObject | undefined): string | undefined => {
  const session = ROLE_SESSION.exec(text(identity, 'arn') ?? '')
  const role = issuer && arnOf('Role', issuer)
  if (session && isPermissionSet(role)) return session[0]
  return role ?? (session ? `arn:${session[1]}:iam::${session[2]}:role/${session[3]}` : undefined)
}

/** A federated session is of the user or the root that asked for it. */
const ofIssuer = (issuer: JsonObject): string | undefined => {
  const kind = (['IAMUser', 'Root', 'Role'] as const).find((one) => one === text(issuer, 'type'))
  return kind && (arnOf(kind, issuer) ?? byUniqueId(kind, issuer))
}

/**
 * A sign-in that failed has no ARN (CloudTrail user guide, "AWS Management Console sign-in events"): whoever knows the name of
 * a user can make one, so that it is never the user.
 */
const notSignedIn = (identity: JsonObject): string => {
  const name = text(identity, 'userName')
  const id = uniqueId(identity) ?? (name && `user/${name}`)
  return withoutArn('IAMUser', text(identity, 'accountId'), id)
}

const byUniqueId = (kind: PrincipalKind, identity: JsonObject): string =>
  withoutArn(kind, text(identity, 'accountId'), uniqueId(identity))

/** Of `principalId` what is before the first colon: behind it is the name of a session. */
const uniqueId = (identity: JsonObject): string | undefined => text(identity, 'principalId')?.split(':', 1)[0]
