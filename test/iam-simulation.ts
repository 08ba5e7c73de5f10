/** What IAM answers to a call, by an evaluator that is none of ours. */
import { runSimulation } from '@cloud-copilot/iam-simulate'
import type { Policy } from '../src/iam/policy.ts'

export interface Asked {
  readonly action: string
  /** Absent: `*`. */
  readonly resource?: string
  readonly context: Readonly<Record<string, string | readonly string[]>>
}

const ACCOUNT = '123456789012'
const EVERYTHING = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }

/** Whether somebody who may do everything is denied by the policy. @throws Error for a policy or a call that is not valid */
export const isDenied = async (policy: Policy, { action, resource = '*', context }: Asked): Promise<boolean> => {
  const result = await runSimulation(
    {
      request: {
        principal: `arn:aws:iam::${ACCOUNT}:user/somebody`,
        action,
        resource: { resource, accountId: ACCOUNT },
        contextVariables: Object.fromEntries(
          Object.entries(context).map(([key, value]) => [key, typeof value === 'string' ? value : [...value]]),
        ),
      },
      identityPolicies: [
        { name: 'everything', policy: EVERYTHING },
        { name: 'contained', policy },
      ],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  )
  if (result.resultType === 'error') throw new Error(JSON.stringify(result.errors))
  return result.overallResult !== 'Allowed'
}
