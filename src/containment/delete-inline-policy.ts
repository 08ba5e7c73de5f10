/** An inline policy that an intruder put is deleted; what it says is kept, and can be put again. */
import type { JsonObject } from '../core/json.ts'
import type { Call } from '../iam/call.ts'
import { documentOf } from '../iam/policy.ts'
import { defineAction, partsOf } from './define.ts'

const KINDS = ['User', 'Role', 'Group'] as const

export const deleteInlinePolicy = defineAction({
  action: 'delete-inline-policy',
  title: 'Delete the inline policy',
  targets: ['inline policy on user', 'inline policy on role', 'inline policy on group'],
  permissions: KINDS.flatMap((kind) => ['Get', 'Put', 'Delete'].map((verb) => `iam:${verb}${kind}Policy`)),
  plan: async (target, get) => {
    const [owner, PolicyName] = partsOf(target)
    const kind = KINDS.find((one) => target.kind.endsWith(one.toLowerCase())) ?? 'User'
    const input = { [`${kind}Name`]: owner, PolicyName }
    const PolicyDocument = documentOf(await get('iam', `Get${kind}Policy`, input))
    const call = (command: string, more: JsonObject = {}): readonly Call[] =>
      PolicyDocument === undefined ? [] : [{ service: 'iam', command, input: { ...input, ...more } }]
    return {
      does: call(`Delete${kind}Policy`),
      undoes: call(`Put${kind}Policy`, { PolicyDocument: PolicyDocument ?? '' }),
      stops: [`what the policy lets ${kind.toLowerCase()} ${owner} do`],
      doesNotStop: [
        'what its other policies and groups let it do',
        'sessions and keys that were made with it: they keep what other policies give them',
        'whoever may put another policy',
      ],
      warnings:
        PolicyDocument === undefined
          ? ['The policy is not there any more.']
          : ['If a policy of that name was there before the intruder put theirs, it does not come back by itself.'],
    }
  },
})
