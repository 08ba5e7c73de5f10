/** A version of a managed policy that an intruder made the default one gives way to the version before it. */
import { text } from '../core/json.ts'
import type { Call } from '../iam/call.ts'
import { defineAction, objectsIn } from './define.ts'

const numberOf = (version: string): number => Number(version.slice(1))

export const defaultPolicyVersion = defineAction({
  action: 'default-policy-version',
  title: 'Go back to the policy version before',
  targets: ['policy version'],
  permissions: ['iam:ListPolicyVersions', 'iam:SetDefaultPolicyVersion'],
  plan: async ({ name: PolicyArn, added = [] }, get) => {
    const versions = objectsIn(await get('iam', 'ListPolicyVersions', { PolicyArn }), 'Versions')
    if (added.length === 0) return { refused: 'the record does not say which version was made' }
    const current = text(
      versions.find((one) => one.IsDefaultVersion === true),
      'VersionId',
    )
    const others = versions
      .flatMap((one) => text(one, 'VersionId') ?? [])
      .filter((version) => !added.includes(version))
      .sort((a, b) => numberOf(b) - numberOf(a))
    const isTheirs = current !== undefined && added.includes(current)
    const before = others.find((version) => numberOf(version) < numberOf(current ?? ''))
    if (isTheirs && before === undefined)
      return { refused: 'no version from before is left: write one, or detach the policy' }
    const set = (VersionId = ''): readonly Call[] =>
      isTheirs ? [{ service: 'iam', command: 'SetDefaultPolicyVersion', input: { PolicyArn, VersionId } }] : []
    return {
      does: set(before),
      undoes: set(current),
      stops: [`what ${added.join(', ')} of the policy lets everybody do to whom it is attached`],
      doesNotStop: [
        'what the version before lets them do: read it',
        'whoever may make their version the default again',
      ],
      warnings: isTheirs ? [] : ['None of their versions is the default one.'],
    }
  },
})
