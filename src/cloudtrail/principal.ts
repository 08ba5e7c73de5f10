/**
 * Who did it, from `userIdentity`.
 * Follows the CloudTrail user guide, "CloudTrail userIdentity element". Wrong types read as missing; nothing throws.
 */
import { PRINCIPAL_KINDS, type Principal, type PrincipalKind } from '../core/event.ts'
import { child, isObject, type Json, type JsonObject, own, text } from '../core/json.ts'
import { identityOf } from './identity.ts'

const KINDS: ReadonlySet<string> = new Set(PRINCIPAL_KINDS)

const kindOf = (identity: JsonObject): PrincipalKind => {
  const type = text(identity, 'type')
  return type !== undefined && KINDS.has(type) ? (type as PrincipalKind) : 'Unknown'
}

/** AIDA..., AROA... (IAM user guide, "IAM identifiers", unique identifiers); a session name may follow a colon. */
const UNIQUE_ID = /^A[A-Z]{3}[A-Z0-9]{1,124}(?=:|$)/

/** `raw` is the record around the identity: a console sign-in says there whether MFA was used. */
export const toPrincipal = (userIdentity: Json | undefined, raw: JsonObject): Principal => {
  if (!isObject(userIdentity)) return { kind: 'Unknown', identity: 'Unknown', name: 'unknown' }
  const kind = kindOf(userIdentity)
  const session = sessionName(kind, userIdentity)
  return {
    kind,
    identity: identityOf(kind, userIdentity),
    name: nameOf(kind, userIdentity) ?? 'unknown',
    ...present('arn', text(userIdentity, 'arn')),
    ...present('principalId', UNIQUE_ID.exec(text(userIdentity, 'principalId') ?? '')?.[0]),
    ...present('accountId', text(userIdentity, 'accountId')),
    ...present('accessKeyId', text(userIdentity, 'accessKeyId')),
    ...present('session', session),
    ...present('assumedRoot', isAssumedRoot(kind, userIdentity)),
    ...present('sessionOf', sessionOwner(kind, userIdentity)),
    ...present('mfa', mfaOf(userIdentity, raw)),
    ...present('invokedBy', serviceOf(kind, userIdentity)),
  }
}

/** What the console did for whoever sat at it had this until about 2021; today it has `sessionCredentialFromConsole`. */
const CONSOLE = 'signin.amazonaws.com'

const serviceOf = (kind: PrincipalKind, identity: JsonObject): string | undefined => {
  const service = text(identity, 'invokedBy')
  return service === CONSOLE && kind !== 'AWSService' ? undefined : service
}

const present = <Key extends string, Value>(key: Key, value: Value | undefined) =>
  (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: Value }

const nameOf = (kind: PrincipalKind, identity: JsonObject): string | undefined => {
  switch (kind) {
    case 'Root':
      // `userName` is the account's alias here, when there is one.
      return 'root'
    case 'AssumedRole':
      return (
        text(issuerOf(identity), 'userName') ??
        assumedRole(identity)?.role ??
        behindSlash(text(issuerOf(identity), 'arn')) ??
        anyName(identity)
      )
    case 'FederatedUser':
      return sessionName(kind, identity) ?? anyName(identity)
    case 'IdentityCenterUser':
      return (
        text(identity, 'userName') ??
        text(child(identity, 'onBehalfOf'), 'userId') ??
        text(identity, 'credentialId') ??
        anyName(identity)
      )
    case 'AWSService':
      return text(identity, 'invokedBy') ?? anyName(identity)
    case 'AWSAccount':
      return (
        text(identity, 'userName') ?? behindSlash(text(identity, 'arn')) ?? accountName(identity) ?? anyName(identity)
      )
    default:
      return anyName(identity)
  }
}

const anyName = (identity: JsonObject): string | undefined =>
  text(identity, 'userName') ??
  behindSlash(text(identity, 'arn')) ??
  text(identity, 'principalId') ??
  text(identity, 'invokedBy') ??
  accountName(identity)

const accountName = (identity: JsonObject): string | undefined => {
  const account = text(identity, 'accountId')
  return account && `account ${account}`
}

/** The last part of an ARN's resource: `arn:aws:iam::123456789012:user/team/alice` is `alice`, `...:root` is `root`. */
const behindSlash = (arn: string | undefined): string | undefined =>
  arn?.slice(Math.max(arn.lastIndexOf('/'), arn.lastIndexOf(':')) + 1) || undefined

const issuerOf = (identity: JsonObject): JsonObject | undefined =>
  child(child(identity, 'sessionContext'), 'sessionIssuer')

/** `arn:aws:sts::<account>:assumed-role/<role>/<session>`: the role's name without its path. */
const assumedRole = (identity: JsonObject): { readonly role: string; readonly session: string } | undefined => {
  const [resource, role, ...session] = (text(identity, 'arn') ?? '').split('/', 8)
  return resource?.endsWith(':assumed-role') && role ? { role, session: session.join('/') } : undefined
}

const sessionName = (kind: PrincipalKind, identity: JsonObject): string | undefined => {
  if (kind === 'AssumedRole') return assumedRole(identity)?.session || behindColon(identity)
  if (kind !== 'FederatedUser') return undefined
  const arn = text(identity, 'arn')
  return (arn?.includes(':federated-user/') ? behindSlash(arn) : undefined) ?? behindColon(identity)
}

/** `principalId` of a session is `<id of the role or account>:<session name>`. */
const behindColon = (identity: JsonObject): string | undefined => {
  const id = text(identity, 'principalId') ?? ''
  const colon = id.indexOf(':')
  return colon === -1 ? undefined : id.slice(colon + 1) || undefined
}

const isAssumedRoot = (kind: PrincipalKind, identity: JsonObject): true | undefined =>
  kind === 'Root' && text(child(identity, 'sessionContext'), 'assumedRoot') === 'true' ? true : undefined

/** The issuer of the session: a role, or for a federated user the user or the root that asked for the session. */
const sessionOwner = (kind: PrincipalKind, identity: JsonObject): Principal['sessionOf'] => {
  const issuer = issuerOf(identity)
  const issuerName = issuer && (text(issuer, 'userName') ?? behindSlash(text(issuer, 'arn')))
  if (issuer !== undefined && (issuerName !== undefined || text(issuer, 'type') !== undefined)) {
    const issuerKind = kindOf(issuer)
    return {
      kind: issuerKind,
      name: issuerKind === 'Root' ? 'root' : (issuerName ?? anyName(issuer) ?? 'unknown'),
      ...present('arn', text(issuer, 'arn')),
      ...present('accountId', text(issuer, 'accountId')),
    }
  }
  const role = kind === 'AssumedRole' ? assumedRole(identity)?.role : undefined
  return role === undefined
    ? undefined
    : { kind: 'Role', name: role, ...present('accountId', text(identity, 'accountId')) }
}

const mfaOf = (identity: JsonObject, raw: JsonObject): boolean | undefined => {
  const attributes = child(child(identity, 'sessionContext'), 'attributes')
  const said = attributes && own(attributes, 'mfaAuthenticated')
  if (said === 'true' || said === true) return true
  if (said === 'false' || said === false) return false
  // "AWS Management Console sign-in events": `additionalEventData.MFAUsed` is Yes or No.
  const used = text(child(raw, 'additionalEventData'), 'MFAUsed')
  return used === 'Yes' ? true : used === 'No' ? false : undefined
}
