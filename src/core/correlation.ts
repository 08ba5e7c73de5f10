/** Correlation: what is looked for in several records together. Names follow the Sigma specification. */
import type { Finding } from './finding.ts'
import type { JsonObject } from './json.ts'
import type { RuleInfo, RuleTest } from './rule.ts'

/** Some events of a stream, all alike. */
export interface StreamPart {
  /** Whole in the first part; in the others, what differs from that one. `{n}` in a text is the event's number in its part. */
  readonly event: JsonObject
  readonly times: number
  /** Milliseconds between each event and the one before it. */
  readonly after: number
}

/** The test of a correlation. */
export type StreamTest = Omit<RuleTest, 'event'> & { readonly events: readonly StreamPart[] }

export type CorrelationType = 'event_count' | 'value_count' | 'temporal' | 'temporal_ordered' | 'new_value'

/** A Sigma correlation (SigmaHQ specification, "Sigma Correlation Rules Specification"), plus the type `new_value`. */
export interface Correlation extends RuleInfo {
  readonly tests: readonly StreamTest[]
  readonly type: CorrelationType
  /** References as written: a rule's id, name or title. */
  readonly rules: readonly string[]
  readonly groupBy: readonly string[]
  /** Window length in milliseconds. */
  readonly timespan: number
  /** All must hold for the count; temporal types count distinct rules. */
  readonly condition: readonly { readonly op: 'gt' | 'gte' | 'lt' | 'lte' | 'eq' | 'neq'; readonly value: number }[]
  /** value_count and new_value: the fields whose distinct values are counted; of several, what they hold together. */
  readonly fields: readonly string[]
  /** alias -> rule reference -> field. */
  readonly aliases: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Whether the rules it refers to report by themselves too. */
  readonly generate: boolean
  /** new_value: how long after a group's first event nothing is reported, in milliseconds. */
  readonly learning?: number | undefined
  readonly origin: string
  /** The sentence for a finding of this correlation, when it has a message of its own; never throws. */
  readonly renderMessage?: ((finding: Finding) => string) | undefined
}
