/** The one rule that a person means: a file with one, or an id, a name or a title. */
import type { Rule, RuleInfo } from '../../core/rule.ts'
import { UsageError } from '../../core/usage-error.ts'
import { suggest } from '../../notation/suggest.ts'
import { type LoadedRules, loadRules } from './load.ts'

/** @throws UsageError when the file holds none, or several */
export const ruleOfFile = async (file: string): Promise<Rule> => {
  const { rules } = await loadRules({ paths: [file], builtin: false })
  if (rules.length === 1) return rules[0] as Rule
  throw new UsageError(
    `${file} holds ${rules.length} rules: name one of them, with --rules ${file}:\n${rules.map(({ title }) => `  ${title}`).join('\n')}`,
  )
}

/** @throws UsageError when it is none, or one of several */
export const pickRule = (wanted: string, { rules, correlations }: LoadedRules): Rule => {
  const key = wanted.toLowerCase()
  const found = rules.filter((rule) => isCalled(rule, key))
  if (found.length === 1) return found[0] as Rule
  const correlation = correlations.find((one) => isCalled(one, key))
  if (found.length === 0 && correlation)
    throw new UsageError(
      `"${wanted}" is a correlation, which looks at many events: explain one of its rules: ${correlation.rules.map((rule) => `"${rule}"`).join(', ')}`,
    )
  const near = suggest(
    wanted,
    rules.map(({ title }) => title),
  )
  throw new UsageError(
    found.length > 1
      ? `${found.length} rules are called "${wanted}": use an id: ${found.map(({ id }) => id).join(', ')}`
      : `no rule has the id, name or title "${wanted}"${near ? `: did you mean "${near}"?` : ''} (tattletrail rules list)`,
  )
}

const isCalled = ({ id, title, name }: RuleInfo, key: string): boolean =>
  [id, title, name].some((text) => text?.toLowerCase() === key)
