/** Rule: what is looked for in one record. Names follow the Sigma specification. */
import type { Event } from './event.ts'
import type { JsonObject } from './json.ts'
import type { Compiled } from './language.ts'

export const LEVELS = ['informational', 'low', 'medium', 'high', 'critical'] as const
export type Level = (typeof LEVELS)[number]

export const atLeast = (level: Level, wanted: Level): boolean => LEVELS.indexOf(level) >= LEVELS.indexOf(wanted)

/** Nobody has a reason to touch a decoy: what it says is never lowered and never folded. @param tags of a rule */
export const isCanary = (tags: readonly string[]): boolean => tags.some((tag) => /(?:^|\.)canary$/.test(tag))

/** The values of `status` (SigmaHQ specification, "Sigma Rules Specification"). */
export const STATUSES = ['stable', 'test', 'experimental', 'deprecated', 'unsupported'] as const
export type Status = (typeof STATUSES)[number]

/** Findings of a rule on trial, one that was replaced, or one that its author calls unusable are kept, but wake nobody. */
export const isStaged = ({ status }: { readonly status?: Status | undefined }): boolean =>
  status === 'experimental' || status === 'deprecated' || status === 'unsupported'

export interface RuleTest {
  readonly name: string
  readonly match: boolean
  readonly event: JsonObject
  /** The sentence that the finding must carry, when the test states one. */
  readonly message?: string | undefined
}

/** What single rules and correlations share. */
export interface RuleInfo {
  readonly id: string
  readonly title: string
  /** Sigma `name`: a short handle that correlations refer to. */
  readonly name?: string | undefined
  readonly level: Level
  /** Absent means stable. */
  readonly status?: Status | undefined
  readonly description?: string | undefined
  readonly tags: readonly string[]
  readonly falsepositives: readonly string[]
  readonly references: readonly string[]
  /** jq string body; see `message` in the rule format. */
  readonly message?: string | undefined
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
  readonly groupBy?: readonly string[] | undefined
  /** Where it was written, for people: `file` or `file:line`. */
  readonly origin: string
  /** The sentence for one event; never throws. */
  readonly renderMessage: (event: Event) => string
  /** False for a rule that only feeds correlations. */
  readonly reports: boolean
}
