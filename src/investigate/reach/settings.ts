/** What an investigation knows beforehand. */
import type { Indicator } from '../../core/case.ts'
import type { Filter } from '../../core/event-query.ts'

export interface ReachSettings {
  readonly seed: Indicator
  /** Entities to follow although a rule says to stop. */
  readonly follow: readonly string[]
  /** An address used by more unrelated principals than this is shared by people who have nothing to do with each other. */
  readonly bound: number
  /** The name of a network of the user's, or of AWS, that an address belongs to. */
  readonly network: (address: string) => string | undefined
  readonly within: Filter['within']
}

/** The same, made ready for the rules. */
export interface Rules extends ReachSettings {
  readonly followed: ReadonlySet<string>
  readonly inSeedNetwork: (address: string) => boolean
}
