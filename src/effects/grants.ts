/** What a policy of an identity grants, however it is spelled: `NotAction`, wildcards anywhere, several statements, denies. */
import type { JsonObject } from '../core/json.ts'
import { conditionsOf, isLike, type Statement, statementsIn } from './policies.ts'

/**
 * `everything`: calls of nearly every service. `identities`: to make itself or others administrator. `roles`: to take or pass any
 * role. `data`: to read all secrets or all objects. Several may hold.
 */
export const GRANTS = ['everything', 'identities', 'roles', 'data'] as const
export type Grant = (typeof GRANTS)[number]

/** A call and a thing that nobody thought of when the policy was written: who may do it to that may do it to all. */
interface Probe {
  readonly action: string
  readonly resource: string
}

const NAME = 'zq17-any'
const ACCOUNT = '123456789012'
const iam = (action: string, kind: string): Probe => ({
  action: `iam:${action}`,
  resource: `arn:aws:iam::${ACCOUNT}:${kind}/${NAME}`,
})
const of = (action: string): Probe => {
  const [service = ''] = action.split(':')
  const isS3 = service === 's3'
  return {
    action,
    resource: isS3 ? `arn:aws:s3:::${NAME}/${NAME}` : `arn:aws:${service}:eu-west-1:${ACCOUNT}:${NAME}/${NAME}`,
  }
}

/** Of services that have little to do with each other. */
const EVERYTHING: readonly Probe[] = [
  iam('CreateUser', 'user'),
  ...[
    ...['s3:GetObject', 'ec2:RunInstances', 'lambda:InvokeFunction', 'kms:Decrypt', 'secretsmanager:GetSecretValue'],
    ...['cloudtrail:StopLogging', 'rds:DeleteDBInstance', 'organizations:LeaveOrganization', 'sns:Publish'],
    ...['cloudformation:CreateStack', 'dynamodb:Scan'],
  ].map(of),
]
/** As many as a policy may leave out and still grant everything: `NotAction: organizations:*`. */
const LEFT_OUT = 3

/** What leads to any permission there is ("AWS IAM privilege escalation methods": policies, passwords, keys, groups, trust). */
const IDENTITIES: readonly Probe[] = [
  ...[
    'AttachUserPolicy',
    'PutUserPolicy',
    'CreateAccessKey',
    'CreateLoginProfile',
    'UpdateLoginProfile',
    'AddUserToGroup',
  ].map((action) => iam(action, action === 'AddUserToGroup' ? 'group' : 'user')),
  ...['AttachRolePolicy', 'PutRolePolicy', 'UpdateAssumeRolePolicy'].map((action) => iam(action, 'role')),
  ...['AttachGroupPolicy', 'PutGroupPolicy'].map((action) => iam(action, 'group')),
  ...['CreatePolicyVersion', 'SetDefaultPolicyVersion'].map((action) => iam(action, 'policy')),
]
/** Where a service takes a role from whoever calls, any role that there is is theirs. */
const ROLES: readonly Probe[] = [
  iam('PassRole', 'role'),
  { action: 'sts:AssumeRole', resource: `arn:aws:iam::${ACCOUNT}:role/${NAME}` },
]
const DATA: readonly Probe[] = ['s3:GetObject', 'secretsmanager:GetSecretValue'].map(of)

export const grantsIn = (record: JsonObject): readonly Grant[] => {
  const statements = statementsIn(record).filter(
    ({ principal, notPrincipal }) => principal === undefined && notPrincipal === undefined,
  )
  if (!statements.some(({ isAllow }) => isAllow)) return []
  const granted = (probes: readonly Probe[]): number => probes.filter((probe) => isGranted(statements, probe)).length
  if (granted(EVERYTHING) >= EVERYTHING.length - LEFT_OUT) return ['everything']
  return [
    ...(granted(IDENTITIES) > 0 ? (['identities'] as const) : []),
    ...(granted(ROLES) > 0 ? (['roles'] as const) : []),
    ...(granted(DATA) > 0 ? (['data'] as const) : []),
  ]
}

const isGranted = (statements: readonly Statement[], probe: Probe): boolean =>
  statements.some((one) => one.isAllow && !isNarrowed(one) && isAbout(one, probe)) &&
  !statements.some((one) => !one.isAllow && conditionsOf(one).length === 0 && isAbout(one, probe))

const isAbout = ({ actions, notActions, resources, notResources }: Statement, { action, resource }: Probe): boolean => {
  const like = (patterns: readonly string[], text: string): boolean => patterns.some((pattern) => isLike(text, pattern))
  const isOfAction = notActions.length > 0 ? !like(notActions, action) : like(actions, action)
  return isOfAction && (notResources.length > 0 ? !like(notResources, resource) : like(resources, resource))
}

/**
 * Whether conditions say to what, and not only under which circumstances (an address, a time, MFA): keys of the service itself, and
 * those about the thing or what is asked for ("AWS global condition context keys").
 */
const isNarrowed = (statement: Statement): boolean =>
  conditionsOf(statement).some(
    ({ key, values }) =>
      (!key.startsWith('aws:') || /^aws:(?:resource|request)tag|^aws:resource|^aws:tagkeys/.test(key)) &&
      !values.includes('*'),
  )
