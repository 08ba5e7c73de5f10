/** The built-in pack and rule files -> compiled rules, or every fault of all of them at once. */
import type { Canary } from '../../canaries/canary.ts'
import type { LocatedProblem } from '../../config/located.ts'
import type { Correlation } from '../../core/correlation.ts'
import type { Problem } from '../../core/problem.ts'
import type { Rule } from '../../core/rule.ts'
import { linkCorrelations } from '../../detect/correlation/link.ts'
import { openConfig } from '../config/open-config.ts'
import type { OpenConfig } from '../config/read-sources.ts'
import { refuseErrors } from '../config/refusal.ts'
import { builtinRules } from './pack.ts'

export interface RuleSelection {
  /** Files and folders. */
  readonly paths: readonly string[]
  readonly builtin: boolean
}

/** What rules are made of. */
export interface OpenRules extends OpenConfig {
  /** Whose touches are news. */
  readonly canaries?: readonly Canary[]
}

export interface LoadedRules {
  readonly rules: readonly Rule[]
  readonly correlations: readonly Correlation[]
  readonly problems: readonly LocatedProblem[]
  /** Where a problem of a rule of a person's stands. */
  readonly places?: ReadonlyMap<Rule, (problem: Problem) => LocatedProblem>
}

/** @throws RefusedRules when a rule is wrong, UsageError when a path cannot be read. */
export const loadRules = async ({ paths, builtin }: RuleSelection): Promise<LoadedRules> =>
  loadOpened(await openConfig({ rules: paths }), builtin)

/** Every rule with its tests, and whether it reports by itself. @throws RefusedRules */
export const loadOpened = async (opened: OpenConfig, builtin: boolean): Promise<LoadedRules> => {
  const loaded = await useRules(opened, builtin, true)
  const { silentRules } = linkCorrelations(loaded.rules, loaded.correlations)
  return { ...loaded, rules: loaded.rules.map((rule, index) => ({ ...rule, reports: !silentRules.has(index) })) }
}

/** The rules, when nothing is wrong with them and with the files. @throws RefusedRules */
export const useRules = async (opened: OpenRules, builtin: boolean, withTests = false): Promise<LoadedRules> => {
  const loaded = await compileRules(opened, builtin, withTests)
  refuseErrors({ ...opened, problems: loaded.problems })
  return loaded
}

/**
 * Compiles everything; the problems of the files and of their rules are in the result. A rule of a person's with the id of a
 * built-in one takes its place.
 */
export const compileRules = async (opened: OpenRules, builtin: boolean, withTests = false): Promise<LoadedRules> => {
  const own = builtin ? builtinRules(withTests) : { rules: [], correlations: [] }
  const pack = { ...own, rules: [...own.rules, ...(await rulesFor(opened.canaries))] }
  if (!opened.config) return { ...pack, problems: opened.problems }
  const { readUserRules } = await import('./user-rules.ts')
  const user = readUserRules(opened.config.rules, opened.sigma)
  const taken = new Set([...user.rules, ...user.correlations].map(({ id }) => id))
  const rules = [...pack.rules.filter(({ id }) => !taken.has(id)), ...user.rules]
  const correlations = [...pack.correlations.filter(({ id }) => !taken.has(id)), ...user.correlations]
  const problems = [...opened.problems, ...user.problems, ...linkProblems(rules, correlations)]
  return { rules, correlations, problems, places: user.places }
}

/** Kinds of canaries are loaded where there are any. */
const rulesFor = async (canaries: readonly Canary[] = []): Promise<readonly Rule[]> =>
  canaries.length === 0 ? [] : (await import('./canary-rules.ts')).canaryRules(canaries)

const linkProblems = (rules: readonly Rule[], correlations: readonly Correlation[]): readonly LocatedProblem[] =>
  linkCorrelations(rules, correlations).problems.map(({ correlation, message, hint }) => {
    const { origin = '' } = correlations[correlation] ?? {}
    const [, file = origin, line = '1'] = /^(.*):(\d+)$/s.exec(origin) ?? []
    return { file, line: Number(line), column: 1, message, hint, severity: 'error' }
  })
