/** A rule as a configuration states it, before it is compiled. */
import type { JsonObject } from '../core/json.ts'
import type { Level, RuleTest, Status } from '../core/rule.ts'
import type { Path } from '../notation/tree.ts'
import type { Document } from './document.ts'
import type { BODIES } from './schema.ts'

export interface RuleBody {
  readonly language: (typeof BODIES)[number]['language']
  /** As it was written: a text, or a structure. */
  readonly value: string | JsonObject
  /** Where it stands in the document. */
  readonly path: Path
}

export interface RuleEntry {
  readonly id: string
  readonly title: string
  readonly level: Level
  readonly status?: Status
  readonly tags: readonly string[]
  readonly description?: string
  /** A jq string without its quotes. */
  readonly message?: string
  readonly respond: readonly string[]
  readonly falsepositives: readonly string[]
  readonly tests: readonly RuleTest[]
  readonly groupBy?: readonly string[]
  /** Ids of destinations. */
  readonly destinations: readonly string[]
  readonly body: RuleBody
  readonly document: Document
  readonly path: Path
}

/** One whose id is not settled yet. */
export type RuleDraft = Omit<RuleEntry, 'id'> & { readonly id?: string }
