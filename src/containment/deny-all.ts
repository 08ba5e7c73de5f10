/** An inline policy that denies everything. */
import { denyPolicy } from '../iam/policy.ts'
import { defineAction } from './define.ts'
import { PUT_DENY, putDeny } from './put-deny.ts'

export const denyAll = defineAction({
  action: 'deny-all',
  title: 'Deny everything',
  targets: ['user', 'role'],
  permissions: PUT_DENY,
  plan: async (target, get) => {
    const put = await putDeny(target, denyPolicy('TattletrailDenyAll'), get)
    if ('refused' in put) return put
    return {
      ...put,
      stops: [
        'every call of its keys, its console and its sessions, those of the past and those to come',
        ...(target.kind === 'user' ? ['federated sessions and session tokens that it made'] : []),
      ],
      doesNotStop: [
        'sessions of other roles that it assumed before',
        'sts:GetCallerIdentity, which nothing denies',
        'what runs already: instances, functions, links that were signed for other identities',
      ],
      warnings: ['Everybody and everything that uses it stands still too.'],
    }
  },
})
