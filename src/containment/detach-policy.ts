/** A managed policy that an intruder attached is detached. */
import type { Call } from '../iam/call.ts'
import { defineAction, partsOf } from './define.ts'
import { attachedTo } from './put-deny.ts'

const KINDS = ['User', 'Role', 'Group'] as const

export const detachPolicy = defineAction({
  action: 'detach-policy',
  title: 'Detach the policy',
  targets: ['policy on user', 'policy on role', 'policy on group'],
  permissions: KINDS.flatMap((kind) => [
    `iam:ListAttached${kind}Policies`,
    `iam:Attach${kind}Policy`,
    `iam:Detach${kind}Policy`,
  ]),
  plan: async (target, get) => {
    const [owner, PolicyArn] = partsOf(target)
    const kind = KINDS.find((one) => target.kind.endsWith(one.toLowerCase())) ?? 'User'
    const isThere = (await attachedTo(kind, owner, get)).includes(PolicyArn)
    const call = (verb: string): readonly Call[] =>
      isThere ? [{ service: 'iam', command: `${verb}${kind}Policy`, input: { [`${kind}Name`]: owner, PolicyArn } }] : []
    return {
      does: call('Detach'),
      undoes: call('Attach'),
      stops: [`what ${PolicyArn} lets ${kind.toLowerCase()} ${owner} do`],
      doesNotStop: [
        'what its other policies and groups let it do',
        'others to whom the same policy is attached',
        'whoever may attach it again',
      ],
      warnings: isThere ? [] : ['The policy is not attached any more.'],
    }
  },
})
