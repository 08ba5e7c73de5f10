/** `userIdentity` elements as JSON text (CloudTrail user guide, "CloudTrail userIdentity element"). */
import { iso } from './clock.ts'
import { type Company, type CompanyAccount, HOME, type Person, type ServiceUser } from './company.ts'

/** Who calls, from where and with what: the parts that stay the same from call to call. */
export interface SimulatedCaller {
  readonly account: CompanyAccount
  /** The whole `userIdentity` element. */
  readonly identity: string
  readonly ip: string
  readonly agent: string
  readonly key?: string | undefined
  readonly arn?: string
  /** The session was made in the console (`sessionCredentialFromConsole`). */
  readonly console?: true | undefined
}

export interface Workload {
  readonly type: 'AWS::EC2::Instance' | 'AWS::Lambda::Function'
  readonly arn: string
}

export const instanceWorkload = (account: CompanyAccount, id: string): Workload => ({
  type: 'AWS::EC2::Instance',
  arn: `arn:aws:ec2:${HOME}:${account.id}:instance/${id}`,
})

export interface Session {
  readonly account: CompanyAccount
  /** Role name with its path, for example `aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig`. */
  readonly role: string
  readonly roleId: string
  readonly name: string
  readonly key: string
  readonly since: number
  readonly mfa?: boolean
  /** The OIDC provider that the session came through. */
  readonly provider?: string | undefined
  /** The instance or function that AWS gave the credentials to (`inScopeOf`). */
  readonly issuedTo?: Workload | undefined
}

const baseName = (role: string): string => role.slice(role.lastIndexOf('/') + 1)

export const sessionArn = ({ account, role, name }: Session): string =>
  `arn:aws:sts::${account.id}:assumed-role/${baseName(role)}/${name}`

/** An assumed role; `invokedBy` names the AWS service that calls on the session's behalf. */
export const assumedRole = (session: Session, invokedBy?: string): string => {
  const { account, role, roleId, name, key, since } = session
  const web = session.provider
    ? `,"webIdFederationData":{"federatedProvider":"${session.provider}","attributes":{}}`
    : ''
  const { issuedTo } = session
  const delivery = issuedTo?.type === 'AWS::EC2::Instance' ? ',"ec2RoleDelivery":"2.0"' : ''
  const scope = issuedTo ? `,"inScopeOf":{"issuerType":"${issuedTo.type}","credentialsIssuedTo":"${issuedTo.arn}"}` : ''
  const invoked = invokedBy ? `,"invokedBy":"${invokedBy}"` : ''
  return `{"type":"AssumedRole","principalId":"${roleId}:${name}","arn":"${sessionArn(session)}","accountId":"${account.id}","accessKeyId":"${key}","sessionContext":{"sessionIssuer":{"type":"Role","principalId":"${roleId}","arn":"arn:aws:iam::${account.id}:role/${role}","accountId":"${account.id}","userName":"${baseName(role)}"}${web},"attributes":{"creationDate":"${iso(since)}","mfaAuthenticated":"${session.mfa === true}"}${delivery}}${invoked}${scope}}`
}

export const iamUser = (user: Pick<ServiceUser, 'account' | 'id' | 'name'>, key?: string): string =>
  `{"type":"IAMUser","principalId":"${user.id}","arn":"arn:aws:iam::${user.account.id}:user/${user.name}","accountId":"${user.account.id}"${key ? `,"accessKeyId":"${key}"` : ''},"userName":"${user.name}"}`

export const root = (account: CompanyAccount, key?: string, since?: number): string =>
  `{"type":"Root","principalId":"${account.id}","arn":"arn:aws:iam::${account.id}:root","accountId":"${account.id}","accessKeyId":"${key ?? ''}"${since === undefined ? '' : `,"sessionContext":{"attributes":{"creationDate":"${iso(since)}","mfaAuthenticated":"false"}}`}}`

export const service = (host: string): string => `{"type":"AWSService","invokedBy":"${host}"}`

/** A caller of another account, as the account that is called sees it. */
export const foreign = (principalId: string, accountId: string): string =>
  `{"type":"AWSAccount","principalId":"${principalId}","accountId":"${accountId}"}`

export const identityCenterUser = (company: Company, person: Person, credential: string): string =>
  `{"type":"IdentityCenterUser","accountId":"${company.prod.id}","onBehalfOf":{"userId":"${person.userId}","identityStoreArn":"arn:aws:identitystore::${company.prod.id}:identitystore/${company.identityStore}"},"credentialId":"${credential}"}`

export const webIdentity = (provider: string, subject: string): string =>
  `{"type":"WebIdentityUser","principalId":"${provider}:sts.amazonaws.com:${subject}","userName":"${subject}","identityProvider":"${provider}"}`

export const federatedUser = (user: ServiceUser, name: string, key: string, since: number): string =>
  `{"type":"FederatedUser","principalId":"${user.account.id}:${name}","arn":"arn:aws:sts::${user.account.id}:federated-user/${name}","accountId":"${user.account.id}","accessKeyId":"${key}","sessionContext":{"sessionIssuer":{"type":"IAMUser","principalId":"${user.id}","arn":"arn:aws:iam::${user.account.id}:user/${user.name}","accountId":"${user.account.id}","userName":"${user.name}"},"attributes":{"creationDate":"${iso(since)}","mfaAuthenticated":"false"}}}`
