/** A deny on a user or a role: inline, or as a managed policy of its own where that has no room. */

import { child, isObject, type JsonObject, text } from '../core/json.ts'
import type { Call } from '../iam/call.ts'
import { documentOf, LIMITS, type Policy, sizeOf } from '../iam/policy.ts'
import type { Get, Refusal, Step, Target } from './define.ts'

/** What `putDeny` calls. */
export const PUT_DENY: readonly string[] = ['User', 'Role']
  .flatMap((kind) => [
    ...[`iam:Get${kind}`, `iam:List${kind}Policies`, `iam:Get${kind}Policy`, `iam:ListAttached${kind}Policies`],
    ...[`iam:Put${kind}Policy`, `iam:Delete${kind}Policy`, `iam:Attach${kind}Policy`, `iam:Detach${kind}Policy`],
  ])
  .concat('iam:GetPolicyVersion', 'iam:CreatePolicy', 'iam:DeletePolicy')

type Put = Pick<Step, 'does' | 'undoes' | 'policy'>

/**
 * The policy is called as its statement is.
 * @param isEnough whether a policy of that name does what is asked for already
 */
export const putDeny = async (
  target: Target,
  policy: Policy,
  get: Get,
  isEnough = (document: string): boolean => document === JSON.stringify(policy),
): Promise<Put | Refusal> => {
  const kind = target.kind === 'role' ? 'Role' : 'User'
  const owner = { [`${kind}Name`]: target.name }
  const name = policy.Statement[0]?.Sid ?? ''
  const call = (command: string, input: JsonObject): Call => ({
    service: 'iam',
    command,
    input: { ...owner, ...input },
  })

  const immutable = await whyImmutable(target, get)
  if (immutable !== undefined) return { refused: immutable }
  const inline = new Map<string, string>()
  for (const PolicyName of names(await get('iam', `List${kind}Policies`, owner), 'PolicyNames'))
    inline.set(PolicyName, documentOf(await get('iam', `Get${kind}Policy`, { ...owner, PolicyName })) ?? '')

  const before = inline.get(name)
  if (before !== undefined && isEnough(before)) return { does: [], undoes: [], policy }
  const PolicyName = `${name}-${target.kind}-${target.name}`
  const PolicyArn = `arn:${target.partition}:iam::${target.account}:policy/${PolicyName}`
  const attached = await attachedTo(kind, target.name, get)
  if (attached.includes(PolicyArn)) {
    const version = child(await get('iam', 'GetPolicyVersion', { PolicyArn, VersionId: 'v1' }), 'PolicyVersion')
    return isEnough(documentOf(version) ?? '')
      ? { does: [], undoes: [], policy }
      : { refused: `${PolicyArn} is attached and says something else: restore what attached it, then plan anew` }
  }
  const others = [...inline].reduce((sum, [one, document]) => sum + (one === name ? 0 : sizeOf(document)), 0)
  if (others + sizeOf(policy) <= LIMITS.inline[kind]) {
    const put = (PolicyDocument: string): Call => call(`Put${kind}Policy`, { PolicyName: name, PolicyDocument })
    return {
      does: [put(JSON.stringify(policy))],
      undoes: [before === undefined ? call(`Delete${kind}Policy`, { PolicyName: name }) : put(before)],
      policy,
    }
  }
  if (sizeOf(policy) > LIMITS.managed)
    return { refused: `its ${sizeOf(policy)} characters are more than a managed policy may have (${LIMITS.managed})` }
  if (attached.length >= LIMITS.attached)
    return { refused: `no room: inline policies are full, and ${attached.length} managed ones are attached` }
  const create = { PolicyName, PolicyDocument: JSON.stringify(policy) }
  return {
    does: [{ service: 'iam', command: 'CreatePolicy', input: create }, call(`Attach${kind}Policy`, { PolicyArn })],
    undoes: [
      call(`Detach${kind}Policy`, { PolicyArn }),
      { service: 'iam', command: 'DeletePolicy', input: { PolicyArn } },
    ],
    policy,
  }
}

/** Some identities no policy of the account can touch; one that is gone needs none. */
export const whyImmutable = async ({ kind, name }: Target, get: Get): Promise<string | undefined> => {
  const answer = await (kind === 'role'
    ? get('iam', 'GetRole', { RoleName: name })
    : get('iam', 'GetUser', { UserName: name }))
  if (answer === undefined) return `the ${kind} is not there any more`
  const path = text(child(answer, 'Role'), 'Path') ?? ''
  if (path.startsWith('/aws-reserved/sso.amazonaws.com/'))
    return 'a role of a permission set cannot be edited in IAM: it is contained in IAM Identity Center'
  if (path.startsWith('/aws-service-role/')) return 'a service-linked role can be changed by its service alone'
  return undefined
}

/** ARNs of the managed policies that are attached to it. */
export const attachedTo = async (
  kind: 'User' | 'Role' | 'Group',
  name: string,
  get: Get,
): Promise<readonly string[]> => {
  const answer = await get('iam', `ListAttached${kind}Policies`, { [`${kind}Name`]: name })
  return listIn(answer, 'AttachedPolicies').flatMap((one) => (isObject(one) ? (text(one, 'PolicyArn') ?? []) : []))
}

const names = (answer: JsonObject | undefined, key: string): readonly string[] =>
  listIn(answer, key).filter((one): one is string => typeof one === 'string')
const listIn = (answer: JsonObject | undefined, key: string): readonly unknown[] => {
  const list = answer?.[key]
  return Array.isArray(list) ? list : []
}
