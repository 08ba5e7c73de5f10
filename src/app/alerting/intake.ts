/** Intake: a configuration and rules, opened -> all that ingesting needs. */
import type { RuleNotes } from '../../alerting/fold.ts'
import type { Correlation } from '../../core/correlation.ts'
import type { Rule } from '../../core/rule.ts'
import type { Store } from '../../core/store.ts'
import type { Ingester } from '../../flows/ingest.ts'
import { type ConfigRefusal, joined } from '../config/refusal.ts'
import { loadContext } from '../context/load-context.ts'
import { type LoadedRules, type OpenRules, useRules } from '../rules/load.ts'
import { createEngine, type RunEngine } from '../scan/engine.ts'
import { policyOf } from './delivery.ts'
import { type Settings, settingsOf } from './settings.ts'

export interface Intake {
  readonly settings: Settings
  readonly ingester: (store: Store, now: () => number) => Ingester
  /** What is odd about rules and configuration. */
  readonly warnings: ConfigRefusal
}

/** @throws RefusedRules with every fault of the configuration and the rules */
export const openIntake = async (opened: OpenRules, builtin: boolean): Promise<Intake> => {
  const loaded = await useRules(opened, builtin)
  const settings = settingsOf(opened.config)
  const context = await loadContext(opened.config)
  const engine = createEngine(loaded, {
    scope: {},
    context: context.spec,
    keepsRecord: settings.keepsRecord,
  })
  return {
    settings,
    ingester: (store, now) => createIngester(settings, loaded, engine, store, now),
    warnings: joined({ ...opened, problems: loaded.problems }, context),
  }
}

/** What findings of these rules go through on their way into the store. */
export const createIngester = (
  settings: Settings,
  loaded: LoadedRules,
  engine: RunEngine,
  store: Store,
  now: () => number,
): Ingester => ({
  ...{ engine, store, now },
  memory: engine.memory(settings.grace),
  policy: policyOf(settings, store, now),
  notes: notesOf(loaded),
})

/** By rule: what an alert of it says and where it goes. */
const notesOf = ({ rules, correlations }: LoadedRules): ((ruleId: string) => RuleNotes) => {
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
