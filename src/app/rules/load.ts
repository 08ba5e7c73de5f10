/** The built-in pack and rule files -> compiled rules, or every fault of all of them at once. */
import type { LocatedProblem } from '../../config/located.ts'
import type { Correlation } from '../../core/correlation.ts'
import type { Rule } from '../../core/rule.ts'
import { linkCorrelations } from '../../detect/correlation/link.ts'
import { readRuleFiles } from '../../sources/rule-files.ts'
import { builtinRules } from './pack.ts'

/** A rule file, read. */
export interface RuleSource {
  readonly file: string
  readonly text: string
}

export interface RuleSelection {
  /** Files and folders. */
  readonly paths: readonly string[]
  readonly builtin: boolean
}

export interface LoadedRules {
  readonly rules: readonly Rule[]
  readonly correlations: readonly Correlation[]
  readonly problems: readonly LocatedProblem[]
}

/** Rules that cannot be used. Carries every problem of every file, and the texts to show them in. */
export class RefusedRules extends Error {
  override readonly name = 'RefusedRules'
  readonly problems: readonly LocatedProblem[]
  readonly sources: readonly RuleSource[]
  constructor(problems: readonly LocatedProblem[], sources: readonly RuleSource[]) {
    super(problems.map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`).join('\n'))
    this.problems = problems
    this.sources = sources
  }
}

/** @throws RefusedRules when a rule is wrong, UsageError when a path cannot be read. */
export const loadRules = async ({ paths, builtin }: RuleSelection): Promise<LoadedRules> => {
  const sources = readRuleFiles(paths)
  const loaded = useRules(await compileRules(sources, builtin, true), sources)
  const { silentRules } = linkCorrelations(loaded.rules, loaded.correlations)
  return { ...loaded, rules: loaded.rules.map((rule, index) => ({ ...rule, reports: !silentRules.has(index) })) }
}

/** The rules, when nothing is wrong with them. @throws RefusedRules */
export const useRules = (loaded: LoadedRules, sources: readonly RuleSource[]): LoadedRules => {
  if (loaded.problems.some(({ severity }) => severity === 'error')) throw new RefusedRules(loaded.problems, sources)
  return loaded
}

/** Compiles everything; problems are in the result. A rule of a person's with the id of a built-in one takes its place. */
export const compileRules = async (
  sources: readonly RuleSource[],
  builtin: boolean,
  withTests = false,
): Promise<LoadedRules> => {
  const pack = builtin ? builtinRules(withTests) : { rules: [], correlations: [] }
  if (sources.length === 0) return { ...pack, problems: [] }
  const { readUserRules } = await import('./user-rules.ts')
  const user = readUserRules(sources)
  const taken = new Set([...user.rules, ...user.correlations].map(({ id }) => id))
  const rules = [...pack.rules.filter(({ id }) => !taken.has(id)), ...user.rules]
  const correlations = [...pack.correlations.filter(({ id }) => !taken.has(id)), ...user.correlations]
  return { rules, correlations, problems: [...user.problems, ...linkProblems(rules, correlations)] }
}

const linkProblems = (rules: readonly Rule[], correlations: readonly Correlation[]): readonly LocatedProblem[] =>
  linkCorrelations(rules, correlations).problems.map(({ correlation, message, hint }) => {
    const { origin = '' } = correlations[correlation] ?? {}
    const [, file = origin, line = '1'] = /^(.*):(\d+)$/s.exec(origin) ?? []
    return { file, line: Number(line), column: 1, message, ...(hint === undefined ? {} : { hint }), severity: 'error' }
  })
