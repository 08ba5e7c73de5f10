/** Whoever has a password that an intruder set can do nothing with it: calls with temporary credentials are denied. */
import { denyPolicy } from '../iam/policy.ts'
import { defineAction } from './define.ts'
import { PUT_DENY, putDeny } from './put-deny.ts'

export const denyConsole = defineAction({
  action: 'deny-console',
  title: 'Deny the console',
  targets: ['password of user', 'changed password of user'],
  permissions: PUT_DENY.concat('iam:GetLoginProfile'),
  /** "Present … only when the principal uses temporary credentials": in the console, of a user (IAM User Guide, `aws:TokenIssueTime`). */
  plan: async (target, get) => {
    const UserName = target.name
    if ((await get('iam', 'GetLoginProfile', { UserName })) === undefined)
      return { refused: 'the user has no password any more' }
    const policy = denyPolicy('TattletrailDenyConsole', {
      Action: '*',
      Condition: { Null: { 'aws:TokenIssueTime': 'false' } },
    })
    const put = await putDeny({ ...target, kind: 'user' }, policy, get)
    if ('refused' in put) return put
    return {
      ...put,
      stops: ['every call of its console sessions and session tokens, those of the past and those to come'],
      doesNotStop: [
        'signing in: the console opens, and shows nothing',
        'its long-lived access keys: their calls carry no aws:TokenIssueTime',
        'sessions of roles that it assumed before',
      ],
      warnings: [
        'The password stays, since no call brings back one that was deleted: delete it once you know that nobody else uses it.',
      ],
    }
  },
})
