/** Who did it, as a person would say it. */
import { type Event, isPermissionSet, type Principal } from '../../core/event.ts'
import { child, text } from '../../core/json.ts'
import { plain } from './plain.ts'

const NOBODY = 'someone'

/** IAM Identity Center names its roles `AWSReservedSSO_<permission set>_<16 hex digits>` (IAM Identity Center user guide, "Permission sets"). */
const PERMISSION_SET_NAME = /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/

/** An EC2 instance's role session is named after the instance (IAM user guide, "Instance profiles"). */
const INSTANCE = /^i-[0-9a-f]{8,17}$/

/** A request that nobody signed has this in place of an account: `anonymous`, `ANONYMOUS_PRINCIPAL`. */
const ANONYMOUS = /^anonymous(?:_principal)?$/i

/** `dana (role Developer)`, `user build-bot`, `root user`, `AWS service config`; `someone` when the record does not say. */
export const describeActor = (event: Event): string => {
  const { principal, raw } = event
  const identity = child(raw, 'userIdentity')
  const session = plain(principal.session)
  switch (principal.kind) {
    case 'Root':
      return principal.assumedRoot ? 'root user (session of AssumeRoot)' : 'root user'
    case 'AssumedRole': {
      const person = plain(text(child(identity, 'sessionContext'), 'sourceIdentity'))
      return describeSession(roleOf(principal), session, person)
    }
    case 'FederatedUser': {
      const of = principal.sessionOf
      const name = session ?? plain(principal.name)
      return of ? `${name ?? NOBODY} (federated by ${describe(of)})` : name ? `federated user ${name}` : NOBODY
    }
    case 'WebIdentityUser': {
      const provider = plain(text(identity, 'identityProvider')?.replace(/^arn:.*:oidc-provider\//, ''))
      return `${nameOf(principal)}${provider ? ` (web identity of ${provider})` : ' (web identity)'}`
    }
    default:
      return describe(principal)
  }
}

/** An event's principal, or whom its session is of. */
type Described = NonNullable<Principal['sessionOf']>

const describe = (principal: Described): string => {
  const name = nameOf(principal)
  switch (principal.kind) {
    case 'Root':
      return 'root user'
    case 'IAMUser':
      return name === NOBODY ? NOBODY : `user ${name}`
    case 'Role':
      return describeRole(name, principal.arn)
    case 'AssumedRole':
      return describeSession(roleOf(principal), plain(principal.session))
    case 'FederatedUser':
      return name === NOBODY ? NOBODY : `federated user ${name}`
    case 'SAMLUser':
      return `${name} (SAML)`
    case 'IdentityCenterUser':
      return name === NOBODY ? NOBODY : `Identity Center user ${name}`
    case 'AWSService':
      return `AWS service ${serviceName(plain(principal.invokedBy) ?? name)}`
    case 'AWSAccount': {
      const account = plain(principal.accountId)
      if (account && ANONYMOUS.test(account)) return 'an anonymous caller'
      return account ? `someone in account ${account}` : NOBODY
    }
    case 'Directory':
      return name === NOBODY ? NOBODY : `directory user ${name}`
    default:
      return name.endsWith('.amazonaws.com') ? `AWS service ${serviceName(name)}` : name
  }
}

/** @param person who AWS says is behind the session (`sourceIdentity`), whatever the session is called */
const describeSession = (role: string, session: string | undefined, person?: string): string => {
  if (person && person !== session) return `${person} (${role}${session ? `, session ${session}` : ''})`
  if (!session) return role
  return `${INSTANCE.test(session) ? 'instance ' : ''}${session} (${role})`
}

const roleOf = (principal: Described): string =>
  describeRole(plain(principal.sessionOf?.name) ?? nameOf(principal), principal.sessionOf?.arn)

const describeRole = (name: string, arn: string | undefined): string => {
  const permissionSet = isPermissionSet(arn) ? PERMISSION_SET_NAME.exec(name)?.[1] : undefined
  return permissionSet ? `permission set ${permissionSet}` : name === NOBODY ? 'a role' : `role ${name}`
}

/** A failed sign-in with a name that does not exist hides the name, because people type passwords there (CloudTrail user guide, "AWS Management Console sign-in events"). */
const nameOf = ({ name }: Described): string => {
  const shown = plain(name)
  return shown === undefined || /^(?:unknown|HIDDEN_DUE_TO_SECURITY_REASONS)$/i.test(shown) ? NOBODY : shown
}

/** `config.amazonaws.com` is `config`. */
export const serviceName = (host: string): string => host.replace(/\.amazonaws\.com(?:\.cn)?$/, '')
