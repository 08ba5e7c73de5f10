/** What `rules lint` says: every problem, and what each rule costs. */
import type { LocatedProblem } from '../../config/located.ts'
import { createRuleSet } from '../../detect/rule-set.ts'
import { tagFault } from '../../enrich/attack.ts'
import { openConfig } from '../config/open-config.ts'
import type { OpenConfig } from '../config/read-sources.ts'
import { renderEach } from '../config/refusal.ts'
import { compileRules, type LoadedRules } from './load.ts'

export interface LintReport {
  readonly rules: number
  readonly errors: number
  readonly warnings: number
  /** Titles of the rules that make the engine parse every record. */
  readonly readEverything: readonly string[]
  /** The problems, drawn; empty when there are none. */
  readonly rendered: string
}

/** Without paths the built-in pack is looked at. */
export const lintRules = async (paths: readonly string[]): Promise<LintReport> => {
  const opened = await openConfig({ rules: paths })
  const loaded = await compileRules(opened, paths.length === 0)
  const { rules, correlations } = loaded
  const problems = [...loaded.problems, ...(await problemsOfTags(loaded, opened))].map(asError)
  const errors = problems.filter(({ severity }) => severity === 'error').length
  return {
    rules: rules.length + correlations.length,
    errors,
    warnings: problems.length - errors,
    readEverything: createRuleSet(rules).readEverything.map(({ title }) => title),
    rendered: renderEach({ ...opened, problems }),
  }
}

const asError = (problem: LocatedProblem): LocatedProblem =>
  problem.mistake ? { ...problem, severity: 'error' } : problem

const problemsOfTags = async (
  { rules, correlations }: LoadedRules,
  { config, sigma }: OpenConfig,
): Promise<readonly LocatedProblem[]> => {
  if (config) return (await import('./tag-problems.ts')).tagProblems(config.rules, sigma)
  // Of the built-in pack the file is known, and no more.
  return [...rules, ...correlations].flatMap(({ tags, origin }) =>
    tags.flatMap((tag) => {
      const fault = tagFault(tag)
      return fault ? [{ ...fault, file: origin, line: 1, column: 1, severity: 'warning' as const }] : []
    }),
  )
}
