/** An engine of rules and correlations for tests, without an app around it. */
import type { Correlation } from '../../core/correlation.ts'
import { NO_CONTEXT } from '../../core/finding.ts'
import type { Rule } from '../../core/rule.ts'
import { linkCorrelations } from '../../detect/correlation/link.ts'
import { type BehaviourMemory, createMemory } from '../../detect/memory.ts'
import { createRuleSet } from '../../detect/rule-set.ts'
import { createWatch } from '../../detect/watch.ts'
import { HOUR } from '../../notation/duration.ts'
import type { Engine } from '../engine.ts'

export const anEngine = (
  rules: readonly Rule[],
  correlations: readonly Correlation[] = [],
  more: Partial<Engine> = {},
): Engine & { readonly memory: BehaviourMemory } => {
  const links = linkCorrelations(rules, correlations)
  const newWatch = () => createWatch(rules, links, () => true)
  return {
    ruleSet: createRuleSet(rules),
    watch: newWatch(),
    enrichment: {
      who: ({ principal }) => principal.name,
      tool: () => '',
      context: () => NO_CONTEXT,
      level: ({ level }) => level,
      keepsRecord: false,
    },
    inScope: () => true,
    attach: () => {},
    isWanted: () => true,
    memory: createMemory(links, newWatch, HOUR),
    ...more,
  }
}
