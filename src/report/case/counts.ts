/** Who acted in a case, and what it is called: the same in every report. */
import type { Case } from '../../core/case.ts'

export interface CaseCounts {
  /** Users, and sessions of roles: who calls are by. */
  readonly identities: number
  readonly keys: number
  readonly addresses: number
}

/** What was only made, assumed or touched is not counted. */
export const countsOf = ({ entities }: Pick<Case, 'entities'>): CaseCounts => {
  const count = (...kinds: readonly string[]): number =>
    entities.filter(({ kind, acted }) => acted > 0 && kinds.includes(kind)).length
  return { identities: count('user', 'session'), keys: count('key'), addresses: count('address') }
}

/** What the investigation started from. The value of an alert is a list of ids, which says nothing to people. */
export const seedOf = ({ seed, entities }: Pick<Case, 'seed' | 'entities'>): string => {
  if (seed.kind === 'alert') return 'the alert'
  return entities.find(({ kind, value }) => kind === seed.kind && value === seed.value)?.label ?? seed.value
}
