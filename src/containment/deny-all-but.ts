/** Everything is denied but what the target was seen to need. */
import { denyPolicy } from '../iam/policy.ts'
import { defineAction } from './define.ts'
import { PUT_DENY, putDeny } from './put-deny.ts'

export const denyAllBut = defineAction({
  action: 'deny-all-but',
  title: 'Deny all but what it needs',
  targets: ['user', 'role'],
  permissions: PUT_DENY,
  plan: async (target, get, { actions }) => {
    if (actions.length === 0)
      return { refused: 'what it needs is not known: name logs of ordinary days, or the actions' }
    const NotAction = [...new Set(actions)].sort()
    const put = await putDeny(target, denyPolicy('TattletrailDenyAllBut', { NotAction }), get)
    if ('refused' in put) return put
    return {
      ...put,
      stops: [`every action but ${NotAction.length}: ${NotAction.join(', ')}`],
      doesNotStop: [
        'those actions, in whoever’s hands: read the list, and take out what an intruder could use',
        'sessions of other roles that it assumed before',
        'sts:GetCallerIdentity, which nothing denies',
      ],
      warnings: ['What it needs once a month, or reads as data events that no trail has, may be missing in the list.'],
    }
  },
})
