/** What `rules lint` says: every problem, and what each rule costs. */
import { createRuleSet } from '../detect/rule-set.ts'
import { readRuleFiles } from '../sources/rule-files.ts'
import { renderEach } from './refusal.ts'
import { compileRules } from './rules.ts'

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
  const sources = readRuleFiles(paths)
  const { rules, correlations, problems } = await compileRules(sources, paths.length === 0)
  const errors = problems.filter(({ severity }) => severity === 'error').length
  return {
    rules: rules.length + correlations.length,
    errors,
    warnings: problems.length - errors,
    readEverything: createRuleSet(rules).readEverything.map(({ title }) => title),
    rendered: renderEach({ problems, sources }),
  }
}
