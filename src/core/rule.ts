/** Rule and Correlation: what is looked for. Names follow the Sigma specification. */
import type { Event } from './event.ts'
import type { Finding } from './finding.ts'
import type { JsonObject } from './json.ts'
import type { Compiled } from './language.ts'

export const LEVELS = ['informational', 'low', 'medium', 'high', 'critical'] as const
export type Level = (typeof LEVELS)[number]

/** The values of `status` (SigmaHQ specification, "Sigma Rules Specification"). */
export const STATUSES = ['stable', 'test', 'experimental', 'deprecated', 'unsupported'] as const
export type Status = (typeof STATUSES)[number]

/** Findings of a rule on trial, one that was replaced, or one that its author calls unusable are kept, but wake nobody. */
export const isStaged = ({ status }: { readonly status?: Status }): boolean =>
  status === 'experimental' || status === 'deprecated' || status === 'unsupported'

export interface RuleTest {
  readonly name: string
  readonly match: boolean
  readonly event: JsonObject
  /** The sentence that the finding must carry, when the test states one. */
  readonly message?: string
}

/** Some events of a stream, all alike. */
export interface StreamPart {
  /** Whole in the first part; in the others, what differs from that one. `{n}` in a text is the event's number in its part. */
  readonly event: JsonObject
  readonly times: number
  /** Milliseconds between each event and the one before it. */
  readonly after: number
}

/** The test of a correlation. */
export interface StreamTest extends Omit<RuleTest, 'event'> {
  readonly events: readonly StreamPart[]
}

/** What single rules and correlations share. */
export interface RuleInfo {
  readonly id: string
  readonly title: string
  /** Sigma `name`: a short handle that correlations refer to. */
  readonly name?: string
  readonly level: Level
  /** Absent means stable. */
  readonly status?: Status
  readonly description?: string
  readonly tags: readonly string[]
  readonly falsepositives: readonly string[]
  readonly references: readonly string[]
  /** jq string body; see `message` in the rule format. */
  readonly message?: string
  /** What to do about it, step by step. */
  readonly respond: readonly string[]
}

/** A rule that looks at one record. */
export interface Rule extends RuleInfo {
  readonly tests: readonly RuleTest[]
  readonly language: string
  readonly compiled: Compiled
  /** Ids of the destinations that the rule names. */
  readonly destinations: readonly string[]
  /** Fields whose values make one alert of several findings, in place of the principal. */
  readonly groupBy?: readonly string[]
  /** Where it was written, for people: `file` or `file:line`. */
  readonly origin: string
  /** The sentence for one event; never throws. */
  readonly say: (event: Event) => string
  /** False for a rule that only feeds correlations. */
  readonly reports: boolean
}

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
  /** value_count and new_value: the field whose distinct values are counted. */
  readonly field?: string
  /** alias -> rule reference -> field. */
  readonly aliases: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Whether the rules it refers to report by themselves too. */
  readonly generate: boolean
  /** new_value: how long after a group's first event nothing is reported, in milliseconds. */
  readonly learning?: number
  readonly origin: string
  /** The sentence for a finding of this correlation, when it has a message of its own; never throws. */
  readonly say?: (finding: Finding) => string
}
