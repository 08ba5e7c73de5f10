/** Rules + scope -> the engine that every lane runs. Serialisable in, so that a worker can build the same one. */
import { readUserAgent } from '../cloudtrail/user-agent.ts'
import type { Event } from '../core/event.ts'
import { LEVELS, type Level } from '../core/rule.ts'
import { linkCorrelations } from '../detect/correlation/link.ts'
import { createRuleSet } from '../detect/rule-set.ts'
import { describeActor } from '../detect/voice/index.ts'
import { createWatch } from '../detect/watch.ts'
import type { Engine } from '../flows/scan-file.ts'
import type { LoadedRules, RuleSource } from './rules.ts'

/** Which events the person asked about. Times are milliseconds; `to` is exclusive. */
export interface Scope {
  readonly from?: number
  readonly to?: number
  readonly accounts?: readonly string[]
  readonly regions?: readonly string[]
}

/** All that an engine is made of, as plain data. */
export interface EngineSpec {
  readonly sources: readonly RuleSource[]
  readonly builtin: boolean
  readonly minLevel?: Level
  readonly scope: Scope
}

export const createEngine = (loaded: LoadedRules, spec: Pick<EngineSpec, 'minLevel' | 'scope'>): Engine => {
  const isWanted = ({ level }: { readonly level: Level }): boolean =>
    spec.minLevel === undefined || LEVELS.indexOf(level) >= LEVELS.indexOf(spec.minLevel)
  const links = linkCorrelations(loaded.rules, loaded.correlations)
  const rules = loaded.rules.map((rule, index) => ({
    ...rule,
    reports: isWanted(rule) && !links.silentRules.has(index),
  }))
  const watch = createWatch(rules, links, isWanted)
  const ruleSet = createRuleSet(rules.filter((rule) => rule.reports || watch.needs(rule)))
  return { ruleSet, watch, words: { who: describeActor, tool: describeTool }, inScope: scopeTest(spec.scope) }
}

const scopeTest = ({ from, to, accounts, regions }: Scope): ((event: Event) => boolean) => {
  if (from === undefined && to === undefined && !accounts && !regions) return () => true
  const accountSet = accounts && new Set(accounts)
  const regionSet = regions && new Set(regions)
  return ({ time, accountId, region }) => {
    const at = from === undefined && to === undefined ? 0 : Date.parse(time)
    return (
      (from === undefined || at >= from) &&
      (to === undefined || at < to) &&
      (accountSet?.has(accountId) ?? true) &&
      (regionSet?.has(region) ?? true)
    )
  }
}

const describeTool = ({ userAgent }: Event): string => {
  if (userAgent === '') return ''
  const { tool, version, os } = readUserAgent(userAgent)
  return `${tool}${version ? ` ${version}` : ''}${os ? ` on ${os}` : ''}`
}
