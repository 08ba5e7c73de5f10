/** What a case lists as still standing -> targets, where an action takes it away. */
import type { Target, TargetKind } from '../../containment/define.ts'
import { actions } from '../../containment/index.ts'
import type { Standing } from '../../core/case.ts'

/** Nouns of *still standing* that some action is for: `user` and `role` are those that were made. */
const KINDS: ReadonlySet<string> = new Set<TargetKind>(actions.flatMap(({ targets }) => targets))

/** @param account that is asked and changed */
export const isCovered = ({ kind, value, account: of }: Standing, account: string): boolean =>
  KINDS.has(kind) && value !== '' && of === account

/** @returns nothing for a key: whose it is has to be asked */
export const targetLeft = ({ kind, value, account, region, added }: Standing, partition: string): Target | undefined =>
  kind === 'key'
    ? undefined
    : { kind: kind as TargetKind, partition, account, name: value, region, ...(added !== undefined && { added }) }
