/** Other accounts and everybody are taken out of the trust of a role that an intruder changed. */
import { child, type Json, text } from '../core/json.ts'
import type { Call } from '../iam/call.ts'
import { defineAction } from './define.ts'
import { withoutOutsiders } from './outsiders.ts'
import { whyImmutable } from './put-deny.ts'

/** A trust must have a statement: nobody may assume a role of which none would be left. */
const NOBODY = { Sid: 'TattletrailNobody', Effect: 'Deny', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }

export const closeTrust = defineAction({
  action: 'close-trust',
  title: 'Close the trust to other accounts',
  targets: ['trust of role'],
  permissions: ['iam:GetRole', 'iam:UpdateAssumeRolePolicy'],
  plan: async (target, get) => {
    const { name: RoleName, account } = target
    const role = { ...target, kind: 'role' } as const
    const immutable = await whyImmutable(role, get)
    if (immutable !== undefined) return { refused: immutable }
    const before = decodeURIComponent(
      text(child(await get('iam', 'GetRole', { RoleName }), 'Role'), 'AssumeRolePolicyDocument') ?? '{}',
    )
    const { outsiders, statements } = withoutOutsiders(before, account)
    const put = (document: string): readonly Call[] =>
      outsiders.length === 0
        ? []
        : [{ service: 'iam', command: 'UpdateAssumeRolePolicy', input: { RoleName, PolicyDocument: document } }]
    const Statement: readonly Json[] = statements.length > 0 ? statements : [NOBODY]
    return {
      does: put(JSON.stringify({ ...(JSON.parse(before) as object), Statement })),
      undoes: put(before),
      stops: [`that ${outsiders.join(', ') || 'another account'} assumes the role`],
      doesNotStop: [
        'sessions of the role that are open: revoke them',
        'principals of this account, services and identity providers that its trust names: read what is left',
        'whoever may change the trust again',
      ],
      warnings:
        outsiders.length === 0
          ? ['Its trust names no other account.']
          : ['An account that was trusted rightly before is shut out too: the record does not say what the trust was.'],
    }
  },
})
