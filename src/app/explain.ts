/** Why one rule does or does not match one event. */
import { existsSync } from 'node:fs'
import type { Explanation } from '../report/rules/explain.ts'
import { checked, openConfig } from './config/open-config.ts'
import { attachTo } from './context/load-context.ts'
import { readOneEvent } from './context/one-event.ts'
import { loadOpened } from './rules/load.ts'
import { pickRule, ruleOfFile } from './rules/pick-rule.ts'

export interface ExplainSettings {
  readonly rules: readonly string[]
  readonly builtin: boolean
  readonly config?: string
  /** Default: the first event of the file. */
  readonly eventId?: string
}

/**
 * @param wanted a rule file with one rule, or the id, name or title of a rule
 * @param file holds the event
 * @returns `warnings` about the configuration, drawn for a terminal
 * @throws RefusedRules, UsageError
 */
export const explainRule = async (
  wanted: string,
  file: string,
  { rules, builtin, config, eventId }: ExplainSettings,
): Promise<Explanation & { readonly warnings: string }> => {
  const isFile = existsSync(wanted)
  const opened = await openConfig({ config, rules: isFile ? [] : rules })
  const rule = isFile ? await ruleOfFile(wanted) : pickRule(wanted, await loadOpened(opened, builtin))
  const event = readOneEvent(file, eventId, rule.language === 'event-pattern')
  const warnings = await attachTo(event.raw, checked(opened).config)
  return {
    rule: rule.title,
    event,
    verdict: rule.compiled.evaluate(event.raw),
    conditions: rule.compiled.explain(event.raw),
    message: rule.renderMessage(event),
    warnings,
  }
}
