/** Intake: a configuration and rules, read -> all that ingesting needs. */
import type { RuleNotes } from '../../alerting/fold.ts'
import type { Correlation } from '../../core/correlation.ts'
import type { Rule } from '../../core/rule.ts'
import type { Store } from '../../core/store.ts'
import type { Ingester } from '../../flows/ingest.ts'
import { loadContext } from '../context/load-context.ts'
import { compileRules, type LoadedRules, type RuleSource, useRules } from '../rules/load.ts'
import type { Refusal } from '../rules/refusal.ts'
import { createEngine } from '../scan/engine.ts'
import { needsRecord, policyOf } from './delivery.ts'
import { readSettings, type Settings } from './settings.ts'

export interface IntakeParts {
  readonly config: RuleSource | undefined
  /** Rule files besides the configuration. */
  readonly rules: readonly RuleSource[]
  readonly builtin: boolean
}

export interface Intake {
  readonly settings: Settings
  readonly ingester: (store: Store, now: () => number) => Ingester
  /** What is odd about rules and configuration. */
  readonly warnings: Refusal
}

/** @throws RefusedRules with every fault of the configuration and the rules */
export const openIntake = async ({ config, rules, builtin }: IntakeParts): Promise<Intake> => {
  const sources = [...rules, ...(config ? [config] : [])]
  const loaded = useRules(await compileRules(sources, builtin), sources)
  const settings = readSettings(config)
  const context = await loadContext(config)
  const engine = createEngine(loaded, {
    scope: {},
    context: context.spec,
    keepsRecord: settings.destinations.some(needsRecord),
  })
  return {
    settings,
    ingester: (store, now) => ({
      engine,
      memory: engine.memory(settings.grace),
      store,
      policy: policyOf(settings, store, now),
      notes: notesOf(loaded),
      now,
    }),
    warnings: { problems: [...loaded.problems, ...context.problems], sources: [...sources, ...context.sources] },
  }
}

/** By rule: what an alert of it says and where it goes. */
export const notesOf = ({ rules, correlations }: LoadedRules): ((ruleId: string) => RuleNotes) => {
  const all = new Map<string, Rule | Correlation>([...correlations, ...rules].map((rule) => [rule.id, rule]))
  return (id) => {
    const rule = all.get(id)
    return {
      respond: rule?.respond ?? [],
      description: rule?.description ?? '',
      destinations: rule && 'destinations' in rule ? rule.destinations : [],
      groups: rule !== undefined && 'groupBy' in rule && !('type' in rule) && rule.groupBy !== undefined,
    }
  }
}
