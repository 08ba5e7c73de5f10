/** The library: what another program may import from `tattletrail`. */

export { type LoadedRules, loadRules, RefusedRules, type RuleSelection, type RuleSource } from './app/rules/load.ts'
export type { Scope } from './app/scan/engine.ts'
export { type PreparedScan, prepareScan, type ScanSettings } from './app/scan/scan.ts'
export { toEvent } from './cloudtrail/event.ts'
export { type ReadOptions, type ReadResult, readLog } from './cloudtrail/read-log.ts'
export type { LocatedProblem } from './config/located.ts'
export type { Event, Principal, PrincipalKind } from './core/event.ts'
export { byTime, type Finding, type FindingContext } from './core/finding.ts'
export type { Json, JsonArray, JsonObject } from './core/json.ts'
export type { Compiled, Condition, Language, Verdict } from './core/language.ts'
export { CompileError, type Problem } from './core/problem.ts'
export {
  type Correlation,
  type CorrelationType,
  LEVELS,
  type Level,
  type Rule,
  type RuleInfo,
  type RuleTest,
  type StreamPart,
  type StreamTest,
} from './core/rule.ts'
export type { Failure, ScanSummary } from './core/scan.ts'
export { createRuleSet, type RuleSet } from './detect/rule-set.ts'
export type { ScanProgress, ScanResult } from './flows/scan.ts'
export { eventPattern, filterConfig, jq, sigma } from './languages/index.ts'
