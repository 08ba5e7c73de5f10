/** Rules + scope -> the engine that every slot runs. Serialisable in, so that a worker can build the same one. */
import type { Canary } from '../../canaries/canary.ts'
import { readUserAgent } from '../../cloudtrail/user-agent.ts'
import type { Event } from '../../core/event.ts'
import { atLeast, type Level } from '../../core/rule.ts'
import type { EventScope } from '../../core/scan.ts'
import { linkCorrelations } from '../../detect/correlation/link.ts'
import { type BehaviourMemory, createMemory } from '../../detect/memory.ts'
import { describeActor } from '../../detect/message/index.ts'
import { createRuleSet } from '../../detect/rule-set.ts'
import { createWatch } from '../../detect/watch.ts'
import type { Engine } from '../../flows/engine.ts'
import type { RuleSource } from '../config/refusal.ts'
import { type ContextSpec, EMPTY_CONTEXT, openContext } from '../context/spec.ts'
import type { LoadedRules } from '../rules/load.ts'

/** All that an engine is made of, as plain data. */
export interface EngineSpec {
  readonly sources: readonly RuleSource[]
  readonly builtin: boolean
  readonly canaries?: readonly Canary[]
  readonly minLevel?: Level
  readonly scope: EventScope
  readonly context?: ContextSpec
  /** Findings carry their record. */
  readonly keepsRecord?: boolean
}

export interface RunEngine extends Engine {
  /** For behavioural rules over input that comes in pieces. @param grace how late an event may come in, in milliseconds */
  readonly memory: (grace: number) => BehaviourMemory
}

export const createEngine = (
  loaded: LoadedRules,
  spec: Pick<EngineSpec, 'minLevel' | 'scope' | 'context' | 'keepsRecord'>,
): RunEngine => {
  const context = openContext(spec.context ?? EMPTY_CONTEXT)
  const isWanted = (level: Level): boolean => spec.minLevel === undefined || atLeast(level, spec.minLevel)
  const links = linkCorrelations(loaded.rules, loaded.correlations)
  const rules = loaded.rules.map((rule, index) => ({
    ...rule,
    reports: isWanted(context.highest(rule)) && !links.silentRules.has(index),
  }))
  const newWatch = () => createWatch(rules, links, ({ level }) => isWanted(level), context.level)
  const watch = newWatch()
  const ruleSet = createRuleSet(rules.filter((rule) => rule.reports || watch.needs(rule)))
  return {
    ruleSet,
    watch,
    enrichment: {
      who: describeActor,
      tool: cachedTool(),
      context: context.of,
      level: context.level,
      keepsRecord: spec.keepsRecord ?? false,
    },
    inScope: scopeTest(spec.scope),
    attach: context.attach,
    isWanted,
    memory: (grace) => createMemory(links, newWatch, grace),
  }
}

const scopeTest = ({ from, to, accounts, regions }: EventScope): ((event: Event) => boolean) => {
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

/** User agents come from hostile input too: beyond this many, the memory starts again. */
const MAX_USER_AGENTS = 10_000

/** The same few tools are told of all day: each is read once. */
const cachedTool = (): ((event: Event) => string) => {
  const known = new Map<string, string>()
  return (event) => {
    const before = known.get(event.userAgent)
    if (before !== undefined) return before
    const tool = describeTool(event)
    if (known.size >= MAX_USER_AGENTS) known.clear()
    known.set(event.userAgent, tool)
    return tool
  }
}

const describeTool = ({ userAgent }: Event): string => {
  if (userAgent === '') return ''
  const { tool, version, os } = readUserAgent(userAgent)
  return `${tool}${version ? ` ${version}` : ''}${os ? ` on ${os}` : ''}`
}
