/** A long-lived access key is made inactive, and never deleted: it can be made active again. */

import { isObject } from '../core/json.ts'
import type { Call } from '../iam/call.ts'
import { defineAction } from './define.ts'

export const disableKey = defineAction({
  action: 'disable-key',
  title: 'Disable the access key',
  targets: ['key'],
  permissions: ['iam:ListAccessKeys', 'iam:UpdateAccessKey'],
  plan: async ({ name: AccessKeyId, of: UserName = '' }, get) => {
    const keys = (await get('iam', 'ListAccessKeys', { UserName }))?.AccessKeyMetadata
    const key = (Array.isArray(keys) ? keys : []).find((one) => isObject(one) && one.AccessKeyId === AccessKeyId)
    if (!isObject(key)) return { refused: `user ${UserName} has no such key any more` }
    const update = (Status: string): readonly Call[] =>
      key.Status === 'Active'
        ? [{ service: 'iam', command: 'UpdateAccessKey', input: { UserName, AccessKeyId, Status } }]
        : []
    return {
      does: update('Inactive'),
      undoes: update('Active'),
      stops: ['every call that is signed with the key'],
      doesNotStop: [
        'sessions that were made with the key (GetSessionToken, GetFederationToken): they live on, for up to 36 hours',
        'sessions of roles that it assumed',
        'other keys and the password of the user, and keys that the attacker made',
      ],
      warnings: key.Status === 'Active' ? [] : ['The key is inactive already.'],
    }
  },
})
