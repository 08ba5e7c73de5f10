/** What is shared with accounts and groups, less those with whom an intruder shared it. */
import type { Call } from '../iam/call.ts'
import type { Refusal, Step } from './define.ts'

/**
 * @param shared with whom it is shared now
 * @param added with whom the intruder shared it
 * @param change a call that adds or takes away
 */
export const unshared = (
  shared: readonly string[],
  added: readonly string[],
  change: (verb: 'add' | 'remove', whom: readonly string[]) => Call,
): Step | Refusal => {
  if (added.length === 0) return { refused: 'the record does not say with whom it was shared' }
  const whom = added.filter((one) => shared.includes(one)).sort()
  const calls = (verb: 'add' | 'remove'): readonly Call[] => (whom.length > 0 ? [change(verb, whom)] : [])
  return {
    does: calls('remove'),
    undoes: calls('add'),
    stops: [`that ${[...added].sort().join(', ')} copies it`],
    doesNotStop: ['copies that were made before: they are theirs', 'whoever may share it again'],
    warnings: whom.length > 0 ? [] : ['It is not shared with them any more.'],
  }
}

/** In what is shared with everybody there is no account, and the group is called `all`. */
export const ofGroups = (whom: readonly string[]): { readonly groups: string[]; readonly accounts: string[] } => ({
  groups: whom.filter((one) => one === 'all'),
  accounts: whom.filter((one) => one !== 'all'),
})
