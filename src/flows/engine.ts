/** What judges records and events: rules, what is known besides, and what the person asked for. */
import type { Event } from '../core/event.ts'
import type { JsonObject } from '../core/json.ts'
import type { Level } from '../core/rule.ts'
import type { Enrichment } from '../detect/finding.ts'
import type { RuleSet } from '../detect/rule-set.ts'
import type { Watch } from '../detect/watch.ts'

export interface Engine {
  readonly ruleSet: RuleSet
  readonly watch: Watch
  readonly enrichment: Enrichment
  /** Whether the person asked about this event (`--from`, `--account` ...). */
  readonly inScope: (event: Event) => boolean
  /** Makes what is known about the event readable to rules, and what the record says about that itself unreadable. */
  readonly attach: (record: JsonObject) => void
  /** Whether the person asked for findings of this level (`--min-level`). */
  readonly isWanted: (level: Level) => boolean
}
