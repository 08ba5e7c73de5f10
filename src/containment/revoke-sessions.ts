/** Sessions that were issued so far are denied everything; new ones are not. */
import { denyPolicy } from '../iam/policy.ts'
import { AT_APPLY, defineAction } from './define.ts'
import { PUT_DENY, putDeny } from './put-deny.ts'

const NAME = 'TattletrailRevokeSessions'

export const revokeSessions = defineAction({
  action: 'revoke-sessions',
  title: 'Revoke sessions',
  targets: ['user', 'role'],
  permissions: PUT_DENY,
  /** IAM User Guide, "Revoke IAM role temporary security credentials". */
  plan: async (target, get, { at }) => {
    const policy = denyPolicy(NAME, { Action: '*', Condition: { DateLessThan: { 'aws:TokenIssueTime': AT_APPLY } } })
    const put = await putDeny(target, policy, get, (document) => (issueTime(document) ?? '') >= at)
    if ('refused' in put) return put
    return {
      ...put,
      stops: ['every call of sessions that were issued before it is applied'],
      doesNotStop: [
        'sessions that are made after it: whoever got in once may get in again in the same way',
        'sessions of other roles that it assumed before',
        'sts:GetCallerIdentity, which nothing denies',
        ...(target.kind === 'user'
          ? [
              'its long-lived access keys: their calls carry no aws:TokenIssueTime',
              'credentials that `aws login` refreshes from a console session, for up to 12 hours',
            ]
          : []),
      ],
      warnings: ['Programs that hold a session fail until they fetch a new one; most do so by themselves.'],
    }
  },
})

const issueTime = (document: string): string | undefined =>
  /"aws:TokenIssueTime"\s*:\s*"(\d{4}-[^"]+Z)"/.exec(document)?.[1]
