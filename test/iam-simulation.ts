/** What IAM answers to a call, by an evaluator that is none of ours. */
import { runSimulation } from '@cloud-copilot/iam-simulate'
import type { PolicyKind } from '../src/iam/evaluate.ts'
import type { Policy } from '../src/iam/policy.ts'
import type { Request } from '../src/iam/request.ts'

const ALLOW = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }

interface Asked {
  readonly principal: string
  /** Of the principal, and of the resource. */
  readonly account: string
  readonly action: string
  readonly resource: string
  readonly context: Record<string, string | string[]>
}

/** Whether somebody who may do everything is denied by the policy. @throws Error for a policy or a call that is not valid */
const isDeniedBy = async (
  kind: PolicyKind,
  policy: Policy,
  { principal, account, action, resource, context }: Asked,
) => {
  const allow = { name: 'everything', policy: ALLOW }
  const contained = { name: 'contained', policy }
  const result = await runSimulation(
    {
      request: { principal, action, resource: { resource, accountId: account }, contextVariables: context },
      identityPolicies: kind === 'identity' ? [allow, contained] : [allow],
      serviceControlPolicies: kind === 'scp' ? [{ orgIdentifier: 'ou-example', policies: [contained] }] : [],
      resourceControlPolicies: [],
      ...(kind === 'boundary' && { permissionBoundaryPolicies: [contained] }),
    },
    {},
  )
  if (result.resultType === 'error') throw new Error(JSON.stringify(result.errors))
  return result.overallResult !== 'Allowed'
}

/** Whether any of the actions of a request is denied. */
export const answerOf = async (
  kind: PolicyKind,
  policy: Policy,
  { actions, resources: [resource = '*'], context }: Request,
): Promise<boolean> => {
  const known = [...context].flatMap(([key, value]) =>
    value === undefined ? [] : [[key, typeof value === 'string' ? value : [...value]] as const],
  )
  const account = String(context.get('aws:principalaccount'))
  const principal = String(context.get('aws:principalarn') ?? `arn:aws:iam::${account}:user/somebody`)
  const asked = { principal, account, resource, context: Object.fromEntries(known) }
  const denied = await Promise.all(actions.map((action) => isDeniedBy(kind, policy, { ...asked, action })))
  return denied.includes(true)
}

/** Whether a policy alone lets an identity of the account do it. */
export const isGrantedBy = async (
  policy: object,
  { action, resource }: { readonly action: string; readonly resource: string },
): Promise<boolean> => {
  const result = await runSimulation(
    {
      request: {
        ...{ principal: 'arn:aws:iam::123456789012:user/somebody', action, contextVariables: {} },
        resource: { resource, accountId: '123456789012' },
      },
      identityPolicies: [{ name: 'asked', policy }],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  )
  if (result.resultType === 'error') throw new Error(JSON.stringify(result.errors))
  return result.overallResult === 'Allowed'
}
