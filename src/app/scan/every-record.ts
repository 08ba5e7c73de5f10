/** Looks at every record of the logs, and judges none. */
import { toEvent } from '../../cloudtrail/event.ts'
import type { Event } from '../../core/event.ts'
import type { RuleSet } from '../../detect/rule-set.ts'

/** Rules that want every record and match none. */
export const everyRecord = (look: (event: Event) => void): RuleSet => ({
  rules: [],
  readEverything: [],
  wants: () => true,
  prefilter: () => undefined,
  match: (record) => look(toEvent(record)),
})
