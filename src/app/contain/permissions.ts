/** The least policy of whoever plans, and of whoever applies and restores. */
import { actions } from '../../containment/index.ts'
import type { Policy } from '../../iam/policy.ts'

/** What planning asks besides the actions: whose a key is, and which account this is. */
const ALWAYS = ['iam:GetAccessKeyLastUsed', 'sts:GetCallerIdentity']

export const policyOf = (role: 'audit' | 'responder'): Policy => {
  const all = [...new Set([...ALWAYS, ...actions.flatMap(({ permissions }) => permissions)])].sort()
  const isRead = (action: string): boolean => /:(?:Get|List|Describe)/.test(action)
  const Action = role === 'audit' ? all.filter(isRead) : all
  return { Version: '2012-10-17', Statement: [{ Sid: 'TattletrailContain', Effect: 'Allow', Action, Resource: '*' }] }
}
