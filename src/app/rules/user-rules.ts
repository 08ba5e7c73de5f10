/** Rules that a person wrote, compiled, and every problem with its place. Loads all languages, so it is loaded on demand. */
import { locateInText, locateProblem } from '../../config/locate-problem.ts'
import type { LocatedProblem } from '../../config/located.ts'
import type { RuleEntry } from '../../config/rule-entry.ts'
import type { Correlation } from '../../core/correlation.ts'
import type { Compiled } from '../../core/language.ts'
import { CompileError, type Problem } from '../../core/problem.ts'
import type { Rule } from '../../core/rule.ts'
import { languages, sigma } from '../../languages/index.ts'
import type { RuleSource } from '../config/refusal.ts'
import { lazyMessageRenderer, messageRenderer } from './message.ts'
import { toCorrelation, toRule } from './sigma-rules.ts'

export interface UserRules {
  readonly rules: readonly Rule[]
  readonly correlations: readonly Correlation[]
  readonly problems: readonly LocatedProblem[]
  /** Where a problem of a rule stands. */
  readonly places: ReadonlyMap<Rule, (problem: Problem) => LocatedProblem>
}

export const readUserRules = (entries: readonly RuleEntry[], sigmaFiles: readonly RuleSource[]): UserRules => {
  const rules: Rule[] = []
  const correlations: Correlation[] = []
  const problems: LocatedProblem[] = []
  const places = new Map<Rule, (problem: Problem) => LocatedProblem>()
  for (const { file, text } of sigmaFiles) {
    const place = (problem: Problem): LocatedProblem => locateInText(file, text, problem)
    const compiled = attempt(() => sigma.compile(text), place, problems)
    if (!compiled) continue
    problems.push(...compiled.warnings.map(place))
    const placeMessage =
      ({ document }: { readonly document: number }) =>
      (problem: Problem): LocatedProblem =>
        place({ ...problem, path: [document, 'tattletrail', 'message'] })
    for (const found of compiled.rules) {
      const renderMessage = attempt(() => messageRenderer(found.message), placeMessage(found), problems)
      const rule = toRule(found, file, renderMessage ?? lazyMessageRenderer(undefined))
      rules.push(rule)
      places.set(rule, (problem) =>
        place(problem.offset === undefined ? { ...problem, path: [found.document] } : problem),
      )
    }
    for (const found of compiled.correlations) {
      const correlation = attempt(() => toCorrelation(found, file), placeMessage(found), problems)
      if (correlation) correlations.push(correlation)
    }
  }
  for (const entry of entries) {
    const rule = compileEntry(entry, problems)
    if (!rule) continue
    rules.push(rule)
    places.set(rule, (problem) => locateProblem(entry, problem))
  }
  return { rules, correlations, problems, places }
}

const compileEntry = (entry: RuleEntry, problems: LocatedProblem[]): Rule | undefined => {
  const language = languages.find(({ type }) => type === entry.body.language)
  if (!language) throw new Error(`no language is called ${entry.body.language}`)
  const place = (problem: Problem): LocatedProblem => locateProblem(entry, problem)
  const compiled: Compiled | undefined = attempt(() => language.compile(entry.body.value as never), place, problems)
  problems.push(...(compiled?.warnings ?? []).map(place))
  const placeMessage = (problem: Problem): LocatedProblem => locateProblem(entry, problem, [...entry.path, 'message'])
  const renderMessage = attempt(() => messageRenderer(entry.message), placeMessage, problems)
  if (!compiled || !renderMessage) return undefined
  const { id, title, level, status, tags, description, message, respond } = entry
  const { falsepositives, tests, destinations, groupBy, document, path } = entry
  return {
    id,
    title,
    level,
    status,
    tags,
    description,
    message,
    references: [],
    respond,
    falsepositives,
    tests,
    destinations,
    groupBy,
    language: entry.body.language,
    compiled,
    origin: `${document.file}:${document.locate(path).line}`,
    renderMessage,
    reports: true,
  }
}

/** The result, or undefined after noting every problem of the refused text. */
const attempt = <Result>(
  compile: () => Result,
  place: (problem: Problem) => LocatedProblem,
  problems: LocatedProblem[],
): Result | undefined => {
  try {
    return compile()
  } catch (error) {
    if (!(error instanceof CompileError)) throw error
    problems.push(...error.problems.map(place))
    return undefined
  }
}
